"""How the holder of a right uses it: its snippets, with the names that its role has in AWS."""

from meshwright.changes.access import Who
from meshwright.entitlements.entitlement import Entitlement
from meshwright.ids import domain_of
from meshwright.plan import names
from meshwright.plan.machine import own_workgroup
from meshwright.snippets.how import how_to_read, notes
from meshwright.snippets.reading import YOUR_WORKGROUP, Reading, Snippet
from meshwright.specs.environment import Environment
from meshwright.specs.models import Mesh

ROLE = ":role/"
"""What an ARN of IAM says of a role: a user is nobody that others can stand in for."""


def snippets(
    right: Entitlement, mesh: Mesh, environment: Environment
) -> tuple[tuple[Snippet, ...], tuple[str, ...]]:
    """The texts to copy, and what to know beside them."""
    reading = reading_of(right, mesh, environment)
    return how_to_read(reading), notes(reading)


def reading_of(right: Entitlement, mesh: Mesh, environment: Environment) -> Reading:
    """What a right opens, as a snippet names it."""
    product = mesh.products[right.product]
    place = environment.place_of(product.domain.id)
    reader = right.reader
    return Reading(
        principal=right.principal,
        asked_as=_asked_as(right),
        profile=_profile(right, environment) if reader.who is Who.PEOPLE else "",
        workgroup=_workgroup(right, mesh, environment),
        runs_jobs=reader.who is Who.PRODUCT,
        environment=environment.name,
        account=place.account,
        region=place.region,
        database=names.database_of(product),
        table=right.table,
        columns=right.columns,
        rows=right.rows,
        access_point=right.files,
        is_iceberg=product.tables[right.table].is_iceberg,
        location=names.table_location(product, right.table, place),
    )


def _asked_as(right: Entitlement) -> str:
    if ROLE not in right.principal:
        return ""
    # `mesh query` knows a platform-wide reader by its ARN alone.
    return right.principal if right.reader.who is Who.PLATFORM else right.reader.name


def _profile(right: Entitlement, environment: Environment) -> str:
    domain = right.reader.name
    return names.reader_role(domain, environment.place_of(domain))


def _workgroup(right: Entitlement, mesh: Mesh, environment: Environment) -> str:
    name = right.reader.name
    place = environment.place_of(domain_of(name))
    match right.reader.who:
        case Who.PEOPLE:
            return names.workgroup(name, place)
        case Who.PRODUCT:
            product = mesh.products.get(name)
            return (product and own_workgroup(product, place)) or ""
        case _:
            return YOUR_WORKGROUP
