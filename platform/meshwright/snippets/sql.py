"""A SELECT of what is granted, as Athena and as Spark write it."""

from collections.abc import Callable, Iterable, Iterator

from meshwright.athena.quoting import query_name
from meshwright.ids import joined
from meshwright.snippets.reading import Reading

WIDTH = 88
FEW = 10
"""Rows of a first look."""


def athena(reading: Reading) -> str:
    return _select(reading, query_name)


def spark(reading: Reading) -> str:
    return _select(reading, spark_name)


def spark_name(name: str) -> str:
    """A name in Spark's SQL; in backticks always, as what is reserved there depends on settings.

    Source: Apache Spark, SQL reference, "Identifiers".
    """
    doubled = name.replace("`", "``")
    return f"`{doubled}`"


def one_row(sql: str) -> str:
    """A statement on one line."""
    return " ".join(line.strip() for line in sql.splitlines())


def remark(reading: Reading) -> str:
    """What whoever reads has to know of the rows; empty where all are there."""
    if not reading.rows:
        return ""
    return f"Lake Formation shows the rows where {reading.rows}, and no others."


def _select(reading: Reading, quoted: Callable[[str], str]) -> str:
    source = joined(map(quoted, (reading.database, reading.table)))
    columns = "\n".join(_wrapped(map(quoted, reading.columns)))
    return f"SELECT {columns}\nFROM {source}\nLIMIT {FEW}"


def _wrapped(names: Iterable[str]) -> Iterator[str]:
    """Names with commas between them, on lines that are no longer than need be."""
    line, start = "", len("SELECT ")
    for name in names:
        if line and start + len(line) + len(name) > WIDTH:
            yield f"{line},"
            line, start = f"  {name}", 0
        else:
            line = f"{line}, {name}" if line else name
    yield line
