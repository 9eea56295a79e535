"""A product's spec as rules read it: what it means in its mesh, in the spec's own words.

The domain's defaults are applied and references are looked up, so that a rule compares what is
there and resolves nothing.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from meshwright.spec.models import Column, DataProduct, Mesh, Table


def spec_documents(mesh: Mesh) -> Iterator[tuple[DataProduct, Mapping[str, Any]]]:
    """Every readable product with its document, in the order of their ids."""
    for product in mesh.products.values():
        yield product, spec_document(product, mesh)


def spec_document(product: DataProduct, mesh: Mesh) -> Mapping[str, Any]:
    """One product's document."""
    spec = product.spec
    support = product.domain.spec.support
    return {
        "id": product.id,
        "domain": product.domain.id,
        "owner": product.owner,
        "support": {"channel": support.channel} if support else None,
        "description": spec.description,
        "version": spec.version,
        "status": spec.status.value,
        "kind": product.kind.value,
        "tier": spec.tier.value,
        "classification": product.classification.value,
        "tags": list(spec.tags),
        "inputs": [{"id": read, "exists": read in mesh.products} for read in spec.inputs],
        "tables": {name: _table(product, table) for name, table in spec.tables.items()},
    }


def _table(product: DataProduct, table: Table) -> Mapping[str, Any]:
    return {
        "description": table.description,
        "primaryKey": list(table.primary_key),
        "partitionBy": list(table.partition_by),
        "columns": {name: _column(product, column) for name, column in table.columns.items()},
    }


def _column(product: DataProduct, column: Column) -> Mapping[str, Any]:
    return {
        "type": str(column.type),
        "description": column.description,
        "classification": product.classification_of(column).value,
        "pii": column.pii,
    }
