"""What has to hold across the specs of a mesh, and between them and an environment."""

from collections.abc import Container, Iterator
from datetime import date

from meshwright.checks.adopted import check_adopted
from meshwright.checks.agreements import check_agreements
from meshwright.checks.cycles import check_cycles
from meshwright.checks.field_locks import check_field_locks
from meshwright.checks.formats import check_formats
from meshwright.checks.freshness import check_freshness
from meshwright.checks.inputs import check_inputs
from meshwright.checks.landing import check_landing, check_slack
from meshwright.checks.life import check_life
from meshwright.checks.origins import check_origins
from meshwright.checks.partitions import check_partitions
from meshwright.checks.products import check_products
from meshwright.checks.quality import check_quality
from meshwright.checks.references import check_references
from meshwright.checks.refreshing import check_refreshing
from meshwright.checks.samples import check_samples
from meshwright.checks.secrets import check_secrets
from meshwright.checks.trust import check_trust
from meshwright.errors import Finding
from meshwright.gc_pause import collector_paused
from meshwright.specs.environment import Environment
from meshwright.specs.made_before import once
from meshwright.specs.models import DataProduct, Mesh


def check_mesh(
    mesh: Mesh, environment: Environment, *, as_of: date, moved: Container[str] = ()
) -> tuple[Finding, ...]:
    """All findings about a readable mesh on one day, in the order of their positions.

    `moved` are the ids of products that git knows to have come from another domain.
    Nothing is said of who refers to a product or domain that exists but could not be read.
    """
    with collector_paused():
        return tuple(
            sorted(
                (
                    *check_inputs(mesh, as_of),
                    *check_cycles(mesh),
                    *check_agreements(mesh, environment, as_of),
                    *check_life(mesh, as_of),
                    *check_products(mesh),
                    *check_origins(mesh, moved),
                    *_each_alone(mesh),
                    *check_trust(mesh, environment),
                    *check_freshness(mesh),
                    *check_landing(mesh, environment),
                    *check_slack(mesh, environment),
                    *check_adopted(mesh, environment),
                    *check_references(mesh),
                )
            )
        )


def _each_alone(mesh: Mesh) -> Iterator[Finding]:
    for product in mesh.products.values():
        yield from once(_alone, product.id, product)


def _alone(product: DataProduct) -> tuple[Finding, ...]:
    """What is wrong with a product, whatever lies around it."""
    return (
        *check_partitions(product),
        *check_secrets(product),
        *check_refreshing(product),
        *check_quality(product),
        *check_field_locks(product),
        *check_formats(product),
        *check_samples(product),
    )
