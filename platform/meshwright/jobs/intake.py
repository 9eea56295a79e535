"""The statements that take landed files into a table's stage.

Which files a run takes is written down first, so that one that lands meanwhile waits for the next
run. They count as loaded once their rows are published: a run that ends before takes them again.
Source: Athena user guide, "UPDATE" and "DELETE", on Iceberg tables.
"""

from collections.abc import Mapping
from decimal import Decimal

from meshwright.jobs import sql
from meshwright.jobs.beside import FILES, REJECTS, rejects_table
from meshwright.jobs.blanks import STARTED, TODAY
from meshwright.jobs.landed import (
    MODIFIED,
    PATH,
    SIZE,
    VERSION,
    files,
    is_header,
    judged,
    landing,
    taken,
)
from meshwright.jobs.query import embedded
from meshwright.jobs.table import TableJob

KEPT_DAYS = 30
"""How long rejects are kept: as long as the files that they stand in."""


def rejects(job: TableJob) -> str:
    return job.sql_name(rejects_table(job.name))


def take(job: TableJob) -> Mapping[str, str]:
    """The statements that say which files a run takes, and what it refuses of them."""
    return {
        "forget files": f"DELETE FROM {files(job)} WHERE NOT loaded",
        "forget rejects": (
            f"DELETE FROM {rejects(job)}"
            f" WHERE run NOT IN (SELECT run FROM {files(job)} WHERE loaded)"
        ),
        "take files": f"INSERT INTO {files(job)} ({sql.named(FILES)}) {_new_files(job)}",
        "reject": f"INSERT INTO {rejects(job)} ({sql.named(REJECTS)}) {_refused(job)}",
    }


def fill(job: TableJob) -> str:
    """Writes the good lines of the taken files into the stage, or what the query makes of them."""
    columns = sql.named(job.columns)
    into = f"INSERT INTO {job.staged} ({columns})"
    if not job.query:
        return f"{into} SELECT {columns} FROM ({judged(job)}) j WHERE problem_ = '' AND place_ = 1"
    landed = ", ".join(sql.column(name, "l") for name in job.spec.landing_columns)
    lines = f"SELECT {landed}, l.{PATH} AS {PATH} FROM {taken(job)}"
    return f"{into} WITH landing AS ({lines}) SELECT {columns} FROM ({embedded(job.query)}) q"


def load(job: TableJob) -> str:
    """Says that the rows of the taken files are published."""
    taken_files = f"SELECT file, modified FROM {files(job)} WHERE NOT loaded"
    return (
        f"MERGE INTO {files(job)} f USING ({taken_files}) t"
        f" ON f.file = t.file AND f.modified = t.modified"
        f" WHEN MATCHED THEN UPDATE SET loaded = TRUE"
    )


def forget(job: TableJob) -> str:
    """Takes away rejects whose files have expired."""
    oldest = f"CAST(date_add('day', -{KEPT_DAYS}, DATE '{TODAY}') AS varchar)"
    return f"DELETE FROM {rejects(job)} WHERE run < {oldest}"


def counts(job: TableJob) -> str:
    """One row: `files` that are taken, `lines` in them, `refused` ones, and whether too many."""
    taken_files = f"SELECT count(*) AS files, coalesce(sum(lines), 0) AS lines FROM {files(job)}"
    refused = (
        f"SELECT coalesce(sum(lines), 0) AS refused FROM {rejects(job)} WHERE run = '{STARTED}'"
    )
    return (
        f"SELECT t.files, t.lines, r.refused, {_too_many(job)} AS too_many"
        f" FROM ({taken_files} WHERE NOT loaded) t CROSS JOIN ({refused}) r"
    )


def allowed(job: TableJob) -> str:
    """How many rows may be refused, for people."""
    most = job.source.max_rejects
    return f"{most:f} %" if isinstance(most, Decimal) else str(most)


def _too_many(job: TableJob) -> str:
    most = job.source.max_rejects
    if isinstance(most, Decimal):
        return f"1e2 * r.refused > {most:f}e0 * t.lines"
    return f"r.refused > {most}"


def _new_files(job: TableJob) -> str:
    """The versions of files that no run has loaded."""
    found = (
        f"SELECT l.{PATH} AS file, {VERSION} AS modified, max(l.{SIZE}) AS size,"
        f" {_lines(job)} AS lines, {_sound(job)} AS sound"
        f" FROM {landing(job)} l GROUP BY l.{PATH}, l.{MODIFIED}"
    )
    return (
        f"SELECT '{STARTED}' AS run, n.file, n.modified, n.size, n.lines, n.sound, FALSE AS loaded"
        f" FROM ({found}) n LEFT JOIN {files(job)} o"
        f" ON n.file = o.file AND n.modified = o.modified WHERE o.file IS NULL"
    )


def _lines(job: TableJob) -> str:
    if not job.is_csv:
        return "count(*)"
    return f"count(*) - {sql.rows(is_header(job))}"


def _sound(job: TableJob) -> str:
    return f"{sql.rows(is_header(job))} > 0" if job.is_csv else "TRUE"


def _refused(job: TableJob) -> str:
    """Files that are refused as a whole, and lines that do not fit."""
    names = ",".join(job.spec.landing_columns)
    why = sql.literal(f"no line of the file names its columns: {names}")
    whole = (
        f"SELECT '{STARTED}' AS run, f.file, {why} AS reason, CAST(NULL AS varchar) AS line,"
        f" f.lines FROM {files(job)} f WHERE NOT f.loaded AND NOT f.sound"
    )
    if job.query:
        return whole
    lines = (
        f"SELECT '{STARTED}' AS run, j.file_ AS file, j.problem_ AS reason, j.line_ AS line,"
        f" 1 AS lines FROM ({judged(job)}) j WHERE j.problem_ <> ''"
    )
    return f"{whole} UNION ALL {lines}" if job.is_csv else lines
