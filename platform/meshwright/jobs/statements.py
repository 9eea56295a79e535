"""The statements that bring a table's rows: clear the stage, fill it, publish what differs.

Source: Athena user guide, "INSERT INTO", "DELETE", "MERGE INTO", "OPTIMIZE" and "VACUUM", on
Iceberg tables.
"""

from collections.abc import Mapping

from meshwright.jobs import sql
from meshwright.jobs.difference import AT_ONCE, NEW, OLD, difference, is_gone, is_new, placed
from meshwright.jobs.intake import fill, forget
from meshwright.jobs.query import embedded
from meshwright.jobs.table import TableJob
from meshwright.jobs.window import first_day, where


def clear(job: TableJob) -> str:
    """Empties the stage of what a run before has left."""
    return f"DELETE FROM {job.staged}"


def stage(job: TableJob) -> str:
    """Writes rows into the stage: those of the query or the files, and of the window alone."""
    if job.has_files:
        return fill(job)
    columns = sql.named(job.columns)
    rows = f"SELECT {columns} FROM ({embedded(job.query)}) q{where(job, 'q')}"
    return f"INSERT INTO {job.staged} ({columns}) {rows}"


def publish(job: TableJob) -> str:
    """Makes the table equal to the stage, in one commit; a second time it changes nothing."""
    return _merged(job, difference(job))


def publish_part(job: TableJob) -> str:
    """Makes the first hundred partitions that differ equal; done for each hundred it makes all."""
    return _merged(job, f"SELECT * FROM ({placed(job)}) p WHERE p.place <= {AT_ONCE}")


def _merged(job: TableJob, rows: str) -> str:
    updates = ", ".join(
        f"{sql.column(name)} = {sql.column(NEW + name, 's')}" for name in job.values
    )
    updated = f" WHEN MATCHED THEN UPDATE SET {updates}" if updates else ""
    deleted = f" WHEN MATCHED AND {is_gone(job, 's')} THEN DELETE"
    deleted = "" if job.is_appended else deleted
    values = sql.named((NEW + name for name in job.columns), "s")
    return (
        f"MERGE INTO {job.published} t USING ({rows}) s"
        f" ON {sql.equal(job.key, 't', 's', OLD)}"
        f"{deleted}{updated}"
        f" WHEN NOT MATCHED AND {is_new(job, 's')}"
        f" THEN INSERT ({sql.named(job.columns)}) VALUES ({values})"
    )


def look(job: TableJob) -> str:
    """How many rows the table has, and how many partitions the run before has staged before the
    window and never published: either makes a run with a window one of the whole table.
    """
    fields = sql.json_object({"rows": sql.number("p.n"), "missing": sql.number("s.n")})
    is_before = f"{sql.column(job.day, 'n')} < {first_day(job)}"
    staged = f"SELECT {sql.named(job.partitions, 'n')} FROM {job.staged} n WHERE {is_before}"
    there = f"SELECT {sql.named(job.partitions, 'o')} FROM {job.published} o"
    return (
        f"SELECT {fields} AS look FROM (SELECT count(*) AS n FROM {job.published}) p"
        f" CROSS JOIN (SELECT count(*) AS n FROM ({staged} EXCEPT {there}) m) s"
    )


def upkeep(job: TableJob) -> Mapping[str, str]:
    """Writes small files together and forgets old snapshots, of the table and of its stage."""
    kept = {"forget old rejects": forget(job)} if job.has_files else {}
    return {
        **kept,
        "optimize": f"OPTIMIZE {job.published} REWRITE DATA USING BIN_PACK",
        "vacuum": f"VACUUM {job.published}",
        "vacuum stage": f"VACUUM {job.staged}",
    }
