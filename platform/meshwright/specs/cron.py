"""When a schedule runs: five fields in UTC, as crontab has them, and what AWS makes of them.

EventBridge Scheduler has six fields (the last is the year), one of the two for days is always `?`,
and its week begins with Sunday as 1. Days of the week are written there by their names, which mean
the same in both. Source: EventBridge Scheduler user guide, "Schedule types in EventBridge
Scheduler", "Cron-based schedules".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from meshwright.wording import shown

EXAMPLE = 'write five fields in UTC, such as "0 2 * * *" for two every night'
MOST_CHARACTERS = 256
"""Source: EventBridge Scheduler API reference, "CreateSchedule", "ScheduleExpression"."""
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")

_PART = re.compile(r"(\*|[A-Za-z0-9]+)(?:-([A-Za-z0-9]+))?(?:/([0-9]{1,2}))?")
_FIRST_DAY = date(2023, 1, 1)
_DAYS = 10 * 365
"""Three leap years, so that even what runs on each 29 February runs twice."""


@dataclass(frozen=True, slots=True)
class _Field:
    """One of the five: its name, its values, and what some of them are called."""

    name: str
    allowed: range
    names: Mapping[str, int] = field(default_factory=dict[str, int])


MINUTE = _Field("minute", range(60))
HOUR = _Field("hour", range(24))
MONTH_DAY = _Field("day of the month", range(1, 32))
MONTH = _Field("month", range(1, 13), {name: n for n, name in enumerate(MONTHS, start=1)})
WEEK_DAY = _Field("day of the week", range(8), {name: n for n, name in enumerate(DAYS)})
"""Sunday is 0, and 7 too."""
FIELDS = (MINUTE, HOUR, MONTH_DAY, MONTH, WEEK_DAY)


@dataclass(frozen=True, slots=True)
class Cron:
    """A schedule that was read: the values of each field, and the text as Scheduler takes it."""

    minutes: frozenset[int]
    hours: frozenset[int]
    month_days: frozenset[int]
    months: frozenset[int]
    week_days: frozenset[int]
    """0 is Sunday."""
    expression: str
    """As EventBridge Scheduler writes it, such as `cron(0 2 * * ? *)`."""

    def runs_on(self, day: date) -> bool:
        return (
            day.month in self.months
            and day.day in self.month_days
            and day.isoweekday() % 7 in self.week_days
        )


@lru_cache(maxsize=256)
def parse_cron(text: str) -> Cron:
    """A schedule in five fields; raises ValueError, with a message for the spec's author."""
    written = text.split()
    if len(written) != len(FIELDS):
        said = "1 field" if len(written) == 1 else f"{len(written)} fields"
        raise ValueError(f"{shown(text)} has {said}: {EXAMPLE}")
    if written[2] != "*" and written[4] != "*":
        raise ValueError(
            "a schedule names days of the month or days of the week, with `*` for the other:"
            " EventBridge Scheduler cannot hold both"
        )
    minutes, hours, month_days, months, week_days = (
        _values(part, field) for part, field in zip(written, FIELDS, strict=True)
    )
    week_days = frozenset(value % 7 for value in week_days)
    expression = _expression(written, week_days)
    cron = Cron(minutes, hours, month_days, months, week_days, expression)
    if len(cron.expression) > MOST_CHARACTERS:
        raise ValueError(f"the schedule is longer than Scheduler's {MOST_CHARACTERS} characters")
    if not any(cron.runs_on(day) for day in _days()):
        raise ValueError(f"{shown(text)} names a day that no calendar has, so that it never runs")
    return cron


def longest_gap(cron: Cron) -> timedelta:
    """The longest time between two runs that follow each other."""
    hours, minutes = sorted(cron.hours), sorted(cron.minutes)
    times = [timedelta(hours=hour, minutes=minute) for hour in hours for minute in minutes]
    days = [datetime.combine(day, datetime.min.time()) for day in _days() if cron.runs_on(day)]
    overnight = [after + times[0] - (before + times[-1]) for before, after in pairwise(days)]
    return max(overnight + [after - before for before, after in pairwise(times)])


def _days() -> Iterator[date]:
    return (_FIRST_DAY + timedelta(days=n) for n in range(_DAYS))


def _values(text: str, field: _Field) -> frozenset[int]:
    """The values that one field stands for."""
    return frozenset(value for part in text.split(",") for value in _range(part, field))


def _range(part: str, field: _Field) -> Sequence[int]:
    match = _PART.fullmatch(part)
    if match is None or (match[1] == "*" and match[2]):
        raise ValueError(f"{shown(part)} is not a {field.name} of a schedule: {EXAMPLE}")
    step = int(match[3] or 1)
    if step == 0:
        raise ValueError(f"{shown(part)} goes in steps of 0")
    if match[1] == "*":
        return field.allowed[::step]
    first = _number(match[1], field)
    last = _number(match[2], field) if match[2] else (field.allowed[-1] if match[3] else first)
    if last < first:
        raise ValueError(f"{shown(part)} ends before it starts")
    return range(first, last + 1, step)


def _number(text: str, field: _Field) -> int:
    number = int(text) if text.isdigit() else field.names.get(text.upper(), -1)
    if number not in field.allowed:
        ends = f"from {field.allowed[0]} to {field.allowed[-1]}"
        raise ValueError(f"{shown(text)} is not a {field.name}, which goes {ends}")
    return number


def _expression(written: Sequence[str], week_days: frozenset[int]) -> str:
    minute, hour, month_day, month = map(_spelled, written[:4], FIELDS[:4])
    if written[4] == "*":
        return f"cron({minute} {hour} {month_day} {month} ? *)"
    named = ",".join(DAYS[value] for value in sorted(week_days))
    return f"cron({minute} {hour} ? {month} {named} *)"


def _spelled(text: str, field: _Field) -> str:
    return ",".join(_spelled_part(part, field) for part in text.split(","))


def _spelled_part(part: str, field: _Field) -> str:
    """With steps as Scheduler's page writes them: `0/10`, never `*/10` nor `0-30/10`."""
    values, slash, step = part.partition("/")
    if slash and values == "*":
        return f"{field.allowed[0]}/{step}"
    return ",".join(map(str, _range(part, field))) if slash else part.upper()
