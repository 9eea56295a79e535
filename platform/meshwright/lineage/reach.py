"""What of a mesh the queries of one product can know: itself and what it names as inputs."""

from meshwright.specs.models import DataProduct, Mesh


def in_reach(mesh: Mesh, product: DataProduct) -> Mesh:
    """The mesh as far as a product's queries are analysed by it; what else there is, is not told.

    So a query whose product and inputs are as they were says what it said.
    """
    ids = (product.id, *product.spec.inputs)
    return Mesh(
        {},
        {id_: mesh.products[id_] for id_ in ids if id_ in mesh.products},
        {id_: mesh.unreadable[id_] for id_ in ids if id_ in mesh.unreadable},
    )
