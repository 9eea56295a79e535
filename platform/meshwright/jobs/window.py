"""The days that a run makes anew, as conditions in SQL.

A run knows its day, or is given days. Athena does the arithmetic of a window, since the Amazon
States Language has none for days.
"""

from meshwright.jobs import sql
from meshwright.jobs.blanks import BACK, FROM, TO
from meshwright.jobs.table import TableJob

FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"
ALL_DAYS = {"back": 0, "from": FIRST_DAY, "to": LAST_DAY}


def within(job: TableJob, alias: str = "") -> str:
    """Whether a row lies in the window; rows without a day always do, so that none gets lost.

    True for every row of a table without a window.
    """
    if not job.day:
        return "TRUE"
    day = sql.column(job.day, alias)
    return f"({day} BETWEEN {first_day(job)} AND DATE '{TO}' OR {day} IS NULL)"


def where(job: TableJob, alias: str = "") -> str:
    """The clause for `within`; nothing where each row lies in it."""
    return f" WHERE {within(job, alias)}" if job.day else ""


def described(job: TableJob) -> str:
    """The window as JSON in SQL: its days, `null` for an open end; `null` for the whole table."""
    if not job.day:
        return sql.literal("null")
    last = f"CASE WHEN DATE '{TO}' = DATE '{LAST_DAY}' THEN 'null' ELSE '\"{TO}\"' END"
    first = f"'\"' || CAST({first_day(job)} AS varchar) || '\"'"
    days = sql.json_object({"from": first, "to": last})
    return f"CASE WHEN DATE '{FROM}' = DATE '{FIRST_DAY}' THEN 'null' ELSE {days} END"


def first_day(job: TableJob) -> str:
    """The first day of the window."""
    return f"date_add('day', -{job.spec.window} * {BACK}, DATE '{FROM}')"
