"""Which other type a column of an Iceberg table can get in place, and what readers see of it.

Iceberg widens an int to a long, a float to a double, and a decimal to one of more digits; it adds,
drops and reorders fields of structs at any depth, by their ids; it changes nothing else, and no
key of a map (Apache Iceberg's specification, "Schema evolution"). What it keeps as one type may
have two names here: a uuid is a text there, and a timestamp with a zone one in UTC.
"""

from enum import IntEnum

from meshwright.athena.column_type import ColumnType
from meshwright.contracts.widening import WIDER


class Verdict(IntEnum):
    """What becomes of a type: the weightiest of all that differs in it."""

    WIDENED = 0
    """Every query goes on, and reads the values of before."""
    CHANGED = 1
    """It is done in place, and something is gone or means something else."""
    IMPOSSIBLE = 2
    """Iceberg refuses it."""


def evolution(before: ColumnType, after: ColumnType) -> Verdict:
    """The verdict on two types, the same ones included."""
    if before.name != after.name:
        return _renamed(before, after)
    match before.name:
        case "struct":
            return _struct(before, after)
        case "array":
            return evolution(before.arguments[0], after.arguments[0])
        case "map":
            return _map(before, after)
        case "decimal":
            return _decimal(before, after)
        case _:
            return Verdict.WIDENED


def _renamed(before: ColumnType, after: ColumnType) -> Verdict:
    if (before.name, after.name) in WIDER:
        return Verdict.WIDENED
    # Nested types have each a text of their own.
    return Verdict.CHANGED if before.glue == after.glue else Verdict.IMPOSSIBLE


def _decimal(before: ColumnType, after: ColumnType) -> Verdict:
    is_wider = before.scale == after.scale and before.precision <= after.precision
    return Verdict.WIDENED if is_wider else Verdict.IMPOSSIBLE


def _map(before: ColumnType, after: ColumnType) -> Verdict:
    (key, value), (new_key, new_value) = before.arguments, after.arguments
    if key.glue != new_key.glue:
        return Verdict.IMPOSSIBLE
    return max(evolution(key, new_key), evolution(value, new_value))


def _struct(before: ColumnType, after: ColumnType) -> Verdict:
    """A field that is added reads as null; one that is dropped fails the queries that name it."""
    old = dict(zip(before.fields, before.arguments, strict=True))
    new = dict(zip(after.fields, after.arguments, strict=True))
    kept = [evolution(old[name], new[name]) for name in old if name in new]
    gone = [Verdict.CHANGED for name in old if name not in new]
    return max(kept + gone)
