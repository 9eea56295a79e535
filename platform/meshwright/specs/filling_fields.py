"""What the fields by which a table gets its rows have to say together, in one product's spec."""

from collections import Counter
from collections.abc import Iterator

from meshwright.errors import Code
from meshwright.specs import codes
from meshwright.specs.models import ProductSpec, Table
from meshwright.specs.source import Path

Problem = tuple[Code, Path, str]
"""A code, the path of what is wrong, and the message."""

IN_TEXT = frozenset(
    {"bigint", "boolean", "date", "decimal", "double", "float", "int", "string", "timestamp"}
)
"""Types that a text in a file can be a value of."""
LANDING = "landing"
"""What a query calls the rows of the files that have landed for its table."""


def check_refresh(spec: ProductSpec) -> Iterator[Problem]:
    """Exactly one thing starts a run, and there is something to run."""
    if spec.refresh is None:
        return
    said = spec.refresh.model_fields_set
    if len(said) != 1:
        count = "nothing" if not said else f"{len(said)} things"
        message = f"{count} would start a run, exactly one of on, every and cron is expected"
        yield codes.ONE_START, ("refresh",), message


def check_filling(table: Table, path: Path) -> Iterator[Problem]:
    """What one table says of its rows."""
    yield from (_of_iceberg(table, path) if table.is_iceberg else _of_parquet(table, path))
    yield from _renames(table, path)


def check_landing(spec: ProductSpec) -> Iterator[Problem]:
    """No table is called what a query calls landed rows."""
    if LANDING in spec.tables and any(t.query and t.source for t in spec.tables.values()):
        message = "a query over landed files reads them as 'landing', which is a table here too"
        yield codes.CALLED_LANDING, ("tables", LANDING), message


def _of_parquet(table: Table, path: Path) -> Iterator[Problem]:
    fields = {
        "source": table.source,
        "window": table.window,
        "allowEmpty": table.allow_empty or None,
    }
    for name, value in fields.items():
        if value is not None:
            message = (
                f"{name} is set, and the files of a {table.format} table are written by others"
            )
            yield codes.NOT_ON_PARQUET, (*path, name), message
    for name in table.renamed:
        message = f"'{name}' is renamed, and columns of parquet files are told apart by their names"
        yield codes.NOT_ON_PARQUET, (*path, "columns", name, "renamedFrom"), message


def _of_iceberg(table: Table, path: Path) -> Iterator[Problem]:
    yield from _of_texts(table, path)
    if not table.is_refreshed:
        for name in ("window", "allow_empty"):
            if name in table.model_fields_set:
                message = "the table has neither a query nor a source, so that no run fills it"
                yield codes.NOTHING_FILLS, (*path, Table.model_fields[name].alias or name), message
    elif table.window is not None:
        yield from _window(table, (*path, "window"))


def _of_texts(table: Table, path: Path) -> Iterator[Problem]:
    """A query makes its values itself, and files of Parquet have them."""
    if table.source is None or table.query is not None or table.source.format == "parquet":
        return
    for name, column in table.columns.items():
        if column.type.name not in IN_TEXT:
            message = f"'{name}' is of type {column.type.name}, which no text in a file is"
            yield codes.NOT_IN_TEXT, (*path, "columns", name), message


def _window(table: Table, path: Path) -> Iterator[Problem]:
    if table.query is None:
        message = "a window computes days of a query anew, and files are taken as they land"
        yield codes.BAD_WINDOW, path, message
    elif table.window_column is None:
        message = "no partition column is of type date, so that no days can be computed alone"
        yield codes.BAD_WINDOW, path, message


def _renames(table: Table, path: Path) -> Iterator[Problem]:
    taken = Counter(table.renamed.values())
    for name, old in table.renamed.items():
        at = (*path, "columns", name, "renamedFrom")
        if old == name:
            yield codes.BAD_RENAME, at, f"'{name}' is renamed from itself"
        elif old in table.columns:
            yield codes.BAD_RENAME, at, f"'{old}' still is a column of the table"
        elif taken[old] > 1:
            yield codes.BAD_RENAME, at, f"{taken[old]} columns are renamed from '{old}'"
