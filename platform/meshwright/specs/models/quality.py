"""Promises about rows and values, in the words of ODCS's quality library."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from meshwright.specs import scalars
from meshwright.specs.frozen import Frozen
from meshwright.specs.scalars import Text

Between = Annotated[tuple[scalars.Number, scalars.Number], Field(strict=False)]


class QualityRule(Frozen):
    """One promise about a table or a column, in the words of ODCS's quality library.

    It is said to readers, in the catalog entry, and measured in each run where the mesh fills the
    table: a breach of severity error publishes nothing of it. `rowCount` and `duplicateValues` are
    measured of the table as the run would leave it, which is more than what a window or a file
    brings; what concerns a row by itself is measured of the rows that come.
    Source: ODCS v3.1.0, data quality, "library" metrics and comparison operators.
    """

    metric: Literal["nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount"]
    """What is measured: rows, or values that are null, missing, invalid or duplicate."""
    unit: Literal["rows", "percent"] = "rows"
    """Whether the bound counts rows or percents of all rows."""
    must_be: scalars.Number | None = None
    """The measure equals this."""
    must_not_be: scalars.Number | None = None
    """The measure differs from this."""
    must_be_greater_than: scalars.Number | None = None
    """The measure is above this."""
    must_be_greater_or_equal_to: scalars.Number | None = None
    """The measure is this or above."""
    must_be_less_than: scalars.Number | None = None
    """The measure is below this."""
    must_be_less_or_equal_to: scalars.Number | None = None
    """The measure is this or below."""
    must_be_between: Between | None = None
    """The measure lies between these two, both included."""
    must_not_be_between: Between | None = None
    """The measure lies outside of these two."""
    severity: Literal["info", "warning", "error"] = "error"
    """How much a breach of the promise weighs."""
    description: Text | None = None
    """What is promised, for people."""
    arguments: Mapping[str, Any] = Field(default_factory=dict)
    """What the metric needs beside, such as the valid values; as ODCS has it."""
