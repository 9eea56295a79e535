"""The statements that bring a table's rows: clear the stage, fill it, publish what differs.

Source: Athena user guide, "INSERT INTO", "DELETE" and "MERGE INTO", on Iceberg tables.
"""

from meshwright.jobs import sql
from meshwright.jobs.difference import NEW, OLD, difference, is_gone, is_new
from meshwright.jobs.query import embedded
from meshwright.jobs.table import TableJob


def clear(job: TableJob) -> str:
    """Empties the stage of what a run before has left."""
    return f"DELETE FROM {job.staged}"


def stage(job: TableJob) -> str:
    """Writes the rows of the query into the stage."""
    columns = sql.named(job.columns)
    return f"INSERT INTO {job.staged} ({columns}) SELECT {columns} FROM ({embedded(job.query)}) q"


def publish(job: TableJob) -> str:
    """Makes the table equal to the stage, in one commit; a second time it changes nothing."""
    updates = ", ".join(
        f"{sql.column(name)} = {sql.column(NEW + name, 's')}" for name in job.values
    )
    updated = f" WHEN MATCHED THEN UPDATE SET {updates}" if updates else ""
    values = sql.named((NEW + name for name in job.columns), "s")
    return (
        f"MERGE INTO {job.published} t USING ({difference(job)}) s"
        f" ON {sql.equal(job.key, 't', 's', OLD)}"
        f" WHEN MATCHED AND {is_gone(job, 's')} THEN DELETE{updated}"
        f" WHEN NOT MATCHED AND {is_new(job, 's')}"
        f" THEN INSERT ({sql.named(job.columns)}) VALUES ({values})"
    )
