"""What has to hold between the fields of one file."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from meshwright.athena.value_patterns import PatternError, engine_pattern
from meshwright.errors import Code, Finding
from meshwright.specs import codes
from meshwright.specs.field_ids import FieldIds
from meshwright.specs.filling_fields import check_filling, check_landing, check_refresh
from meshwright.specs.life_fields import check_life
from meshwright.specs.models import (
    AgreementSpec,
    Column,
    DomainSpec,
    LockSpec,
    ProductSpec,
    QualityRule,
    Table,
)
from meshwright.specs.rows import check_rows
from meshwright.specs.source import Path, Source
from meshwright.wording import Suggestions, one_of, shown

PARTITION_TYPES = ("string", "int", "bigint", "date", "boolean", "uuid")
"""Types whose values make folder names that every engine writes alike."""

ENUM_TYPES: Mapping[str, type] = {"string": str, "int": int, "bigint": int}

COLUMN_METRICS = ("nullValues", "missingValues", "invalidValues", "duplicateValues")
TABLE_METRICS = ("rowCount", "duplicateValues")
COMPARISONS = (
    "must_be",
    "must_not_be",
    "must_be_greater_than",
    "must_be_greater_or_equal_to",
    "must_be_less_than",
    "must_be_less_or_equal_to",
    "must_be_between",
    "must_not_be_between",
)

Problem = tuple[Code, Path, str]
"""A code, the path of what is wrong, and the message."""


def check_domain(
    spec: DomainSpec | None, _raw: Mapping[str, Any], source: Source
) -> Iterator[Finding]:
    if spec is not None:
        yield from _findings(_repeated(spec.reviewers, ("reviewers",)), source)


def check_product(
    spec: ProductSpec | None, raw: Mapping[str, Any], source: Source
) -> Iterator[Finding]:
    """What is wrong between the fields of each table that could be read on its own."""
    if spec is not None:
        for name, listed in (("tags", spec.tags), ("inputs", spec.inputs)):
            yield from _findings(_repeated(listed, (name,)), source)
        for found in (check_life(spec), check_refresh(spec), check_landing(spec)):
            yield from _findings(found, source)
    tables = spec.tables if spec is not None else _readable_tables(raw)
    for name, table in tables.items():
        yield from _findings(_table(table, ("tables", name)), source)


def check_agreement(
    spec: AgreementSpec | None, _raw: Mapping[str, Any], source: Source
) -> Iterator[Finding]:
    if spec is None:
        return
    for name, table in spec.tables.items():
        if isinstance(table.columns, tuple):
            path = ("tables", name, "columns")
            yield from _findings(_repeated(table.columns, path), source)
        if table.rows is not None:
            yield from check_rows(table.rows, ("tables", name, "rows"), source)


def _findings(problems: Iterator[Problem], source: Source) -> Iterator[Finding]:
    for code, path, message in problems:
        yield code.at(source.at_value(*path), message, where=".".join(map(str, path)))


def _readable_tables(raw: Mapping[str, Any]) -> Mapping[str, Table]:
    tables = raw.get("tables")
    found: dict[str, Table] = {}
    for name, fields in tables.items() if isinstance(tables, dict) else ():  # pyright: ignore[reportUnknownVariableType] - outside text
        try:
            found[str(name)] = Table.model_validate(fields, by_alias=True, by_name=False)  # pyright: ignore[reportUnknownArgumentType] - as above
        except ValidationError:
            continue
    return found


def _repeated(listed: Sequence[Any], path: Path) -> Iterator[Problem]:
    if len(set(listed)) == len(listed):
        return
    seen: Counter[Any] = Counter()
    for index, entry in enumerate(listed):
        seen[entry] += 1
        if seen[entry] == 2:
            yield codes.REPEATED, (*path, index), f"{shown(str(entry))} is listed twice"


def _table(table: Table, path: Path) -> Iterator[Problem]:
    yield from _named_columns(table, table.primary_key, (*path, "primaryKey"))
    yield from _named_columns(table, table.partition_by, (*path, "partitionBy"))
    yield from _key(table, (*path, "primaryKey"))
    yield from _partitions(table, (*path, "partitionBy"))
    yield from check_filling(table, path)
    yield from _rules(table.quality, TABLE_METRICS, (*path, "quality"))
    for name, column in table.columns.items():
        if column.enum is not None or column.quality or column.has_form:
            yield from _column(column, (*path, "columns", name))


def _named_columns(table: Table, names: Sequence[str], path: Path) -> Iterator[Problem]:
    yield from _repeated(names, path)
    suggestions = Suggestions(table.columns)
    for index, name in enumerate(names):
        if name not in table.columns:
            message = f"the table has no column '{name}'{suggestions.of(name)}"
            yield codes.NO_SUCH_COLUMN, (*path, index), message


def _key(table: Table, path: Path) -> Iterator[Problem]:
    for index, name in enumerate(table.primary_key):
        column = table.columns.get(name)
        if column is not None and column.type.is_nested:
            message = f"'{name}' is of type {column.type.name}, which cannot identify a row"
            yield codes.BAD_KEY, (*path, index), message


def _partitions(table: Table, path: Path) -> Iterator[Problem]:
    for index, name in enumerate(table.partition_by):
        column = table.columns.get(name)
        if column is not None and column.type.name not in PARTITION_TYPES:
            message = f"'{name}' is of type {column.type.name}, which cannot be a partition column"
            yield codes.BAD_PARTITION, (*path, index), message
    if set(table.columns) <= set(table.partition_by):
        yield (
            codes.ALL_PARTITIONS,
            path,
            "every column is a partition column, so none is left for the files",
        )


def _column(column: Column, path: Path) -> Iterator[Problem]:
    if column.enum is not None:
        yield from _enum(column, column.enum, (*path, "enum"))
    yield from _form(column, path)
    yield from _rules(column.quality, COLUMN_METRICS, (*path, "quality"))


def _enum(column: Column, values: Sequence[str | int], path: Path) -> Iterator[Problem]:
    yield from _repeated(values, path)
    expected = ENUM_TYPES.get(column.type.name)
    if expected is None:
        yield codes.BAD_ENUM, path, f"a column of type {column.type.name} cannot have an enum"
        return
    for index, value in enumerate(values):
        if not isinstance(value, expected):
            message = f"{shown(str(value))} is not a value of type {column.type.name}"
            yield codes.BAD_ENUM, (*path, index), message


FORM = {"minLength": "min_length", "maxLength": "max_length", "pattern": "pattern"}


def _form(column: Column, path: Path) -> Iterator[Problem]:
    """What is wrong with lengths and pattern of a text."""
    if column.type.name != "string":
        for field, name in FORM.items():
            if getattr(column, name) is not None:
                message = f"a column of type {column.type.name} cannot have a {field}"
                yield codes.BAD_FORM, (*path, field), message
        return
    if column.max_length is not None and (column.min_length or 0) > column.max_length:
        message = f"no text has at least {column.min_length} and at most {column.max_length}"
        yield codes.BAD_FORM, (*path, "maxLength"), f"{message} characters"
    if column.pattern is not None:
        try:
            engine_pattern(column.pattern)
        except PatternError as error:
            yield codes.BAD_PATTERN, (*path, "pattern"), f"{shown(column.pattern)} {error}"


def _rules(rules: Sequence[QualityRule], metrics: Sequence[str], path: Path) -> Iterator[Problem]:
    for index, rule in enumerate(rules):
        yield from _rule(rule, metrics, (*path, index))


def _rule(rule: QualityRule, metrics: Sequence[str], path: Path) -> Iterator[Problem]:
    if rule.metric not in metrics:
        message = f"{rule.metric} does not apply here, expected {one_of(metrics)}"
        yield codes.BAD_QUALITY, (*path, "metric"), message
    made = [getattr(rule, name) for name in COMPARISONS if getattr(rule, name) is not None]
    if len(made) != 1:
        said = "no comparison" if not made else f"{len(made)} comparisons"
        yield codes.COMPARISON, path, f"the rule has {said}, exactly one is required"
        return
    yield from _bounds(rule, made[0], path)


def _bounds(rule: QualityRule, compared: Any, path: Path) -> Iterator[Problem]:
    numbers: list[Any] = [*compared] if isinstance(compared, tuple) else [compared]
    bounds = [Decimal(str(number)) for number in numbers]
    if bounds[0] > bounds[-1]:
        yield codes.BAD_QUALITY, path, "the lower end of the range is above its upper end"
    if rule.unit == "percent" and rule.metric == "rowCount":
        yield codes.BAD_QUALITY, path, "rowCount is counted in rows, not in percent"
    elif rule.unit == "percent" and not all(0 <= bound <= 100 for bound in bounds):
        yield codes.BAD_QUALITY, path, "a percentage has to be between 0 and 100"


def check_lock(spec: LockSpec | None, _raw: Mapping[str, Any], source: Source) -> Iterator[Finding]:
    """What was written by machine still holds together, whoever merged it."""
    if spec is None:
        return
    for table in dict.fromkeys((*spec.fields, *spec.retired)):
        yield from _findings(_ids(spec.ids_of(table), table), source)


def _ids(known: FieldIds, table: str) -> Iterator[Problem]:
    """No id stands for two fields, nor for one that is and one that was."""
    seen: dict[int, str] = {}
    for path, id_ in known.ids.items():
        if id_ in known.retired:
            message = f"the id {id_} is that of a field which is gone, and is given again"
            yield codes.SAME_ID, ("fields", table, path), message
        elif id_ in seen:
            message = f"the id {id_} is that of '{seen[id_]}' too"
            yield codes.SAME_ID, ("fields", table, path), message
        seen[id_] = path
