"""How the texts of a column have to look, each a condition in SQL that a text breaks.

Trino's `length` counts code points, as the local engine's does.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from meshwright.athena.value_patterns import engine_pattern
from meshwright.jobs import sql
from meshwright.specs.models import Column


@dataclass(frozen=True, slots=True)
class Form:
    """One promise of a text."""

    field: str
    """As the spec calls it."""
    broken: str
    """A condition: true for a text that breaks it, unknown for no text."""
    said: str
    """What is said of such a text, behind its column's name."""


def forms(column: Column, value: str) -> Iterator[Form]:
    """The promises of a column's texts, of an expression that is one."""
    if column.min_length is not None:
        broken = f"length({value}) < {column.min_length}"
        yield Form("minLength", broken, f"has fewer than {column.min_length} characters")
    if column.max_length is not None:
        broken = f"length({value}) > {column.max_length}"
        yield Form("maxLength", broken, f"has more than {column.max_length} characters")
    if column.pattern is not None:
        pattern = sql.literal(engine_pattern(column.pattern))
        yield Form("pattern", f"NOT regexp_like({value}, {pattern})", "does not fit its pattern")
