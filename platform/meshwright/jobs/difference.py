"""What staged rows change in a table: the one relation that is counted first and merged then.

Each row is a row of the staged table beside the published one of the same key, where the two
differ: `new_…` columns of the one, `old_…` columns of the other.
"""

from meshwright.jobs import sql
from meshwright.jobs.table import TableJob

OLD, NEW = "old_", "new_"


def difference(job: TableJob) -> str:
    """The SELECT of all rows that publishing has to change; none where both tables agree."""
    published = f"(SELECT * FROM {job.published})"
    return (
        f"SELECT {_columns(job)} FROM {job.staged} n FULL JOIN {published} o"
        f" ON {sql.equal(job.key, 'n', 'o')} WHERE {_differs(job)}"
    )


def is_new(job: TableJob, alias: str) -> str:
    """Whether a row of the difference is in the staged table."""
    return f"{sql.column(NEW + job.key[0], alias)} IS NOT NULL"


def is_gone(job: TableJob, alias: str) -> str:
    """Whether a row of the difference is in the published table alone."""
    return f"{sql.column(NEW + job.key[0], alias)} IS NULL"


def _columns(job: TableJob) -> str:
    new = [f"{sql.column(name, 'n')} AS {sql.column(NEW + name)}" for name in job.columns]
    old = [f"{sql.column(name, 'o')} AS {sql.column(OLD + name)}" for name in job.key]
    return ", ".join((*new, *old))


def _differs(job: TableJob) -> str:
    first = job.key[0]
    missing = (f"{sql.column(first, alias)} IS NULL" for alias in "no")
    changed = (
        f"{sql.column(name, 'n')} IS DISTINCT FROM {sql.column(name, 'o')}" for name in job.values
    )
    return " OR ".join((*missing, *changed))
