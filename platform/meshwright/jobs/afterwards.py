"""The table as it will be once its stage is published, as SQL: what its rules as a table hold for.

A run that makes the whole table stages just that. One that makes some days, or that adds the rows
of files, stages a part of it.
"""

from meshwright.jobs import sql
from meshwright.jobs.table import TableJob
from meshwright.jobs.window import within


def is_staged_in_part(job: TableJob) -> bool:
    """Whether rows may stay that no run stages again."""
    return bool(job.day) or job.is_appended


def row_count(job: TableJob) -> str:
    """How many rows, by what an audit counts: those staged `m`, published `p` and changed `d`.

    A run without files publishes nothing: the table stays as it is.
    """
    if job.is_appended:
        return "p.total + d.added"
    rows = "p.total - p.n + m.n"
    return f"CASE WHEN f.files = 0 THEN p.total ELSE {rows} END" if job.has_files else rows


def rows(job: TableJob, columns: tuple[str, ...]) -> str:
    """The SELECT of some columns of all rows: the staged part, and those that stay beside it."""
    named = sql.named(columns, "o")
    staged = f"SELECT {sql.named(columns, 'n')} FROM {job.staged} n"
    if job.is_appended:
        key = sql.named(job.key)
        taken = f"(SELECT {key}, 1 AS taken_ FROM {job.staged})"
        kept = f"{job.published} o LEFT JOIN {taken} n ON {sql.equal(job.key, 'n', 'o')}"
        return f"{staged} UNION ALL SELECT {named} FROM {kept} WHERE n.taken_ IS NULL"
    return f"{staged} UNION ALL SELECT {named} FROM {job.published} o WHERE NOT {within(job, 'o')}"
