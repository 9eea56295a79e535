"""A table has the columns that its product promises, and no others."""

import re
from collections.abc import Iterator, Sequence

from guardrails import catalog
from guardrails.catalog_entry import ColumnEntry, TableEntry
from guardrails.glue_tables import (
    FIELDS,
    PARTITION_KEYS,
    PROPERTIES,
    TableColumn,
    columns,
    iceberg,
    partitioned_by,
)
from guardrails.rule import Props, Resource, Rule, Stack
from guardrails.types import TABLE

IN_GLUE = {"timestamptz": "timestamp", "uuid": "string"}
"""What Glue has no word for is stored as something else."""
_TYPE = re.compile(rf"\b({'|'.join(IN_GLUE)})\b(?!:)")
"""A type's name, not the name of a struct's field, which stands before a colon."""


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    # That there is an entry, and that it tells of every table, is asked by LIN-004.
    entry = catalog.entry(stack)
    if entry is None:
        return
    for table in stack.of(TABLE):
        promised = entry.content.tables.get((table.props["databaseName"], table.props["name"]))
        if promised is not None:
            for problem in _differences(table.props, promised):
                yield table, problem


def _differences(props: Props, promised: TableEntry) -> Iterator[str]:
    if iceberg(props) is not None:
        yield from _schema(props, promised)
        return
    expected = {column.name: column for column in promised.columns}
    ordinary = [column for column in expected.values() if not column.partition]
    partitions = [expected[name] for name in promised.partition_by if name in expected]
    keys = [c for c in columns(props) if not c.said]
    found = [c for c in columns(props) if c.said]
    yield from _compared("storageDescriptor.columns", found, ordinary)
    yield from _classified(found, ordinary)
    yield from _compared(PARTITION_KEYS, keys, partitions)
    yield from _bare(PARTITION_KEYS, props.get(PARTITION_KEYS, ()))


def _schema(props: Props, promised: TableEntry) -> Iterator[str]:
    """Of an Iceberg table, whose partitions take no column away from the others."""
    yield from _compared(FIELDS, columns(props), promised.columns)
    yield from _classified(columns(props), promised.columns)
    if partitioned_by(props) != promised.partition_by:
        yield "partitionSpec must part the files by the columns that the contract promises"


def _compared(
    field: str, found: Sequence[TableColumn], promised: Sequence[ColumnEntry]
) -> Iterator[str]:
    if len(found) != len(promised):
        yield f"{field} must be as many as the contract promises"
    for column, expected in zip(found, promised, strict=False):
        if (column.name, _glue(column.type)) != (expected.name, _glue(expected.type)):
            yield f"{column.where} must have the name and type that the contract promises there"


def _classified(found: Sequence[TableColumn], promised: Sequence[ColumnEntry]) -> Iterator[str]:
    for column, expected in zip(found, promised, strict=False):
        said = expected.classification, "true" if expected.pii else "false"
        if column.name == expected.name and (column.classification, column.pii) != said:
            where = column.said if column.said != PROPERTIES else f"{PROPERTIES} of {column.where}"
            yield f"{where} must say the contract's classification and pii"


def _bare(field: str, keys: Sequence[Props]) -> Iterator[str]:
    """Glue answers "Parameters not supported for partition columns" and makes no such table."""
    for i, key in enumerate(keys):
        if key.get("parameters"):
            yield f"{field}[{i}].parameters must be empty: Glue takes none on a partition key"


def _glue(text: str) -> str:
    """A type as Glue has it, in lower case and without spaces."""
    return _TYPE.sub(lambda found: IN_GLUE[found[1]], "".join(text.lower().split()))


RULE = Rule(
    id="catalog-matches-glue-schema",
    code="GOV-009",
    title="Glue tables match their catalog entry",
    why="Consumers build on what the catalog promises; a table that differs breaks them on the"
    " first query, or shows a column that nobody classified.",
    fix="write columns, types and classification once, in the product's spec: the catalog entry and"
    " the Glue table both come from it",
    check_stack=check_stack,
)
