"""What staged rows change in a table: the one relation that is counted first and merged then.

Each row is a row of the staged table beside the published one of the same key, where the two
differ: `new_…` columns of the one, `old_…` columns of the other. `place` numbers the partitions
that they are written into, from 1, since Athena writes into no more than a hundred at once.
Source: Athena user guide, "Use CTAS and INSERT INTO to work around the 100 partition limit".
"""

from meshwright.jobs import sql
from meshwright.jobs.table import TableJob
from meshwright.jobs.window import where

OLD, NEW = "old_", "new_"
AT_ONCE = 100


def difference(job: TableJob) -> str:
    """The SELECT of all rows that publishing has to change; none where both tables agree."""
    published = f"(SELECT * FROM {job.published}{where(job)})"
    join = "LEFT JOIN" if job.is_appended else "FULL JOIN"
    return (
        f"SELECT {_columns(job)} FROM {job.staged} n {join} {published} o"
        f" ON {sql.equal(job.key, 'n', 'o')} WHERE {_differs(job)}"
    )


def placed(job: TableJob) -> str:
    """The SELECT of the difference, each row with the place of its partition among the written."""
    is_written = is_new(job, "d")
    where_written = ", ".join(
        f"CASE WHEN {is_written} THEN {sql.column(NEW + name, 'd')}"
        f" ELSE {sql.column(OLD + name, 'd')} END"
        for name in job.partitions
    )
    rank = f"dense_rank() OVER (ORDER BY {where_written})"
    return f"SELECT d.*, {rank} AS place FROM ({difference(job)}) d"


def is_new(job: TableJob, alias: str) -> str:
    """Whether a row of the difference is in the staged table."""
    return f"{sql.column(NEW + job.key[0], alias)} IS NOT NULL"


def is_added(job: TableJob, alias: str) -> str:
    """Whether a row of the difference is not in the published table."""
    return f"{sql.column(OLD + job.key[0], alias)} IS NULL"


def is_gone(job: TableJob, alias: str) -> str:
    """Whether a row of the difference is in the published table alone."""
    return f"{sql.column(NEW + job.key[0], alias)} IS NULL"


def _columns(job: TableJob) -> str:
    asked = [*job.key, *(name for name in job.partitions if name not in job.key)]
    new = [f"{sql.column(name, 'n')} AS {sql.column(NEW + name)}" for name in job.columns]
    old = [f"{sql.column(name, 'o')} AS {sql.column(OLD + name)}" for name in asked]
    return ", ".join((*new, *old))


def _differs(job: TableJob) -> str:
    first = job.key[0]
    missing = (f"{sql.column(first, alias)} IS NULL" for alias in "no")
    changed = (
        f"{sql.column(name, 'n')} IS DISTINCT FROM {sql.column(name, 'o')}" for name in job.values
    )
    return " OR ".join((*missing, *changed))
