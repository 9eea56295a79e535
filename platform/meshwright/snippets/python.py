"""Python that reads a table: by awswrangler and pyathena through Athena, by Spark in a Glue job."""

import json
from collections.abc import Iterator

from meshwright.snippets import sql
from meshwright.snippets.reading import Reading
from meshwright.visible import one_line


def awswrangler(reading: Reading) -> str:
    """A data frame of pandas.

    `ctas_approach=False`: a consumer may make no tables, not even for a moment.
    """
    return lines(
        "import awswrangler as wr",
        "import boto3",
        "",
        *_statement(reading, sql.athena(reading)),
        "",
        f"session = boto3.Session({', '.join(_session(reading, 'region_name'))})",
        "rows = wr.athena.read_sql_query(",
        "    SQL,",
        f"    database={text(reading.database)},",
        f"    workgroup={text(reading.workgroup)},",
        "    ctas_approach=False,",
        "    boto3_session=session,",
        ")",
        "print(rows)",
    )


def pyathena(reading: Reading) -> str:
    """Rows by Python's own interface to databases, for SQLAlchemy and notebooks too."""
    return lines(
        "from pyathena import connect",
        "",
        *_statement(reading, sql.athena(reading)),
        "",
        "connection = connect(",
        f"    work_group={text(reading.workgroup)},",
        f"    schema_name={text(reading.database)},",
        *(f"    {each}," for each in _session(reading, "region_name")),
        ")",
        "for row in connection.cursor().execute(SQL):",
        "    print(row)",
    )


def spark(reading: Reading) -> str:
    """The script of a Glue job."""
    return lines(
        "from pyspark.sql import SparkSession",
        "",
        *_statement(reading, sql.spark(reading)),
        "",
        "SparkSession.builder.getOrCreate().sql(SQL).show()",
    )


def literal(text: str) -> str:
    """A text of several lines as Python writes it, in three quotes."""
    seen = "".join(map(_seen, text)).replace('"""', '\\"\\"\\"')
    return f'"""\n{seen}\n"""'


def _seen(character: str) -> str:
    """A character that can be seen; else, or where it would escape the next, as an escape."""
    is_plain = character == "\n" or (character.isprintable() and character != "\\")
    return character if is_plain else character.encode("unicode_escape").decode()


def _statement(reading: Reading, statement: str) -> Iterator[str]:
    if remark := sql.remark(reading):
        yield f"# {one_line(remark)}"
    yield f"SQL = {literal(statement)}"


def _session(reading: Reading, region: str) -> Iterator[str]:
    if reading.profile:
        yield f"profile_name={text(reading.profile)}"
    yield f"{region}={text(reading.region)}"


def text(value: str) -> str:
    """A text on one line: what JSON writes in quotes means the same to Python."""
    return json.dumps(value)


def lines(*lines: str) -> str:
    return "\n".join(lines)
