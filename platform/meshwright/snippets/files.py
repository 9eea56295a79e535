"""Whole files through an access point, for tools that read no tables: DuckDB and pyarrow.

An access point is asked under a host name of its own, which begins with its name and account.
Source: Amazon S3 user guide, "Accessing a general purpose bucket through an access point".
"""

from collections.abc import Iterator

from meshwright.snippets.python import lines, text
from meshwright.snippets.reading import Reading, Snippet

ENDING = "**/*.parquet"


def snippets(reading: Reading) -> Iterator[Snippet]:
    """Nothing where no agreement gives files."""
    if reading.access_point:
        yield Snippet("duckdb", "Whole files, by DuckDB", "sql", duckdb(reading))
        yield Snippet("pyarrow", "Whole files, by pyarrow", "python", pyarrow(reading))


def duckdb(reading: Reading) -> str:
    """Statements for DuckDB 1.1 and newer: `aws` brings credentials, `httpfs` reads S3."""
    profile = [f"    PROFILE {_quoted(reading.profile)},"] if reading.profile else []
    return lines(
        "INSTALL httpfs; LOAD httpfs; INSTALL aws; LOAD aws;",
        "CREATE SECRET mesh (",
        "    TYPE s3, PROVIDER credential_chain,",
        *profile,
        f"    REGION {_quoted(reading.region)},",
        f"    ENDPOINT {_quoted(_endpoint(reading))}, URL_STYLE 'vhost'",
        ");",
        f"SELECT * FROM read_parquet({_quoted(f's3://{_folder(reading)}/{ENDING}')},",  # noqa: S608 - shown, not run
        "    hive_partitioning = true) LIMIT 10;",
    )


def pyarrow(reading: Reading) -> str:
    """A table in memory; people name their profile in AWS_PROFILE, which pyarrow's client reads."""
    profile = (
        ["import os", "", f'os.environ["AWS_PROFILE"] = {text(reading.profile)}', ""]
        if reading.profile
        else []
    )
    return lines(
        *profile,
        "import pyarrow.dataset as ds",
        "from pyarrow import fs",
        "",
        "s3 = fs.S3FileSystem(",
        f"    region={text(reading.region)},",
        f"    endpoint_override={text(_endpoint(reading))},",
        "    force_virtual_addressing=True,",
        ")",
        f'files = ds.dataset({text(_folder(reading))}, filesystem=s3, partitioning="hive")',
        "print(files.head(10))",
    )


def _endpoint(reading: Reading) -> str:
    return f"s3-accesspoint.{reading.region}.amazonaws.com"


def _folder(reading: Reading) -> str:
    """The table's folder, as a tool says it that takes the first word for the bucket's name."""
    name = reading.access_point.rpartition("/")[2]
    return f"{name}-{reading.account}/{reading.table}"


def _quoted(value: str) -> str:
    """A text in SQL."""
    return "'" + value.replace("'", "''") + "'"
