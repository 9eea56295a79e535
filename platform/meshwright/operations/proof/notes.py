"""Access that is agreed and, as far as the specs tell, not used: worth a look, no difference."""

from collections.abc import Iterator
from datetime import date

from meshwright.gate.assessment import Assessment
from meshwright.lineage.check import queries_of
from meshwright.plan import names
from meshwright.specs.models import DataProduct, Mesh


def notes(assessment: Assessment) -> tuple[str, ...]:
    """Each in a sentence, with the file that says it."""
    mesh = assessment.mesh
    return (*_agreements(mesh, assessment.plan.as_of), *_inputs(mesh))


def _agreements(mesh: Mesh, as_of: date) -> Iterator[str]:
    """Agreements with products that do not name the producer as an input."""
    for product in mesh.products.values():
        for agreement in product.agreements:
            consumer = mesh.products.get(agreement.consumer)
            if consumer is None or not agreement.is_active(as_of):
                continue
            if product.id not in consumer.spec.inputs:
                yield (
                    f"{consumer.id} may read {product.id} until {agreement.spec.expires}, and does "
                    f"not name it as an input  <- {agreement.source.at()}"
                )


def _inputs(mesh: Mesh) -> Iterator[str]:
    """Inputs that no query reads, of products whose rows all come from queries and from files."""
    for product in mesh.products.values():
        if not product.spec.inputs or not _is_told(product):
            continue
        queries = queries_of(mesh, product)
        if not all(query.is_understood for query in queries):
            continue
        read = {database for query in queries for database, _ in query.reads}
        for source in product.spec.inputs:
            known = mesh.products.get(source)
            if known is not None and names.database_of(known) not in read:
                at = product.source.at("inputs")
                said = f"{product.id} names the input {source}, and no query of it reads that"
                yield f"{said}  <- {at}"


def _is_told(product: DataProduct) -> bool:
    """Whether the specs say of every table what its rows are made of."""
    tables = product.tables.items()
    return all(name in product.queries or table.source is not None for name, table in tables)
