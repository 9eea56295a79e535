"""A mesh as one environment deploys it: without its drafts, unless the environment takes them."""

from dataclasses import replace

from meshwright.specs.environment import Environment
from meshwright.specs.made_before import once
from meshwright.specs.models import DataProduct, Mesh


def deployed(mesh: Mesh, environment: Environment) -> Mesh:
    """The mesh without products and tables that are drafts, where those are not deployed."""
    if environment.spec.drafts:
        return mesh
    products = {i: once(_without, i, p) for i, p in mesh.products.items() if not p.is_draft}
    return replace(mesh, products=products)


def _without(product: DataProduct) -> DataProduct:
    tables = {n: t for n, t in product.spec.tables.items() if not t.is_draft}
    if len(tables) == len(product.spec.tables):
        return product
    return replace(product, spec=product.spec.model_copy(update={"tables": tables}))
