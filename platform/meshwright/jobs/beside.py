"""The tables beside one that files land for: their names, and the columns of those we keep.

`<table>__landing` shows the files as they are; its columns are texts, named by the source. In
Parquet files columns have types, and there it has the table's own. What was taken of which file
stands in `<table>__files`, what was refused in `<table>__rejects`.
"""

from collections.abc import Mapping

from meshwright.athena.column_type import ColumnType

STRING, BIGINT, BOOLEAN = ColumnType("string"), ColumnType("bigint"), ColumnType("boolean")
FILES: Mapping[str, ColumnType] = {
    "run": STRING,
    "file": STRING,
    "modified": STRING,
    "size": BIGINT,
    "lines": BIGINT,
    "sound": BOOLEAN,
    "loaded": BOOLEAN,
}
"""A row for each version of a file: the start of the run that took it, its path in S3, when it was
written, its bytes and lines, whether a line names the columns, and whether it was published.
"""
REJECTS: Mapping[str, ColumnType] = {
    "run": STRING,
    "file": STRING,
    "reason": STRING,
    "line": STRING,
    "lines": BIGINT,
}
"""What a run refused: in which file, why, the line's values, and how many lines it is: one, or all
of a file that is refused as a whole.
"""


def landing_table(name: str) -> str:
    """The files that land for a table, as a table of texts."""
    return f"{name}__landing"


def rejects_table(name: str) -> str:
    """The rows that did not fit."""
    return f"{name}__rejects"


def files_table(name: str) -> str:
    """The files that were taken, so that each is taken once."""
    return f"{name}__files"
