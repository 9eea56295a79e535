"""The small values of a spec: numbers, durations, percentages, dates, versions, ids, owners."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import AllowInfNan, BeforeValidator, Field, StringConstraints

T = TypeVar("T")
Many = Annotated[tuple[T, ...], Field(strict=False)]
"""A list in the file, a tuple here: strict validation would take tuples only."""

Number = int | Annotated[float, AllowInfNan(False)]

_DURATION = r"^([1-9][0-9]{0,5})([mhdwy])$"
_UNIT = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "y": timedelta(days=365),
}
MOST = timedelta(days=36_500)
"""The longest duration: what a date can still be moved by."""


def duration(value: Any) -> timedelta:
    """A duration as it is written, such as `30d`; raises ValueError for its author."""
    match = re.fullmatch(_DURATION, value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("a duration is a whole number and a unit, such as 15m, 4h, 730d, 6w or 2y")
    span = int(match[1]) * _UNIT[match[2]]
    if span > MOST:
        raise ValueError(f"a duration is at most {MOST.days}d")
    return span


PERCENTAGE_PATTERN = r"^([0-9]{1,3}(?:\.[0-9]{1,6})?)%$"


def percentage(value: Any) -> Decimal:
    """A percentage as a number from 0 to 100; raises ValueError for its author."""
    match = re.fullmatch(PERCENTAGE_PATTERN, value) if isinstance(value, str) else None
    number = Decimal(match[1]) if match else Decimal(-1)
    if not 0 <= number <= 100:
        raise ValueError("a percentage is a number from 0 to 100 and a percent sign, such as 99.5%")
    return number


_DAYS = r"^([1-9][0-9]{0,4})([dw])$"


def _whole_days(value: Any) -> int:
    match = re.fullmatch(_DAYS, value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("a window is a whole number of days or weeks, such as 3d or 2w")
    days = int(match[1]) * _UNIT[match[2]].days
    if days > MOST.days:
        raise ValueError(f"a window is at most {MOST.days}d")
    return days


_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def _day(value: Any) -> date:
    # `date.fromisoformat` alone would take 20260101 and 2026-W01-1 too.
    if not (isinstance(value, str) and value.isascii() and re.fullmatch(_DAY, value)):
        raise ValueError("a date is written as year-month-day, such as 2026-12-31")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"the calendar has no day {value}") from None


def _pattern(pattern: str, *examples: str) -> Any:
    return Annotated[str, Field(pattern=pattern, examples=[*examples])]


Duration = Annotated[
    timedelta,
    BeforeValidator(duration, json_schema_input_type=_pattern(_DURATION, "15m", "4h", "730d")),
]
"""Written as `4h` or `730d`; a year is 365 days."""
Percentage = Annotated[
    Decimal,
    BeforeValidator(percentage, json_schema_input_type=_pattern(PERCENTAGE_PATTERN, "99.5%")),
]
"""Written as `99.5%`; held as 99.5."""
WholeDays = Annotated[
    int, BeforeValidator(_whole_days, json_schema_input_type=_pattern(_DAYS, "3d", "2w"))
]
"""Written as `3d` or `2w`; held as the number of days."""
Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=_pattern(_DAY, "2026-12-31"))]
"""Written as `2026-12-31`: YAML 1.2 knows no dates, so it needs no quotes."""

ID_PATTERN = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
"""Ids of domains, products, tables and columns: what every derived AWS name can hold unescaped."""
PRODUCT_ID_PATTERN = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*\.[a-z][a-z0-9]*(_[a-z0-9]+)*$"
MEMBER_PATTERN = rf"{PRODUCT_ID_PATTERN}|{ID_PATTERN}"
PRODUCT_SUCCESSOR_PATTERN = rf"^(none|{PRODUCT_ID_PATTERN[1:-1]})$"
TABLE_SUCCESSOR_PATTERN = rf"^({PRODUCT_ID_PATTERN[1:-1]}\.)?{ID_PATTERN[1:]}"
COLUMN_REFERENCE_PATTERN = rf"^({PRODUCT_ID_PATTERN[1:-1]}\.)?{ID_PATTERN[1:-1]}\.{ID_PATTERN[1:]}"
VERSION_PATTERN = r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$"
OWNER_PATTERN = r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$"
REVIEWER_PATTERN = (
    r"^(@[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*"
    r"|[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)$"
)
TAG_VALUE_PATTERN = r"^[A-Za-z0-9 +=._:/@-]+$"
QUERY_PATTERN = r"^[A-Za-z0-9_][A-Za-z0-9_.-]*\.sql$"
LINE_PATTERN = r"^[^\r\n]*$"

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN), Field(examples=["orders"])]
ProductId = Annotated[
    str, StringConstraints(pattern=PRODUCT_ID_PATTERN), Field(examples=["sales.orders"])
]
"""`domain.product`."""
Member = Annotated[
    str,
    StringConstraints(pattern=MEMBER_PATTERN),
    Field(examples=["finance", "finance.reporting"]),
]
"""A domain, or a product as `domain.product`."""
ProductSuccessor = Annotated[
    str,
    StringConstraints(pattern=PRODUCT_SUCCESSOR_PATTERN),
    Field(examples=["sales.bookings", "none"]),
]
"""`domain.product`, or `none`."""
TableSuccessor = Annotated[
    str,
    StringConstraints(pattern=TABLE_SUCCESSOR_PATTERN),
    Field(examples=["orders_v2", "sales.bookings.orders", "none"]),
]
"""A table of the same product, one of another as `domain.product.table`, or `none`."""
ColumnReference = Annotated[
    str,
    StringConstraints(pattern=COLUMN_REFERENCE_PATTERN),
    Field(examples=["customers.customer_id", "sales.customers.customers.customer_id"]),
]
"""`table.column` of the same product, `domain.product.table.column` of another."""
Version = Annotated[
    str, StringConstraints(pattern=VERSION_PATTERN, max_length=64), Field(examples=["2.1.0"])
]
"""major.minor.patch (semver.org 2.0.0, without pre-release and build)."""
Owner = Annotated[
    str,
    StringConstraints(pattern=OWNER_PATTERN, max_length=256),
    Field(examples=["team-sales@acme.example"]),
]
"""A team's mail address: also a tag's value, hence AWS's characters for tags only."""
Reviewer = Annotated[
    str,
    StringConstraints(pattern=REVIEWER_PATTERN, max_length=256),
    Field(examples=["@acme/sales-data"]),
]
"""A team, group or user of the code host, or a mail address: what CODEOWNERS can name.

Sources: GitHub docs, "About code owners"; GitLab docs, "Code Owners syntax".
"""
TagValue = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=256, pattern=TAG_VALUE_PATTERN
    ),
]
"""A text that becomes the value of an AWS tag."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2048)]
"""As long as Glue lets a description be."""
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=255, pattern=LINE_PATTERN),
]
"""One line, as long as Glue lets a column's comment be."""
QueryFile = Annotated[
    str, StringConstraints(pattern=QUERY_PATTERN, max_length=128), Field(examples=["orders.sql"])
]
"""A file beside the spec: no folder can be named."""
