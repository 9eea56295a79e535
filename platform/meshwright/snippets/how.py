"""All ways in which one consumer reads one table: which there are follows from who it is."""

from collections.abc import Iterator
from shlex import quote

from meshwright.ids import LOCAL
from meshwright.snippets import files, glue, python, sql
from meshwright.snippets.reading import YOUR_WORKGROUP, Reading, Snippet
from meshwright.visible import one_line


def how_to_read(reading: Reading) -> tuple[Snippet, ...]:
    """What the consumer can copy, the shortest way first.

    A product without rows of its own to make has no workgroup: its jobs read by Spark alone.
    """
    return (*_queries(reading), *_jobs(reading), *files.snippets(reading))


def notes(reading: Reading) -> tuple[str, ...]:
    """What the consumer has to see to itself."""
    return tuple(_notes(reading))


def command(reading: Reading) -> str:
    """`mesh query` as the consumer."""
    where = "" if reading.environment == LOCAL else f" --env {quote(reading.environment)}"
    group = f" --workgroup {YOUR_WORKGROUP}" if reading.workgroup == YOUR_WORKGROUP else ""
    statement = quote(sql.one_row(sql.athena(reading)))
    return f"mesh query {statement} --as {quote(reading.asked_as)}{group}{where}"


def athena(reading: Reading) -> str:
    """A statement for the console and for drivers, with what to set there."""
    told = [f"workgroup {reading.workgroup}, database {reading.database}", sql.remark(reading)]
    return "\n".join((*(f"-- {each}" for each in map(one_line, told) if each), sql.athena(reading)))


def profile(reading: Reading) -> str:
    """A section of AWS's configuration file, by which every tool on a machine is the role."""
    return "\n".join(
        (
            f"[profile {reading.profile}]",
            f"role_arn = {reading.principal}",
            "role_session_name = YOUR_NAME",
            "source_profile = default",
            f"region = {reading.region}",
        )
    )


def _queries(reading: Reading) -> Iterator[Snippet]:
    if not reading.workgroup:
        return
    if reading.asked_as:
        yield Snippet("mesh", "From a checkout of the mesh", "sh", command(reading))
    yield Snippet("athena", "Athena's SQL", "sql", athena(reading))
    if reading.profile:
        yield Snippet("profile", "~/.aws/config, once", "ini", profile(reading))
    yield Snippet("awswrangler", "A data frame", "python", python.awswrangler(reading))
    yield Snippet("pyathena", "Rows in Python", "python", python.pyathena(reading))


def _jobs(reading: Reading) -> Iterator[Snippet]:
    if reading.runs_jobs:
        yield Snippet("glue", "A job of Glue 5 or newer", "json", glue.job(reading))
        yield Snippet("spark", "Its script", "python", python.spark(reading))


def _notes(reading: Reading) -> Iterator[str]:
    if remark := sql.remark(reading):
        yield remark
    if reading.workgroup == YOUR_WORKGROUP:
        yield (
            f"{YOUR_WORKGROUP} is yours to make: the mesh gives {reading.principal} none,"
            " nor a right to query in one"
        )
    if not reading.workgroup:
        yield (
            "it has no rows of its own to make, and so no workgroup of Athena: its jobs read by"
            " Spark"
        )
