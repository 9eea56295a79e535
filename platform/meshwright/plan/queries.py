"""The tables that a product makes, each after those that it reads.

Their queries are taken apart only where one of them speaks of another of the product's tables:
the reader of SQL takes its time to load.
"""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from meshwright.jobs.table import TableJob
from meshwright.plan import names
from meshwright.specs.models import DataProduct


def in_order(product: DataProduct) -> tuple[TableJob, ...]:
    """The jobs of a product; as they are declared where neither reads the other.

    A circle is a finding of the check of queries, and left as it is declared.
    """
    jobs = {
        name: _job(product, name) for name in product.refreshed_tables if _has_key(product, name)
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


def _job(product: DataProduct, name: str) -> TableJob:
    return TableJob(
        database=names.database(product.origin),
        name=name,
        spec=product.spec.tables[name],
        query=product.queries.get(name, ""),
    )


def _read_by(job: TableJob, jobs: Mapping[str, TableJob]) -> Iterator[str]:
    others = [name for name in jobs if name != job.name and name in job.query]
    if not others or job.database not in job.query:
        return
    from meshwright.athena.reading import Text, read, tables_of

    tree = read(Text("", job.query))
    if not isinstance(tree, tuple):
        found = tables_of(tree)
        yield from (name for name in others if (job.database, name) in found)
