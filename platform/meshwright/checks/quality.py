"""Quality rules of the tables that the mesh fills: each can be asked, so each run asks it."""

from collections.abc import Iterator

from meshwright.athena.codes import NOT_ASKABLE
from meshwright.errors import Finding
from meshwright.jobs.askable import problems
from meshwright.specs.models import DataProduct, Table
from meshwright.specs.source import Path


def check_quality(product: DataProduct) -> Iterator[Finding]:
    for name, table in product.refreshed_tables.items():
        for path, message in _of_table(table, ("tables", name)):
            where = ".".join(map(str, path))
            yield NOT_ASKABLE.at(product.source.at(*path), message, subject=product.id, where=where)


def _of_table(table: Table, path: Path) -> Iterator[tuple[Path, str]]:
    for name, column in table.columns.items():
        for index, rule in enumerate(column.quality):
            for message in problems(rule, column.type, table.columns):
                yield (*path, "columns", name, "quality", index), message
    for index, rule in enumerate(table.quality):
        for message in problems(rule, None, table.columns):
            yield (*path, "quality", index), message
