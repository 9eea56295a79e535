"""What becomes of a product's tables and their columns, as Glue's resources say it.

The base's and the head's resources may be planned, or recorded by the engine: both have one shape.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from guardrails import glue_tables
from guardrails.naming import companion_of
from meshwright.aws.resource_types import TABLE
from meshwright.plan.difference import Inputs, Resources
from meshwright.specs.models import Classification

INSIDE = frozenset({"openTableFormatInput", "parameters", "partitionKeys", "storageDescriptor"})
"""The properties of a table in which its columns stand, and what is said of them."""
HIGH = frozenset(c.value for c in Classification if c.rank >= Classification.CONFIDENTIAL.rank)


class TableFate(StrEnum):
    """What becomes of a table."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class ColumnFate(StrEnum):
    """What becomes of a column."""

    ADDED = "added"
    DROPPED = "dropped"
    RENAMED = "renamed"
    """It keeps its values under another name, as only Iceberg can."""
    RETYPED = "retyped"
    RECLASSIFIED = "reclassified"


@dataclass(frozen=True, slots=True)
class Column:
    """A column as Glue has it."""

    name: str
    type: str
    classification: str = ""
    """Empty for a partition key of a Hive table: Glue keeps no parameters of one."""
    pii: bool = False
    partition: bool = False
    id: int | None = None
    """By which an Iceberg table knows it."""

    @property
    def is_protected(self) -> bool:
        """Whether only an agreement opens it."""
        return self.pii or self.classification in HIGH

    @property
    def kind(self) -> str:
        """Its type, and whether its values are those of folders."""
        return f"{self.type}, partition key" if self.partition else self.type

    @property
    def level(self) -> str:
        """How it is classified, and whether it tells of a person."""
        return f"{self.classification}, personal" if self.pii else self.classification


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """A column that a change adds, drops or makes another."""

    name: str
    fate: ColumnFate
    before: Column | None = None
    after: Column | None = None

    @property
    def breaks(self) -> bool:
        """Whether a query that reads the column may fail or mean something else."""
        return self.fate in (ColumnFate.DROPPED, ColumnFate.RENAMED, ColumnFate.RETYPED)


@dataclass(frozen=True, slots=True)
class TableChange:
    """A table that a change adds, removes or makes another."""

    name: str
    fate: TableFate
    columns: tuple[ColumnChange, ...] = ()
    others: tuple[str, ...] = ()
    """What else of the table differs, such as `description`."""

    def breaks(self, column: str) -> bool:
        """Whether a query that reads a column may fail or mean something else."""
        broken = (change.name for change in self.columns if change.breaks)
        return self.fate is TableFate.REMOVED or column in broken


def table_changes(before: Resources, after: Resources) -> tuple[TableChange, ...]:
    """The tables that differ, by name."""
    old, new = _tables(before), _tables(after)
    changes = (_change(name, old.get(name), new.get(name)) for name in sorted({*old, *new}))
    return tuple(change for change in changes if change is not None)


def _tables(resources: Resources) -> Mapping[str, Inputs]:
    """Those that have readers: what runs need beside a table is no change of the product."""
    tables = {key.name: inputs for key, inputs in resources.items() if key.type == TABLE}
    return {name: table for name, table in tables.items() if companion_of(name) is None}


def _change(name: str, old: Inputs | None, new: Inputs | None) -> TableChange | None:
    if old is None:
        added = (ColumnChange(c.name, ColumnFate.ADDED, None, c) for c in columns_of(new or {}))
        return TableChange(name, TableFate.ADDED, tuple(added))
    if new is None:
        return TableChange(name, TableFate.REMOVED)
    columns, others = tuple(_column_changes(old, new)), tuple(_others(old, new))
    if not columns and not others:
        # What is noted at the table, such as its product's id, is no change of the table.
        return None
    return TableChange(name, TableFate.CHANGED, columns, others)


def columns_of(table: Inputs) -> tuple[Column, ...]:
    """A table's columns in Athena's order."""
    parted = glue_tables.partitioned_by(table)
    return tuple(
        Column(c.name, c.type, c.classification or "", c.pii == "true", c.name in parted, c.id)
        for c in glue_tables.columns(table)
    )


def _column_changes(old: Inputs, new: Inputs) -> Iterator[ColumnChange]:
    was, now = ({c.name: c for c in columns_of(table)} for table in (old, new))
    renamed = _renamed(was, now)
    for old_name, new_name in renamed.items():
        before, after = was.pop(old_name), now.pop(new_name)
        yield ColumnChange(old_name, ColumnFate.RENAMED, before, after)
    for name in (*was, *(name for name in now if name not in was)):
        fate = _fate(was.get(name), now.get(name))
        if fate is not None:
            yield ColumnChange(name, fate, was.get(name), now.get(name))


def _renamed(was: Mapping[str, Column], now: Mapping[str, Column]) -> dict[str, str]:
    """Columns that go, by the names under which their ids come."""
    come = {c.id: name for name, c in now.items() if name not in was}
    gone = {name: c.id for name, c in was.items() if name not in now and c.id is not None}
    return {name: come[id_] for name, id_ in gone.items() if id_ in come}


def _fate(old: Column | None, new: Column | None) -> ColumnFate | None:
    if old is None:
        return ColumnFate.ADDED
    if new is None:
        return ColumnFate.DROPPED
    if old.kind != new.kind:
        return ColumnFate.RETYPED
    return ColumnFate.RECLASSIFIED if old.level != new.level else None


def _others(old: Inputs, new: Inputs) -> Iterator[str]:
    """What else differs, by its name in Glue; what columns and their tags make of it is told."""
    if glue_tables.is_iceberg(old) != glue_tables.is_iceberg(new):
        yield "format"
        return
    for was, now in ((_plain(old), _plain(new)), (_files(old), _files(new))):
        for name in sorted({*was, *now}):
            if was.get(name) != now.get(name):
                yield name
    was, now = _comments(old), _comments(new)
    if any(was[name] != now[name] for name in was.keys() & now.keys()):
        yield "comments"


def _plain(table: Inputs) -> Inputs:
    """What is said of the table itself."""
    described = {"description": glue_tables.description(table)}
    return {**{name: v for name, v in table.items() if name not in INSIDE}, **described}


def _files(table: Inputs) -> Inputs:
    """What is said of its files."""
    declared = glue_tables.iceberg(table)
    if declared is not None:
        return {"location": declared["location"]}
    descriptor: Inputs = table.get("storageDescriptor") or {}
    return {name: value for name, value in descriptor.items() if name != "columns"}


def _comments(table: Inputs) -> Mapping[str, str | None]:
    return {column.name: column.comment for column in glue_tables.columns(table)}
