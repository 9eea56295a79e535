"""Lineage as OpenLineage has it of a design: an event for each table and for each query.

They are static: `DatasetEvent` and `JobEvent` say what there is, and no run. Datasets are named as
OpenLineage names tables of Glue, which is also what SageMaker's catalog knows them by.

Source: openlineage.io, spec 2-0-2 "OpenLineage.json"; "Naming conventions", AWS Glue; the facets'
own versions stand in their addresses.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from meshwright.ids import joined, words
from meshwright.lineage.graph import DECIDES, Edge, column_edges
from meshwright.plan import names
from meshwright.specs.environment import Environment
from meshwright.specs.models import DataProduct, Mesh, Table
from meshwright.standards.lineage.graph import Level, box_of, row_of
from meshwright.visible import json_line

Fields = dict[str, Any]
PRODUCER = "urn:meshwright:lineage"
SPEC = "https://openlineage.io/spec"
WAYS: Mapping[str, Fields] = {
    "copied": {"type": "DIRECT", "subtype": "IDENTITY"},
    "computed": {"type": "DIRECT", "subtype": "TRANSFORMATION"},
    "aggregated": {"type": "DIRECT", "subtype": "AGGREGATION"},
    # A count tells of no single value.
    "counted": {"type": "DIRECT", "subtype": "AGGREGATION", "masking": True},
    DECIDES: {"type": "INDIRECT"},
}
"""What OpenLineage calls the ways in which a column goes into another."""


def openlineage(
    mesh: Mesh, products: Iterable[DataProduct], environment: Environment, as_of: date
) -> str:
    """One event a line, as OpenLineage's own file transport writes them."""
    time = f"{as_of.isoformat()}T00:00:00Z"
    writer = _Writer(mesh, environment, time)
    return "".join(f"{json_line(event)}\n" for p in products for event in writer.events(p))


class _Writer:
    """Writes the events of one mesh as it stands in one environment on one day."""

    def __init__(self, mesh: Mesh, environment: Environment, time: str) -> None:
        self._mesh = mesh
        self._place = environment.place_of(None)
        self._time = time
        self._edges: dict[str, list[Edge]] = {}
        for edge in column_edges(mesh):
            self._edges.setdefault(_table_of(edge.target), []).append(edge)

    def events(self, product: DataProduct) -> Iterator[Fields]:
        for name, table in product.tables.items():
            dataset = self._dataset(names.database_of(product), name)
            yield self._event(
                "DatasetEvent", dataset={**dataset, "facets": _facets(product, table)}
            )
        for name, table in product.tables.items():
            if name in product.queries:
                yield self._query(product, name, table)
        undescribed = [n for n, t in product.tables.items() if t.query is None and t.source is None]
        if product.spec.inputs and undescribed:
            yield self._declared(product, undescribed)

    def _event(self, kind: str, **said: Any) -> Fields:
        schema = f"{SPEC}/2-0-2/OpenLineage.json#/$defs/{kind}"
        return {"eventTime": self._time, "producer": PRODUCER, "schemaURL": schema, **said}

    def _dataset(self, database: str, table: str) -> Fields:
        place = self._place
        namespace = f"arn:{place.partition}:glue:{place.region}:{place.account}"
        return {"namespace": namespace, "name": f"table/{database}/{table}"}

    def _query(self, product: DataProduct, name: str, table: Table) -> Fields:
        from meshwright.lineage.derived import derived

        read = sorted(derived(self._mesh, product, name).reads)
        sql = _facet("1-1-0", "SQLJobFacet", query=product.queries[name], dialect="athena")
        facets = {"sql": sql, "jobType": _kind("QUERY"), **_said(product, table)}
        output = self._dataset(names.database_of(product), name)
        lineage = self._column_lineage(joined((product.id, name)))
        return self._event(
            "JobEvent",
            job=self._job(joined((product.id, name)), facets),
            inputs=[self._dataset(*each) for each in read],
            outputs=[{**output, "facets": {"columnLineage": lineage}}],
        )

    def _declared(self, product: DataProduct, tables: Iterable[str]) -> Fields:
        """A product that others write: which tables of its inputs are read stands nowhere."""
        known = (self._mesh.products[i] for i in product.spec.inputs if i in self._mesh.products)
        facets = {"jobType": _kind("JOB"), **_said(product, None)}
        own = names.database_of(product)
        return self._event(
            "JobEvent",
            job=self._job(product.id, facets),
            inputs=[self._dataset(names.database_of(p), n) for p in known for n in p.tables],
            outputs=[self._dataset(own, name) for name in tables],
        )

    def _job(self, name: str, facets: Fields) -> Fields:
        return {"namespace": names.prefix(self._place), "name": name, "facets": facets}

    def _column_lineage(self, table: str) -> Fields:
        fields: dict[str, Fields] = {}
        whole: list[Fields] = []
        for edge in self._edges.get(table, ()):
            column = row_of(edge.target)
            if column is None:
                whole.append(self._input(edge))
            else:
                found = fields.setdefault(column, {"inputFields": []})
                found["inputFields"].append(self._input(edge))
        return _facet("1-2-0", "ColumnLineageDatasetFacet", fields=fields, dataset=whole)

    def _input(self, edge: Edge) -> Fields:
        *product, table = words(_table_of(edge.source))
        known = self._mesh.products.get(joined(product))
        database = names.database_of(known) if known else names.database(joined(product))
        dataset = self._dataset(database, table)
        return {**dataset, "field": row_of(edge.source), "transformations": [dict(WAYS[edge.how])]}


def _table_of(end: str) -> str:
    return box_of(end, Level.TABLES)


def _facets(product: DataProduct, table: Table) -> Fields:
    columns = [
        {"name": n, "type": c.type.glue, "ordinal_position": at}
        | ({"description": c.description} if c.description else {})
        for at, (n, c) in enumerate(table.columns.items(), start=1)
    ]
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
        "schema": _facet("1-2-0", "SchemaDatasetFacet", fields=columns),
        "documentation": _facet(
            "1-1-0",
            "DocumentationDatasetFacet",
            description=table.description or product.spec.description,
        ),
        "ownership": _owners(product, "OwnershipDatasetFacet"),
        "version": _facet(
            "1-0-1", "DatasetVersionDatasetFacet", datasetVersion=product.spec.version
        ),
        "tags": _facet("1-0-0", "TagsDatasetFacet", tags=tags),
    }


def _facet(version: str, name: str, **said: Any) -> Fields:
    address = f"{SPEC}/facets/{version}/{name}.json#/$defs/{name}"
    return {"_producer": PRODUCER, "_schemaURL": address, **said}


def _owners(product: DataProduct, facet: str) -> Fields:
    return _facet("1-0-1", facet, owners=[{"name": f"team:{product.owner}", "type": "OWNER"}])


def _said(product: DataProduct, table: Table | None) -> Fields:
    said = (table.description if table else None) or product.spec.description
    return {
        "documentation": _facet("1-1-0", "DocumentationJobFacet", description=said),
        "ownership": _owners(product, "OwnershipJobFacet"),
    }


def _kind(word: str) -> Fields:
    return _facet(
        "2-0-4", "JobTypeJobFacet", processingType="BATCH", integration="MESHWRIGHT", jobType=word
    )
