"""OpenLineage's facets of what a spec says: of tables, of the jobs that make them, of owners.

Source: openlineage.io, spec; the facets' own versions stand in their addresses.
"""

from typing import Any

from meshwright.specs.models import DataProduct, Table

Fields = dict[str, Any]
PRODUCER = "urn:meshwright:lineage"
SPEC = "https://openlineage.io/spec"


def facet(version: str, name: str, **said: Any) -> Fields:
    address = f"{SPEC}/facets/{version}/{name}.json#/$defs/{name}"
    return {"_producer": PRODUCER, "_schemaURL": address, **said}


def of_table(product: DataProduct, table: Table) -> Fields:
    """What a table holds, who answers for it, and which of its columns are protected."""
    tags = [
        {"key": key, "value": value, "source": "mesh", "field": column}
        for column, said in table.columns.items()
        for key, value in (
            ("classification", product.classification_of(said).value),
            ("pii", "true" if said.pii else ""),
        )
        if value
    ]
    return {
        "schema": schema(table),
        "documentation": facet(
            "1-1-0",
            "DocumentationDatasetFacet",
            description=table.description or product.spec.description,
        ),
        "ownership": _owners(product, "OwnershipDatasetFacet"),
        "version": facet(
            "1-0-1", "DatasetVersionDatasetFacet", datasetVersion=product.spec.version
        ),
        "tags": facet("1-0-0", "TagsDatasetFacet", tags=tags),
    }


def schema(table: Table) -> Fields:
    columns = [
        {"name": n, "type": c.type.glue, "ordinal_position": at}
        | ({"description": c.description} if c.description else {})
        for at, (n, c) in enumerate(table.columns.items(), start=1)
    ]
    return facet("1-2-0", "SchemaDatasetFacet", fields=columns)


def of_job(product: DataProduct, table: Table | None, kind: str) -> Fields:
    """What a job does and who answers for it; of one table, or of the product as a whole."""
    said = (table.description if table else None) or product.spec.description
    return {
        "jobType": facet(
            "2-0-4",
            "JobTypeJobFacet",
            processingType="BATCH",
            integration="MESHWRIGHT",
            jobType=kind,
        ),
        "documentation": facet("1-1-0", "DocumentationJobFacet", description=said),
        "ownership": _owners(product, "OwnershipJobFacet"),
    }


def _owners(product: DataProduct, name: str) -> Fields:
    return facet("1-0-1", name, owners=[{"name": f"team:{product.owner}", "type": "OWNER"}])
