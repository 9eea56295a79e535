"""Lineage as OpenLineage has it of a design: an event for each table and for each job.

They are static: `DatasetEvent` and `JobEvent` say what there is, and no run. Datasets are named as
OpenLineage names tables of Glue, which is also what SageMaker's catalog knows them by. A product
whose rows the mesh makes is a job, and so is each of its tables.

Source: openlineage.io, spec 2-0-2 "OpenLineage.json"; "Naming conventions", AWS Glue and S3.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from meshwright.ids import joined, words
from meshwright.lineage.graph import DECIDES, Edge, column_edges
from meshwright.plan import names
from meshwright.specs.environment import Environment
from meshwright.specs.models import DataProduct, Mesh
from meshwright.standards.lineage import facets
from meshwright.standards.lineage.facets import PRODUCER, SPEC, Fields, facet
from meshwright.standards.lineage.graph import Level, box_of, row_of
from meshwright.visible import json_line

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
    design = Design(mesh, environment)
    return event_lines(found for each in products for found in design.events(each, time))


def event_lines(events: Iterable[Fields]) -> str:
    return "".join(f"{json_line(event)}\n" for event in events)


def event(kind: str, time: str, **said: Any) -> Fields:
    schema = f"{SPEC}/2-0-2/OpenLineage.json#/$defs/{kind}"
    return {"eventTime": time, "producer": PRODUCER, "schemaURL": schema, **said}


class Design:
    """The jobs and datasets of one mesh as it stands in one environment."""

    def __init__(self, mesh: Mesh, environment: Environment) -> None:
        self._mesh = mesh
        self._place = environment.place_of(None)
        self._edges: dict[str, list[Edge]] = {}
        for edge in column_edges(mesh):
            self._edges.setdefault(_table_of(edge.target), []).append(edge)

    @property
    def namespace(self) -> str:
        """Of all jobs of the mesh in the environment."""
        return names.prefix(self._place)

    def events(self, product: DataProduct, time: str) -> Iterator[Fields]:
        for name, table in product.tables.items():
            dataset = {**self.dataset(product, name), "facets": facets.of_table(product, table)}
            yield event("DatasetEvent", time, dataset=dataset)
        for name in made(product):
            yield event(
                "JobEvent",
                time,
                job=self.table_job(product, name),
                inputs=self.inputs(product, name),
                outputs=[self.output(product, name)],
            )
        yield from self._whole(product, time)

    def _whole(self, product: DataProduct, time: str) -> Iterator[Fields]:
        """The job of a product: what runs the jobs of its tables, or what others write it with."""
        job = self.product_job(product)
        written = [n for n, t in product.tables.items() if t.query is None and t.source is None]
        if product.spec.inputs and written:
            # Which tables of its inputs are read stands nowhere.
            known = (
                self._mesh.products[i] for i in product.spec.inputs if i in self._mesh.products
            )
            read = [self.dataset(p, n) for p in known for n in p.tables]
            outputs = [self.dataset(product, n) for n in written]
            yield event("JobEvent", time, job=job, inputs=read, outputs=outputs)
        elif made(product):
            yield event("JobEvent", time, job=job, inputs=[], outputs=[])

    def dataset(self, product: DataProduct, table: str) -> Fields:
        return self._dataset(names.database_of(product), table)

    def product_job(self, product: DataProduct) -> Fields:
        """What makes a product's tables: a run of it is a run of theirs."""
        return self._job(product.id, facets.of_job(product, None, "JOB"))

    def table_job(self, product: DataProduct, name: str) -> Fields:
        """What makes one table: a query, or landed files that become its rows."""
        kind = "QUERY" if name in product.queries else "TASK"
        said = facets.of_job(product, product.tables[name], kind)
        if name in product.queries:
            query = product.queries[name]
            said = {"sql": facet("1-1-0", "SQLJobFacet", query=query, dialect="athena"), **said}
        return self._job(joined((product.id, name)), said)

    def inputs(self, product: DataProduct, name: str) -> list[Fields]:
        """The tables that a table's query reads, and where files land for it."""
        from meshwright.lineage.derived import derived

        read = derived(self._mesh, product, name).reads if name in product.queries else ()
        found = [self._dataset(*each) for each in sorted(read)]
        if product.tables[name].source is None:
            return found
        bucket = names.landing_bucket(product.origin, self._place)
        return [{"namespace": f"s3://{bucket}", "name": name}, *found]

    def output(self, product: DataProduct, name: str) -> Fields:
        """A table as what a job writes, with what each of its columns is made of."""
        told = self._column_lineage(joined((product.id, name)))
        lineage = {"columnLineage": told} if name in product.queries else {}
        return {**self.dataset(product, name), "facets": lineage}

    def _dataset(self, database: str, table: str) -> Fields:
        place = self._place
        namespace = f"arn:{place.partition}:glue:{place.region}:{place.account}"
        return {"namespace": namespace, "name": f"table/{database}/{table}"}

    def _job(self, name: str, said: Fields) -> Fields:
        return {"namespace": self.namespace, "name": name, "facets": said}

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
        return facet("1-2-0", "ColumnLineageDatasetFacet", fields=fields, dataset=whole)

    def _input(self, edge: Edge) -> Fields:
        *product, table = words(_table_of(edge.source))
        known = self._mesh.products.get(joined(product))
        database = names.database_of(known) if known else names.database(joined(product))
        dataset = self._dataset(database, table)
        return {**dataset, "field": row_of(edge.source), "transformations": [dict(WAYS[edge.how])]}


def made(product: DataProduct) -> tuple[str, ...]:
    """The tables whose rows the mesh makes."""
    tables = product.tables.items()
    return tuple(n for n, t in tables if n in product.queries or t.source is not None)


def _table_of(end: str) -> str:
    return box_of(end, Level.TABLES)
