"""Landed files as rows: each line with the values of the declared types, or with what is wrong.

Athena knows of a line in which file it stands, and nothing of the line's number; so a reject
carries the line's values. It knows of a file its path and when it was written, not what it holds:
a version of a file is its path and that time. What comes again under another name changes nothing,
since rows are published by their key; `mesh ingest` names files by what they hold.
Sources: Trino documentation, "Hive connector", "Table properties and hidden columns"; Athena user
guide, "Open CSV SerDe for processing CSV" (by position; the first line is a row like others).
"""

from collections.abc import Iterator, Mapping

from meshwright.jobs import sql
from meshwright.jobs.beside import files_table, landing_table
from meshwright.jobs.casting import value
from meshwright.jobs.forms import forms
from meshwright.jobs.table import TableJob

PATH, MODIFIED, SIZE = '"$path"', '"$file_modified_time"', '"$file_size"'
VERSION = f"CAST(l.{MODIFIED} AS varchar)"
"""When a file was written, as a text."""
REPLACED = "\N{REPLACEMENT CHARACTER}"
"""What a byte that is not UTF-8 is read as."""


def landing(job: TableJob) -> str:
    return job.sql_name(landing_table(job.name))


def files(job: TableJob) -> str:
    return job.sql_name(files_table(job.name))


def texts(job: TableJob) -> dict[str, str]:
    """Each column of the landed files as a text, of the relation `l`; an empty cell is none."""
    columns = {name: sql.column(name, "l") for name in job.spec.landing_columns}
    if job.is_csv:
        return {name: f"nullif({text}, '')" for name, text in columns.items()}
    return columns


def is_header(job: TableJob) -> str:
    """Whether a line of a CSV file names its columns."""
    names = job.spec.landing_columns
    return " AND ".join(f"{sql.column(name, 'l')} = {sql.literal(name)}" for name in names)


def taken(job: TableJob) -> str:
    """The lines of the files that this run takes: `l` beside `f`, what is known of their file."""
    header = f" AND NOT coalesce({is_header(job)}, FALSE)" if job.is_csv else ""
    return (
        f"{landing(job)} l JOIN {files(job)} f ON f.file = l.{PATH} AND f.modified = {VERSION}"
        f" WHERE NOT f.loaded AND f.sound{header}"
    )


def judged(job: TableJob) -> str:
    """Each taken line: its values, `file_`, `modified_`, `line_`, and in `problem_` what is wrong.

    `place_` is 1 for the line that holds of all good ones with its key: the last one written. No
    column of a table ends with an underscore.
    """
    key = sql.named(job.key)
    others = sql.named(job.values) or key
    group = f"PARTITION BY problem_ = '', {key}"
    again = f"row_number() OVER ({group}, file_ ORDER BY {others})"
    said = sql.literal(f"{', '.join(job.key)} comes again in the file")
    problem = f"CASE WHEN problem_ = '' AND again_ > 1 THEN {said} ELSE problem_ END"
    last = f"row_number() OVER ({group} ORDER BY modified_ DESC, file_ DESC)"
    kept = f"{sql.named(job.columns)}, file_, modified_, line_"
    return (
        f"SELECT {kept}, problem_, {last} AS place_ FROM ("
        f"SELECT {kept}, {problem} AS problem_ FROM ("
        f"SELECT {kept}, problem_, {again} AS again_ FROM ({_read(job)}) a) b) c"
    )


def _read(job: TableJob) -> str:
    """Each taken line with its values and what is wrong with it by itself."""
    values = _values(job)
    columns = ", ".join(f"{text} AS {sql.column(name)}" for name, text in values.items())
    problems = ", ".join(_problems(job, values))
    return (
        f"SELECT {columns}, f.file AS file_, f.modified AS modified_, {_line(job)} AS line_,"
        f" concat_ws('; ', {problems}) AS problem_ FROM {taken(job)}"
    )


def _values(job: TableJob) -> dict[str, str]:
    """The value of each column: a file of Parquet has it already."""
    given = texts(job)
    if job.is_parquet:
        return {name: given[name] for name in job.columns}
    return {name: value(given[name], kind) for name, kind in job.columns.items()}


def _line(job: TableJob) -> str:
    """The values of a line as they stand in it, for people."""
    if job.is_parquet:
        keys = (f"CAST({sql.column(name, 'l')} AS varchar)" for name in job.key)
        return f"concat_ws(',', {', '.join(keys)})"
    columns = (f"coalesce({sql.column(name, 'l')}, '')" for name in job.spec.landing_columns)
    return f"concat_ws(',', {', '.join(columns)})"


def _problems(job: TableJob, values: Mapping[str, str]) -> Iterator[str]:
    """Texts, each NULL where nothing is wrong."""
    given = texts(job)
    if not job.is_parquet:
        is_garbled = f"strpos({_line(job)}, '{REPLACED}') > 0"
        yield f"CASE WHEN {is_garbled} THEN 'the line is not UTF-8' END"
    for name, column in job.spec.columns.items():
        if not job.is_parquet and column.type.name != "string":
            is_wrong = f"{given[name]} IS NOT NULL AND {values[name]} IS NULL"
            wrong = sql.literal(f"{name} is no {column.type.text}")
            yield f"CASE WHEN {is_wrong} THEN {wrong} END"
        if column.required or name in job.key:
            yield f"CASE WHEN {given[name]} IS NULL THEN {sql.literal(f'{name} has no value')} END"
        if column.enum:
            wrong = sql.literal(f"{name} is none of its values")
            yield f"CASE WHEN {values[name]} NOT IN ({sql.listed(column.enum)}) THEN {wrong} END"
        for form in forms(column, values[name]):
            yield f"CASE WHEN {form.broken} THEN {sql.literal(f'{name} {form.said}')} END"
