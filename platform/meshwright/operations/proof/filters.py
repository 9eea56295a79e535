"""Data cells filters: as a plan declares them, as AWS describes them, and what makes one so.

A filter is read to what it means: of two texts for the same rows, neither is a difference.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from meshwright.access.grant import Grant
from meshwright.access.lake import CellsFilter, cells_filter, lowered
from meshwright.access.row_filters.reading import read
from meshwright.access.row_filters.tree import Fault
from meshwright.access.row_filters.writing import partiql
from meshwright.operations.drift.values import Call
from meshwright.operations.proof.state import AccessState

Json = Mapping[str, Any]
FilterName = tuple[str, str, str]
"""A database, a table and the filter's own name."""


def declared_filter(inputs: Json) -> tuple[FilterName, CellsFilter]:
    """A filter as the provider's inputs declare it."""
    data: Json = inputs["tableData"]
    rows = str(data["rowFilter"]["filterExpression"])
    name = data["databaseName"], data["tableName"], data["name"]
    return name, CellsFilter(lowered(data["columnNames"]), rows=_meaning(rows))


def listed_filter(found: Json) -> tuple[FilterName, CellsFilter]:
    """A filter as AWS describes it."""
    described = cells_filter(found)
    rows = None if described.rows is None else _meaning(described.rows)
    name = found["DatabaseName"], found["TableName"], found["Name"]
    return name, replace(described, rows=rows)


def _meaning(rows: str) -> str:
    """An expression as the mesh writes it; one that it cannot read stays as it is."""
    tree = read(rows)
    return rows if isinstance(tree, Fault) else partiql(tree)


def changed(wanted: AccessState, found: AccessState, mine: list[Grant]) -> Iterator[Call]:
    """What puts the filters right that grants of the plan go through and that show other rows."""
    for name in _named(mine):
        if name in found.filters and found.filters[name] != wanted.filters[name]:
            yield _made("update_data_cells_filter", wanted, name)


def gone(wanted: AccessState, found: AccessState, mine: list[Grant]) -> Iterator[Call]:
    """What makes the filters that grants of the plan go through and that are not there."""
    for name in _named(mine):
        if name not in found.filters:
            yield _made("create_data_cells_filter", wanted, name)


def _named(grants: list[Grant]) -> Iterator[FilterName]:
    named = (grant.resource.get("DataCellsFilter") for grant in grants)
    return ((n["DatabaseName"], n["TableName"], n["Name"]) for n in named if n)


def _made(operation: str, wanted: AccessState, name: FilterName) -> Call:
    database, table, own = name
    shown = wanted.filters[name]
    data = {
        "TableCatalogId": wanted.account,
        "DatabaseName": database,
        "TableName": table,
        "Name": own,
        "RowFilter": {"FilterExpression": shown.rows},
        # In the table's order, as the plan has them.
        "ColumnNames": [c for c in wanted.tables[database, table] if c in (shown.columns or ())],
    }
    return Call("lakeformation", operation, {"TableData": data})
