"""A table has the columns that its product promises, and no others."""

import re
from collections.abc import Iterator, Sequence

from guardrails import catalog
from guardrails.catalog_entry import ColumnEntry, TableEntry
from guardrails.rule import Props, Resource, Rule, Stack
from guardrails.types import TABLE

CLASSIFICATION = "mesh:classification"
PII = "mesh:pii"
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
    columns = {column.name: column for column in promised.columns}
    ordinary = [column for column in columns.values() if not column.partition]
    partitions = [columns[name] for name in promised.partition_by if name in columns]
    descriptor = props.get("storageDescriptor", {})
    yield from _compared("storageDescriptor.columns", descriptor.get("columns", ()), ordinary)
    yield from _classified("storageDescriptor.columns", descriptor.get("columns", ()), ordinary)
    yield from _compared("partitionKeys", props.get("partitionKeys", ()), partitions)
    yield from _bare("partitionKeys", props.get("partitionKeys", ()))


def _compared(field: str, found: Sequence[Props], promised: Sequence[ColumnEntry]) -> Iterator[str]:
    if len(found) != len(promised):
        yield f"{field} must be as many as the contract promises"
    for i, (column, expected) in enumerate(zip(found, promised, strict=False)):
        if (column.get("name"), _glue(column.get("type", ""))) != (
            expected.name,
            _glue(expected.type),
        ):
            yield f"{field}[{i}] must have the name and type that the contract promises there"


def _classified(
    field: str, found: Sequence[Props], promised: Sequence[ColumnEntry]
) -> Iterator[str]:
    for i, (column, expected) in enumerate(zip(found, promised, strict=False)):
        said = expected.classification, "true" if expected.pii else "false"
        if column.get("name") == expected.name and _said(column) != said:
            yield f"{field}[{i}].parameters must say the contract's classification and pii"


def _bare(field: str, keys: Sequence[Props]) -> Iterator[str]:
    """Glue answers "Parameters not supported for partition columns" and makes no such table."""
    for i, key in enumerate(keys):
        if key.get("parameters"):
            yield f"{field}[{i}].parameters must be empty: Glue takes none on a partition key"


def _glue(text: str) -> str:
    """A type as Glue has it, in lower case and without spaces."""
    return _TYPE.sub(lambda found: IN_GLUE[found[1]], "".join(text.lower().split()))


def _said(column: Props) -> tuple[str | None, str | None]:
    parameters = column.get("parameters", {})
    return parameters.get(CLASSIFICATION), parameters.get(PII)


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
