"""The metrics of ODCS in SQL: what one rule of `quality` measures and which bounds it sets.

Source: ODCS v3.1.0, "Data quality", library metrics and comparison operators.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic.alias_generators import to_camel

from meshwright.athena.column_type import ColumnType
from meshwright.jobs import sql
from meshwright.specs.models import QualityRule

CONDITIONS: Mapping[str, str] = {
    "must_be": "{} = {}",
    "must_not_be": "{} <> {}",
    "must_be_greater_than": "{} > {}",
    "must_be_greater_or_equal_to": "{} >= {}",
    "must_be_less_than": "{} < {}",
    "must_be_less_or_equal_to": "{} <= {}",
    "must_be_between": "{} BETWEEN {} AND {}",
    "must_not_be_between": "{} NOT BETWEEN {} AND {}",
}
MEASURE = "{}"
"""What stands for the measure in the condition of a rule."""


def quality_name(rule: QualityRule, column: str) -> str:
    """What people read, such as `nullValues discount mustBeLessThan 5 percent`."""
    field, numbers = _comparison(rule)
    properties = ", ".join(map(str, rule.arguments.get("properties", ())))
    unit = "percent" if rule.unit == "percent" else ""
    said = (rule.metric, column or properties, to_camel(field), " and ".join(numbers), unit)
    return " ".join(filter(None, said))


def bound(rule: QualityRule) -> str:
    """The condition that the measure has to meet, which `{}` stands for."""
    field, numbers = _comparison(rule)
    return CONDITIONS[field].format(MEASURE, *numbers)


def _comparison(rule: QualityRule) -> tuple[str, tuple[str, ...]]:
    """The one comparison that a rule makes, and its numbers."""
    values: Iterator[tuple[str, Any]] = ((field, getattr(rule, field)) for field in CONDITIONS)
    field, value = next(found for found in values if found[1] is not None)
    numbers: Iterable[object] = value if field.endswith("between") else (value,)
    return field, tuple(f"{Decimal(str(number)):f}" for number in numbers)


def measured(rule: QualityRule, column: str, kind: ColumnType | None) -> str:
    """The aggregate over the staged rows, which are called `n`."""
    value = sql.column(column, "n") if column else ""
    match rule.metric:
        case "rowCount":
            return "count(*)"
        case "nullValues":
            return sql.rows(f"{value} IS NULL")
        case "duplicateValues":
            return f"count({value}) - count(DISTINCT {value})"
        case "missingValues":
            return sql.rows(_missing(value, kind, rule.arguments.get("missingValues")))
        case _:
            return sql.rows(_invalid(value, kind, rule.arguments))


def _missing(value: str, kind: ColumnType | None, words: Sequence[Any] | None) -> str:
    """No value, or one of the words that stand for none."""
    named = [word for word in words or () if word is not None]
    no_value = f"{value} IS NULL"
    return f"{no_value} OR {_text(value, kind)} IN ({_texts(named)})" if named else no_value


def _invalid(value: str, kind: ColumnType | None, arguments: Mapping[str, Any]) -> str:
    """A value outside of the valid ones, or one that a pattern does not fit."""
    conditions: list[str] = []
    if arguments.get("validValues"):
        conditions.append(f"{_text(value, kind)} NOT IN ({_texts(arguments['validValues'])})")
    if "pattern" in arguments:
        pattern = sql.literal(str(arguments["pattern"]))
        conditions.append(f"NOT regexp_like({_text(value, kind)}, {pattern})")
    for name, sign in (("minimum", "<"), ("maximum", ">")):
        if name in arguments:
            conditions.append(f"{value} {sign} {Decimal(str(arguments[name])):f}")
    return " OR ".join(conditions)


def _text(value: str, kind: ColumnType | None) -> str:
    return value if kind and kind.name == "string" else f"CAST({value} AS varchar)"


def _texts(words: Sequence[Any]) -> str:
    return ", ".join(sql.literal(_word(word)) for word in words)


def _word(word: Any) -> str:
    """A value as Athena writes it as a text."""
    return str(word).lower() if isinstance(word, bool) else str(word)
