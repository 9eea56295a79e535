"""Some rows of a table, as a run leaves them in the catalog bucket where its owner says so.

A machine writes the document, in Athena's words; here it is rows of texts, and None for no value.
What may be shown is for the specs of today to say, and not for the object: `kept`.
"""

from collections.abc import Collection
from datetime import datetime

from pydantic import BaseModel, ConfigDict, ValidationError

from meshwright.jobs.sample import VALUE, VERSION

Row = tuple[str | None, ...]


class Sample(BaseModel):
    """The rows that everybody who reads the catalog may see of one table."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    taken: datetime
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class _Datum(BaseModel):
    VarCharValue: str | None = None


class _Answered(BaseModel):
    Data: tuple[_Datum, ...]


class _Written(BaseModel):
    """The document of a machine."""

    model_config = ConfigDict(extra="ignore")

    version: int
    product: str
    table: str
    taken: datetime
    columns: tuple[str, ...]
    rows: tuple[_Answered, ...]


def parse(text: bytes, product: str, table: str) -> Sample | None:
    """The sample in an object; None where it holds none, or one of another table."""
    try:
        found = _Written.model_validate_json(text)
    except ValidationError:
        return None
    if (found.version, found.product, found.table) != (VERSION, product, table):
        return None
    # The first row is the names of the columns.
    rows = tuple(tuple(map(_value, row.Data)) for row in found.rows[1:])
    if any(len(row) != len(found.columns) for row in rows):
        return None
    return Sample(taken=found.taken, columns=found.columns, rows=rows)


def _value(datum: _Datum) -> str | None:
    text = datum.VarCharValue or ""
    return text.removeprefix(VALUE) if text.startswith(VALUE) else None


def kept(sample: Sample, columns: Collection[str]) -> Sample:
    """A sample without the columns that are not among those that may be shown."""
    places = [at for at, name in enumerate(sample.columns) if name in columns]
    return Sample(
        taken=sample.taken,
        columns=tuple(sample.columns[at] for at in places),
        rows=tuple(tuple(row[at] for at in places) for row in sample.rows),
    )
