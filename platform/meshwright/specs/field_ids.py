"""Iceberg's field ids: what tells the columns of a table apart, whatever they are called.

A data file names its columns by id. So a renamed column keeps its id and its old values, and the id
of a dropped one is never given again: a column that took it would show the old one's values.
Source: Iceberg table spec, "Schemas and Data Types", "Schema Evolution".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from meshwright.athena.column_type import ColumnType

SEPARATOR = "."
ITEMS: Mapping[str, tuple[str, ...]] = {"array": ("element",), "map": ("key", "value")}
"""What Iceberg calls the fields inside of a list and of a map."""


@dataclass(frozen=True, slots=True)
class FieldIds:
    """The ids of one table: those of its fields, by dotted path, and those that it once gave."""

    ids: Mapping[str, int] = field(default_factory=dict[str, int])
    retired: frozenset[int] = frozenset()


NO_IDS = FieldIds()


def field_paths(columns: Mapping[str, ColumnType]) -> Iterator[str]:
    """Every field of a table by its dotted path, in the order in which Iceberg numbers them.

    Those of one level come before what is inside of them, as a new table's ids are assigned by
    Iceberg's own libraries: dense ids in this order are kept by whoever numbers them anew.
    Source: apache/iceberg, AssignFreshIds; apache/iceberg-python, assign_fresh_schema_ids.
    """
    yield from columns
    for name, column_type in columns.items():
        inside = field_paths(_inside(column_type))
        yield from (f"{name}{SEPARATOR}{path}" for path in inside)


def _inside(column_type: ColumnType) -> Mapping[str, ColumnType]:
    names = ITEMS.get(column_type.name, column_type.fields)
    return dict(zip(names, column_type.arguments, strict=True))


def field_ids(
    columns: Mapping[str, ColumnType], renamed: Mapping[str, str], before: FieldIds = NO_IDS
) -> FieldIds:
    """The ids of a table's fields, given those that it had.

    `renamed` says by a column's name what it was called; one that has an id already was renamed
    before. What is gone is remembered as retired, and what is new gets an id that nothing ever had.
    """
    names = _renames(columns, renamed, before)
    known = {path: _known(path, names, before.ids) for path in field_paths(columns)}
    kept = {id_ for id_ in known.values() if id_ is not None}
    retired = (before.retired | set(before.ids.values())) - kept
    fresh = count(max(kept | retired, default=0) + 1)
    ids = {path: next(fresh) if id_ is None else id_ for path, id_ in known.items()}
    return FieldIds(ids, frozenset(retired))


def _renames(
    columns: Mapping[str, ColumnType], renamed: Mapping[str, str], before: FieldIds
) -> Mapping[str, str]:
    """The renames that are still to be done; an id goes to one column, whatever a spec asks."""
    first = {old: new for new, old in reversed([*renamed.items()]) if old not in columns}
    return {new: old for old, new in first.items() if new not in before.ids}


def _known(path: str, names: Mapping[str, str], before: Mapping[str, int]) -> int | None:
    column, dot, rest = path.partition(SEPARATOR)
    return before.get(f"{names.get(column, column)}{dot}{rest}")
