"""Expressions of time as EventBridge writes them: at, rate, and cron in six fields.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

import re
from collections.abc import Mapping
from datetime import datetime

MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
RANGES: tuple[tuple[int, int, Mapping[str, int], str], ...] = (
    (0, 59, {}, ""),
    (0, 23, {}, ""),
    (1, 31, {}, "?LW"),
    (1, 12, {name: number for number, name in enumerate(MONTHS, 1)}, ""),
    (1, 7, {name: number for number, name in enumerate(DAYS, 1)}, "?L#"),
    (1970, 2199, {}, ""),
)
"""Of minutes, hours, days of the month, months, days of the week, years: limits, names, signs."""
DAY_OF_MONTH, DAY_OF_WEEK = 2, 4
RATE = re.compile(r"rate\(([1-9][0-9]*) (minute|hour|day)s?\)")
CRON = re.compile(r"cron\((.*)\)")
AT = re.compile(r"at\((.*)\)")
MOMENT = "%Y-%m-%dT%H:%M:%S"
PART = re.compile(r"(?:\*|([A-Z0-9]+)(?:-([A-Z0-9]+))?)(?:/([0-9]+))?")
SPECIAL = re.compile(r"\?|L|LW|[0-9]+W|[A-Z0-9]+L|([A-Z0-9]+)#([1-5])")


def is_valid(expression: str) -> bool:
    if RATE.fullmatch(expression):
        return True
    if found := AT.fullmatch(expression):
        return _is_moment(found.group(1))
    found = CRON.fullmatch(expression)
    return found is not None and _is_cron(found.group(1).split())


def _is_moment(text: str) -> bool:
    try:
        datetime.strptime(text, MOMENT)  # noqa: DTZ007 - the schedule's time zone is said beside it
    except ValueError:
        return False
    return True


def _is_cron(fields: list[str]) -> bool:
    """Six fields; of the two for days one is `?`."""
    if len(fields) != len(RANGES) or "?" not in (fields[DAY_OF_MONTH], fields[DAY_OF_WEEK]):
        return False
    return all(_is_field(field, place) for place, field in enumerate(fields))


def _is_field(field: str, place: int) -> bool:
    return all(_is_part(part.upper(), place) for part in field.split(","))


def _is_part(part: str, place: int) -> bool:
    least, most, names, signs = RANGES[place]
    if set(part) & set(signs) and SPECIAL.fullmatch(part):
        return True
    found = PART.fullmatch(part)
    if found is None:
        return False
    numbers = [_number(text, names) for text in found.groups()[:2] if text is not None]
    return all(number is not None and least <= number <= most for number in numbers)


def _number(text: str, names: Mapping[str, int]) -> int | None:
    return int(text) if text.isdigit() else names.get(text)
