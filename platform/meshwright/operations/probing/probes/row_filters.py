"""Whether a filter of rows works on a table that also has columns of other types."""

from functools import partial

from meshwright.operations.probing import tables
from meshwright.operations.probing.asking import make_asker, make_writer
from meshwright.operations.probing.sandbox import Sandbox, refusal
from meshwright.operations.probing.values import Answer, CannotAskError, Probe, fails, holds
from meshwright.querying.answers import Row

WITH_DATES = (
    tables.field(1, "order_id"),
    tables.field(2, "country"),
    tables.field(3, "day", "date"),
    tables.field(4, "at", "timestamp"),
)
FILTER = "germany"
ROWS = """INSERT INTO {table} VALUES
('a', 'DE', DATE '2026-01-01', TIMESTAMP '2026-01-01 00:00:00'),
('b', 'FR', DATE '2026-01-01', TIMESTAMP '2026-01-01 00:00:00')"""
SEEN = "SELECT order_id, day FROM {table}"


def dates_beside(box: Sandbox) -> Answer:
    """Rows are filtered by a text, in a table that has dates and timestamps too.

    Source: Lake Formation developer guide, "PartiQL support in row filter expressions".
    """
    name = "filtered"
    writer = make_writer(box, "writer", name, WITH_DATES)
    if (said := refusal(lambda: box.query(writer, tables.sql(box, ROWS, name)))) is not None:
        raise CannotAskError(f"no rows to filter: {said}")
    _filter(box, name)
    make_asker(box, "reader")
    box.grant("reader", ("SELECT",), {"DataCellsFilter": _named(box, name)})
    reader = box.acting("reader")
    rows: list[Row] = []
    query = partial(box.query, reader, tables.sql(box, SEEN, name))
    refused = refusal(lambda: rows.extend(box.eventually(query).rows))
    if refused is not None:
        return fails(f"the filtered table cannot be read: {refused}")
    seen = ", ".join(sorted(str(row[0]) for row in rows)) or "none"
    said = f"of the orders a (DE) and b (FR), filtered to DE: {seen}"
    return holds(said) if seen == "a" else fails(said)


def _filter(box: Sandbox, table: str) -> None:
    described = {
        **_named(box, table),
        "RowFilter": {"FilterExpression": "country = 'DE'"},
        "ColumnNames": ["order_id", "country", "day", "at"],
    }
    box.client("lakeformation").create_data_cells_filter(TableData=described)


def _named(box: Sandbox, table: str) -> dict[str, str]:
    return {
        "TableCatalogId": box.run.place.account,
        "DatabaseName": box.run.database,
        "TableName": table,
        "Name": FILTER,
    }


DATES_BESIDE = Probe(
    id="row-filter-dates",
    question="Does a filter of rows work on a table that has dates and timestamps too?",
    rests=("agreements with `rows`: aws:lakeformation/dataCellsFilter:DataCellsFilter",),
    adr=75,
    fallback="refuse `rows` for tables with columns of such types: a table without them beside it",
    ask=dates_beside,
)
