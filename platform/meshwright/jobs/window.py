"""The days that a run makes anew, as conditions in SQL with blanks that the run fills.

A run knows its day, or is given days. `FROM` and `TO` stand for the two days, and `BACK` for 1
where the table's own window counts back from the day, else 0. Athena does the arithmetic, since
the Amazon States Language has none for days.
"""

import re

from meshwright.jobs import sql
from meshwright.jobs.table import TableJob

BACK, FROM, TO = "\0back\0", "\0from\0", "\0to\0"
"""Blanks: no query can hold them, since a zero character is refused in one."""
FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"
ALL_DAYS = {"back": 0, "from": FIRST_DAY, "to": LAST_DAY}
_BLANK = re.compile(r"\0(back|from|to)\0")


def pieces(statement: str) -> list[tuple[str, bool]]:
    """A statement's parts in order, each with whether it is the name of a blank."""
    parts = _BLANK.split(statement)
    return [(part, bool(index % 2)) for index, part in enumerate(parts) if part]


def has_blanks(statement: str) -> bool:
    return _BLANK.search(statement) is not None


def filled(statement: str, back: int, first: str, last: str) -> str:
    """A statement as a run makes it."""
    values = {"back": str(back), "from": first, "to": last}
    return _BLANK.sub(lambda blank: values[blank[1]], statement)


def within(job: TableJob, alias: str = "") -> str:
    """Whether a row lies in the window; rows without a day always do, so that none gets lost.

    True for every row of a table without a window.
    """
    if not job.day:
        return "TRUE"
    day = sql.column(job.day, alias)
    return f"({day} BETWEEN {_first(job)} AND DATE '{TO}' OR {day} IS NULL)"


def where(job: TableJob, alias: str = "") -> str:
    """The clause for `within`; nothing where each row lies in it."""
    return f" WHERE {within(job, alias)}" if job.day else ""


def described(job: TableJob) -> str:
    """The window as JSON in SQL: its days, `null` for an open end; `null` for the whole table."""
    if not job.day:
        return sql.literal("null")
    last = f"CASE WHEN DATE '{TO}' = DATE '{LAST_DAY}' THEN 'null' ELSE '\"{TO}\"' END"
    first = f"'\"' || CAST({_first(job)} AS varchar) || '\"'"
    days = sql.json_object({"from": first, "to": last})
    return f"CASE WHEN DATE '{FROM}' = DATE '{FIRST_DAY}' THEN 'null' ELSE {days} END"


def _first(job: TableJob) -> str:
    return f"date_add('day', -{job.spec.window} * {BACK}, DATE '{FROM}')"
