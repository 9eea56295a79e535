"""The tags of the mesh, written on everything that can carry them.

The provider's `default_tags` are not used: policies and the plan's digest would not see them.
"""

from collections.abc import Mapping

from meshwright.specs.environment import Place
from meshwright.specs.models import DataProduct, Domain

ENVIRONMENT = "mesh:environment"
DOMAIN = "mesh:domain"
PRODUCT = "mesh:product"
OWNER = "mesh:owner"
COST_CENTER = "mesh:cost-center"
CLASSIFICATION = "mesh:classification"
SUPPORT, ENTRY = "mesh:support", "mesh:catalog-entry"
"""On tables only: where readers ask, and where all is said of the product."""
PII = "mesh:pii"
"""On tables and columns only: whether they tell of a person."""
LF_DOMAIN, LF_CLASSIFICATION, LF_PII = "domain", "classification", "pii"
"""The keys of Lake Formation's tags, on databases and columns."""
MANAGED_BY = "mesh:managed-by"
BOOTSTRAP = "mesh:bootstrap"
"""On what an account's owner has made by the template of `mesh bootstrap`, and nothing else."""
MANAGER = "meshwright"
PLATFORM = "platform"
"""Who owns and pays for what belongs to no domain."""


def boolean(value: bool) -> str:
    """A truth as the value of a tag or a parameter."""
    return "true" if value else "false"


def foundation_tags(place: Place) -> Mapping[str, str]:
    return _tags(place, owner=PLATFORM, cost_center=PLATFORM, classification="internal")


def domain_tags(domain: Domain, place: Place) -> Mapping[str, str]:
    spec = domain.spec
    own = _tags(
        place,
        owner=spec.owner,
        cost_center=spec.cost_center,
        classification=spec.classification.value,
    )
    return {**own, DOMAIN: domain.id}


def product_tags(product: DataProduct, place: Place) -> Mapping[str, str]:
    """The tags of a product, its classification being that of its most sensitive column."""
    own = _tags(
        place,
        owner=product.owner,
        cost_center=product.domain.spec.cost_center,
        classification=product.highest_classification.value,
    )
    return {**own, DOMAIN: product.domain.id, PRODUCT: product.name}


def _tags(place: Place, *, owner: str, cost_center: str, classification: str) -> dict[str, str]:
    return {
        ENVIRONMENT: place.environment,
        OWNER: owner,
        COST_CENTER: cost_center,
        CLASSIFICATION: classification,
        MANAGED_BY: MANAGER,
    }
