"""Where each table's rows come from: a mapping of the data set, or the table's own query.

Knows specs and SQL, no AWS. A query is in Athena's SQL; it is run as `lineage` translates it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from meshwright.errors import MeshError
from meshwright.ids import joined
from meshwright.lineage.derived import Derived, derived, sql_path
from meshwright.plan import names
from meshwright.plan.grants import grants
from meshwright.plan.lineage import Lineage, lineage
from meshwright.specs.environment import Environment
from meshwright.specs.models import DataProduct, Mesh, Table

DATA_SET = "nycflights13"
MAPPINGS = Path(__file__).parent / DATA_SET


@dataclass(frozen=True, slots=True)
class Port:
    """One table of one product."""

    product: DataProduct
    name: str

    @property
    def id(self) -> str:
        return joined((self.product.id, self.name))

    @property
    def spec(self) -> Table:
        return self.product.spec.tables[self.name]

    @property
    def sql_name(self) -> str:
        """How queries name it."""
        return f"{names.database(self.product.origin)}.{self.name}"


@dataclass(frozen=True, slots=True)
class Readable:
    """A table as one product may read it."""

    port: Port
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A table that can be filled, and by what."""

    port: Port
    sql: str
    reads: Mapping[str, Readable]
    """The tables that the SQL names; empty for a mapping of the data set."""
    is_query: bool

    @property
    def file(self) -> str:
        """Where a person finds the SQL, from the checkout's root."""
        if not self.is_query:
            return f"platform/meshwright/sample/{DATA_SET}/{self.port.id}.sql"
        return sql_path(self.port.product, self.port.name)


def ports(mesh: Mesh) -> tuple[Port, ...]:
    return tuple(Port(p, name) for p in mesh.products.values() for name in p.tables)


def sources(
    mesh: Mesh, environment: Environment, *, as_of: date, select: Collection[str] | None = None
) -> tuple[Source, ...]:
    """The tables of the selected products that can be filled, each after those it reads.

    Raises MeshError where a query reads what its product may not.
    """
    who_reads = lineage(mesh)
    chosen = [p for p in ports(mesh) if select is None or p.product.id in select]
    found: dict[str, Source] = {}
    for port in chosen:
        query, mapping = port.product.queries.get(port.name), MAPPINGS / f"{port.id}.sql"
        if query is not None:
            analysed = _sound(mesh, port)
            opened = readable(mesh, port.product, environment, who_reads, as_of)
            reads = _reads(analysed, port, opened)
            found[port.id] = Source(port, analysed.duckdb(), reads, is_query=True)
        elif mapping.is_file():
            found[port.id] = Source(port, mapping.read_text("utf-8"), {}, is_query=False)
    return tuple(found[key] for key in _ordered(found) if key in found)


def readable(
    mesh: Mesh, product: DataProduct, environment: Environment, who_reads: Lineage, as_of: date
) -> Mapping[str, Readable]:
    """What a product's runtime role may read, by the names that queries use.

    Its own tables whole; of its inputs the columns that its grants open.
    """
    own = [Port(product, name) for name in product.tables]
    found = {port.sql_name: Readable(port, tuple(port.spec.columns)) for port in own}
    for producer in filter(None, map(mesh.products.get, product.spec.inputs)):
        for grant in grants(mesh, producer, environment, lineage=who_reads, as_of=as_of):
            if grant.consumer == product.id:
                port = Port(producer, grant.table)
                columns = tuple(port.spec.columns) if grant.columns is None else grant.columns
                found[port.sql_name] = Readable(port, columns)
    return found


def _reads(found: Derived, port: Port, opened: Mapping[str, Readable]) -> Mapping[str, Readable]:
    """What a sound query reads, as far as it is opened on the day."""
    named = {joined(table) for table in found.reads}
    for name in sorted(named - opened.keys()):
        raise MeshError(
            f"the query of {port.id} reads {name}, which is neither a table of its product "
            "nor one that an input opens to it",
            fix=_remedy(opened),
        )
    return {name: opened[name] for name in sorted(named)}


def _sound(mesh: Mesh, port: Port) -> Derived:
    """The analysed query of a table. Raises MeshError where there is something wrong with it."""
    found = derived(mesh, port.product, port.name)
    for finding in found.findings:
        at = f"{finding.position}: {finding.code}"
        message = f"the query of {port.id} cannot be run: {at} {finding.message}"
        raise MeshError(message, fix=finding.fix)
    return found


def _remedy(opened: Mapping[str, Readable]) -> str:
    return (
        "name the product under `inputs`, and for another domain's an agreement; "
        f"it may read {', '.join(sorted(opened))}"
    )


def _ordered(found: Mapping[str, Source]) -> Iterator[str]:
    graph = {key: [r.port.id for r in source.reads.values()] for key, source in found.items()}
    try:
        yield from TopologicalSorter(graph).static_order()
    except CycleError as error:
        circle = " → ".join(error.args[1])
        raise MeshError(f"these queries read each other in a circle: {circle}") from error


def first_line(error: Exception) -> str:
    """What a many-lined message of duckdb says first."""
    return str(error).splitlines()[0]
