"""Quality rules and durations as a reader says them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from meshwright.catalog.model import Column
from meshwright.visible import plural

MEASURES = {
    "rowCount": "rows",
    "nullValues": "null values",
    "missingValues": "missing values",
    "invalidValues": "invalid values",
    "duplicateValues": "duplicate values",
}
BOUNDS = {
    "mustBe": "{}",
    "mustNotBe": "not {}",
    "mustBeGreaterThan": "more than {}",
    "mustBeGreaterOrEqualTo": "{} or more",
    "mustBeLessThan": "less than {}",
    "mustBeLessOrEqualTo": "{} or less",
    "mustBeBetween": "from {} to {}",
    "mustNotBeBetween": "not from {} to {}",
}
UNITS = (("year", 31_536_000), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def promise(rule: Mapping[str, Any]) -> str:
    """A rule of the specs, such as `null values: less than 5 percent (warning)`."""
    bounds = [_bound(text, rule[name]) for name, text in BOUNDS.items() if name in rule]
    unit = " percent" if rule.get("unit") == "percent" else ""
    weight = rule.get("severity", "error")
    said = f"{MEASURES[rule['metric']]}: {' and '.join(bounds)}{unit}"
    return said if weight == "error" else f"{said} ({weight})"


def promises(column: Column) -> Iterator[str]:
    """All that is promised of a column's values."""
    if column.required:
        yield "always there"
    if column.unique:
        yield "no value twice"
    if column.enum:
        yield f"one of {', '.join(map(str, column.enum))}"
    yield from form(column)
    yield from map(promise, column.quality)


def form(column: Column) -> Iterator[str]:
    """What is promised of how its texts look."""
    low, high = column.min_length, column.max_length
    if low is not None and high is not None:
        yield plural(low, "character") if low == high else f"{low} to {plural(high, 'character')}"
    elif low is not None:
        yield f"at least {plural(low, 'character')}"
    elif high is not None:
        yield f"at most {plural(high, 'character')}"
    if column.pattern:
        yield f"fits {column.pattern}"


def measure(rule: str) -> str:
    """A rule as a run names it, in a reader's words: `rows: more than 10`; others stay."""
    metric, *said = rule.split(" ")
    at = next((index for index, word in enumerate(said) if word in BOUNDS), None)
    if metric not in MEASURES or at is None:
        return rule
    numbers = [word for word in said[at + 1 :] if word not in ("and", "percent")]
    if BOUNDS[said[at]].count("{}") != len(numbers):
        return rule
    of = f" of {' '.join(said[:at])}" if at else ""
    unit = " percent" if said[-1] == "percent" else ""
    return f"{MEASURES[metric]}{of}: {BOUNDS[said[at]].format(*numbers)}{unit}"


def span(seconds: int) -> str:
    """A duration in the largest unit that counts it whole, such as `2 days`."""
    unit, size = next(found for found in UNITS if seconds % found[1] == 0)
    return plural(seconds // size, unit)


def _bound(text: str, value: Any) -> str:
    bounds = cast("Sequence[Any]", value if isinstance(value, list | tuple) else (value,))
    return text.format(*bounds)
