"""The tables that a product makes, each after those that it reads.

Their queries are taken apart only where one of them speaks of another of the product's tables:
the reader of SQL takes its time to load.
"""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from meshwright.ids import joined
from meshwright.jobs.query import UnusableQueryError, embedded, named_tables
from meshwright.jobs.table import Input, TableJob
from meshwright.plan import names
from meshwright.specs.models import DataProduct, Mesh
from meshwright.specs.models.samples import samples_of

REFUSED = "SELECT"
"""No query to Athena: nothing is run of it."""

NO_INPUTS: Mapping[str, str] = {}


def inputs_of(product: DataProduct, mesh: Mesh) -> Mapping[str, str]:
    """The products that a product reads, itself too, by their databases as Glue knows them."""
    known = mesh.products
    return {
        (names.database_of(known[name]) if name in known else names.database(name)): name
        for name in (*product.spec.inputs, product.id)
    }


def in_order(product: DataProduct, inputs: Mapping[str, str] = NO_INPUTS) -> tuple[TableJob, ...]:
    """The jobs of a product; as they are declared where neither reads the other.

    `inputs` are the products that it reads, itself too, by their databases.

    A circle is a finding of the check of queries, and left as it is declared.
    """
    jobs = {
        name: _job(product, name, inputs)
        for name in product.refreshed_tables
        if _has_key(product, name)
    }
    read = {name: tuple(_read_by(job, jobs)) for name, job in jobs.items()}
    try:
        order = tuple(TopologicalSorter(read).static_order())
    except CycleError:
        order = tuple(jobs)
    return tuple(jobs[name] for name in order)


def _has_key(product: DataProduct, name: str) -> bool:
    """Rows are published by their key; that a table has one is asked by the check of specs."""
    return bool(product.spec.tables[name].primary_key)


def _job(product: DataProduct, name: str, read: Mapping[str, str]) -> TableJob:
    database, query = names.database_of(product), _usable(product.queries.get(name, ""))
    inputs = (
        each for each in _inputs(query, read) if (each.database, each.table) != (database, name)
    )
    table = product.spec.tables[name]
    return TableJob(database, name, table, query, tuple(inputs), samples_of(product).get(name, ()))


def _usable(query: str) -> str:
    """A query as it is written; of one that would break out of its brackets, what Athena refuses.

    The check of its SQL tells what is wrong. Planned it has to be, as all else of the mesh is.
    """
    try:
        embedded(query)
    except UnusableQueryError:
        return REFUSED
    return query


def _inputs(query: str, read: Mapping[str, str]) -> Iterator[Input]:
    """The tables that a query names."""
    for database, table in named_tables(query, read):
        yield Input(database, table, joined((read[database], table)))


def _read_by(job: TableJob, jobs: Mapping[str, TableJob]) -> Iterator[str]:
    others = [name for name in jobs if name != job.name and name in job.query]
    if not others or job.database not in job.query:
        return
    from meshwright.athena.reading import Text, read, tables_of

    tree = read(Text("", job.query))
    if not isinstance(tree, tuple):
        found = tables_of(tree)
        yield from (name for name in others if (job.database, name) in found)
