"""How rows come into a table: files that land, and what starts the runs that refresh it."""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from meshwright.specs import cron, scalars
from meshwright.specs.frozen import Frozen
from meshwright.specs.scalars import Id, Many


def _max_rejects(value: Any) -> Any:
    if isinstance(value, str):
        return scalars.percentage(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("rejects are a number of rows from 0, or a percentage such as 1%")
    return value


MaxRejects = Annotated[
    int | Decimal,
    BeforeValidator(
        _max_rejects,
        json_schema_input_type=Annotated[int, Field(ge=0)]
        | Annotated[str, Field(pattern=scalars.PERCENTAGE_PATTERN, examples=["1%"])],
    ),
]
"""A whole number counts rows, a decimal is a percentage."""


class FileSource(Frozen):
    """Files that land in a bucket of the product, and become rows of the table."""

    format: Literal["csv", "json", "parquet"]
    """What the files are: csv with a header line, json with one object a line, or parquet."""
    delivery: Literal["append", "snapshot"] = "append"
    """Whether each file brings further rows, or the files of a run are all rows that there are."""
    max_rejects: MaxRejects = 0
    """How many rows, or which percentage of them, may be refused before nothing is published."""
    columns: Many[Id] = ()
    """What the files hold, in the order of a CSV file's first line: the table's own columns where
    nothing is said. A `query` reads them as texts from `landing`.
    """


def _cron(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a schedule is a text in quotes: {cron.EXAMPLE}")  # noqa: TRY004 - pydantic's
    cron.parse_cron(value)
    return value


CronText = Annotated[
    str,
    BeforeValidator(_cron, json_schema_input_type=Annotated[str, Field(examples=["0 2 * * *"])]),
]


class Refresh(Frozen):
    """What starts a run of the product: exactly one of the three."""

    on: Literal["inputs", "request"] | None = None
    """`inputs`: whenever one of the inputs was refreshed, or a file has landed; `request`: only
    `mesh run` does.
    """
    every: scalars.Duration | None = None
    """At equal intervals."""
    cron: CronText | None = None
    """By five fields in UTC: minute, hour, day of the month, month, day of the week."""

    @property
    def expression(self) -> str | None:
        """The schedule as EventBridge Scheduler says it; None where there is none."""
        if self.cron is not None:
            return cron.parse_cron(self.cron).expression
        return None if self.every is None else _rate(self.every)

    @property
    def longest_gap(self) -> timedelta | None:
        """The longest time between two starts by the schedule; None where there is none."""
        if self.cron is not None:
            return cron.longest_gap(cron.parse_cron(self.cron))
        return self.every


ON_INPUTS = Refresh(on="inputs")


def _rate(every: timedelta) -> str:
    """Source: EventBridge Scheduler user guide, "Schedule types", "Rate-based schedules"."""
    minutes = every // timedelta(minutes=1)
    sizes = (("day", 1440), ("hour", 60), ("minute", 1))
    unit, size = next(found for found in sizes if minutes % found[1] == 0)
    count = minutes // size
    return f"rate({count} {unit if count == 1 else unit + 's'})"
