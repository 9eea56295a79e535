"""What of a table's columns differs: added, dropped, renamed, of another type, promised otherwise.

Parquet is read by name, so that the order of columns means nothing to it, and a column under
another name is another column: it reads as null from every file of before (Athena user guide,
"Rename columns"). Iceberg tells columns apart by ids: what is renamed by `renamedFrom` keeps its
values, and only queries that say the old name fail.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from meshwright.athena.column_type import ColumnType
from meshwright.contracts.changes import Change, Kind
from meshwright.contracts.evolution import Verdict, evolution
from meshwright.contracts.widening import is_widened
from meshwright.specs.models import Column, DataProduct, Table
from meshwright.specs.source import Path
from meshwright.wording import shown


@dataclass(frozen=True, slots=True)
class Sides:
    """A table of one name before and after."""

    was: DataProduct
    now: DataProduct
    name: str

    @property
    def before(self) -> Table:
        return self.was.spec.tables[self.name]

    @property
    def after(self) -> Table:
        return self.now.spec.tables[self.name]

    @property
    def is_iceberg(self) -> bool:
        """Whether it evolves in place."""
        return self.before.is_iceberg and self.after.is_iceberg

    @property
    def is_same(self) -> bool:
        """Whether nothing at all differs, the classification by default included."""
        is_alike = self.before == self.after and [*self.before.columns] == [*self.after.columns]
        return is_alike and self.was.classification is self.now.classification

    def change(self, kind: Kind, path: Path, old: object, new: object, *columns: str) -> Change:
        """A change at a path below the table's."""
        whole = ("tables", self.name, *path)
        position = self.now.source.at(*whole)
        said = str(old), str(new)
        return Change(kind, self.now.id, whole, position, *said, self.name, columns)


def column_changes(sides: Sides) -> Iterator[Change]:
    """All that differs in the columns of one table, but for those that partition it."""
    before, after = sides.before.columns, sides.after.columns
    in_place = renamed_in_place(sides)
    renamed = _renamed(before, after, in_place)
    for name, column in before.items():
        if name in after:
            yield from _kept(sides, (name, name), column, after[name])
        elif name in in_place:
            yield from _in_place(sides, name, in_place[name])
        elif name in renamed:
            yield from _rename(sides, name, renamed[name])
        else:
            yield _dropped(sides, name, column)
    for name in after.keys() - before.keys() - {*renamed.values(), *in_place.values()}:
        kind = Kind.REQUIRED_COLUMN_ADDED if after[name].required else Kind.COLUMN_ADDED
        yield sides.change(kind, ("columns", name), "", after[name].type.text)
    if [n for n in before if n in after] != [n for n in after if n in before]:
        yield sides.change(Kind.COLUMNS_REORDERED, ("columns",), "", "")


def renamed_in_place(sides: Sides) -> dict[str, str]:
    """Columns of an Iceberg table that keep their ids under another name: old to new."""
    if not sides.is_iceberg:
        return {}
    before = sides.before.columns
    names = sides.after.renamed.items()
    return {old: new for new, old in names if old in before and new not in before}


def _dropped(sides: Sides, name: str, column: Column) -> Change:
    """One by which files are parted is read with them for ever (apache/iceberg issue 10234)."""
    is_parting = sides.is_iceberg and name in sides.before.partition_by
    kind = Kind.PARTITION_COLUMN_DROPPED if is_parting else Kind.COLUMN_DROPPED
    return sides.change(kind, ("columns", name), column.type.text, "", name)


def _renamed(
    before: Mapping[str, Column], after: Mapping[str, Column], in_place: Mapping[str, str]
) -> dict[str, str]:
    """Columns that are gone, each with a new one of its type: first those called most alike."""
    known = {*in_place, *in_place.values()}
    gone = {n: column.type for n, column in before.items() if n not in {*after, *known}}
    added = {n: column.type for n, column in after.items() if n not in {*before, *known}}
    alike = [(old, new) for old in gone for new in added if gone[old] == added[new]]
    found: dict[str, str] = {}
    for old, new in sorted(alike, key=lambda pair: -_likeness(*pair)):
        if old not in found and new not in found.values():
            found[old] = new
    return found


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _rename(sides: Sides, old: str, new: str) -> Iterator[Change]:
    kind = Kind.COLUMN_RENAMED_UNSAID if sides.is_iceberg else Kind.COLUMN_RENAMED
    yield sides.change(kind, ("columns", new), old, new, old)
    before, after = sides.before.columns[old], sides.after.columns[new]
    yield from _protection(sides, (new, old), before, after)


def _in_place(sides: Sides, old: str, new: str) -> Iterator[Change]:
    yield sides.change(Kind.COLUMN_RENAMED_IN_PLACE, ("columns", new), old, new, old)
    yield from _kept(sides, (new, old), sides.before.columns[old], sides.after.columns[new])


def _kept(sides: Sides, names: tuple[str, str], before: Column, after: Column) -> Iterator[Change]:
    """What differs of a column that stays; `names` are those of after and of before."""
    now, was = names
    if before.type != after.type and not _partitions(sides, now):
        kind = _retyped(sides, before.type, after.type)
        old, new = before.type.text, after.type.text
        yield sides.change(kind, ("columns", now), old, new, was)
    yield from _promises(sides, names, before, after)
    yield from _protection(sides, names, before, after)


def _retyped(sides: Sides, before: ColumnType, after: ColumnType) -> Kind:
    if not sides.is_iceberg:
        return Kind.TYPE_WIDENED if is_widened(before, after) else Kind.TYPE_CHANGED
    return _BY_VERDICT[evolution(before, after)]


_BY_VERDICT: Mapping[Verdict, Kind] = {
    Verdict.WIDENED: Kind.TYPE_WIDENED,
    Verdict.CHANGED: Kind.TYPE_CHANGED,
    Verdict.IMPOSSIBLE: Kind.TYPE_IMPOSSIBLE,
}


def _partitions(sides: Sides, name: str) -> bool:
    """Whether its type is that of a partition key, which is told with the other keys."""
    is_key = name in sides.before.partition_by and name in sides.after.partition_by
    return is_key and not sides.is_iceberg


def _promises(
    sides: Sides, names: tuple[str, str], before: Column, after: Column
) -> Iterator[Change]:
    now, name = names
    path = ("columns", now)
    if before.required != after.required:
        kind = Kind.REQUIRED if after.required else Kind.NO_LONGER_REQUIRED
        yield sides.change(kind, (*path, "required"), before.required, after.required, name)
    if before.unique != after.unique:
        kind = Kind.UNIQUE if after.unique else Kind.NO_LONGER_UNIQUE
        yield sides.change(kind, (*path, "unique"), before.unique, after.unique, name)
    had, has = _values(before), _values(after)
    if had != has:
        is_wider = has is None or (had is not None and had < has)
        kind = Kind.ENUM_WIDENED if is_wider else Kind.ENUM_NARROWED
        old, new = _listed(before), _listed(after)
        yield sides.change(kind, (*path, "enum"), old, new, name)
    yield from _forms(sides, names, before, after)


def _forms(sides: Sides, names: tuple[str, str], before: Column, after: Column) -> Iterator[Change]:
    """What differs of how texts look."""
    now, name = names
    for field, had, has, is_wider in _lengths(before, after):
        kind = Kind.LENGTHS_WIDENED if is_wider else Kind.LENGTHS_NARROWED
        old, new = (_bound(length) for length in (had, has))
        yield sides.change(kind, ("columns", now, field), old, new, name)
    if before.pattern != after.pattern:
        kind = Kind.PATTERN_CHANGED if after.pattern else Kind.PATTERN_DROPPED
        old, new = (
            shown(pattern) if pattern else "none" for pattern in (before.pattern, after.pattern)
        )
        yield sides.change(kind, ("columns", now, "pattern"), old, new, name)


def _lengths(before: Column, after: Column) -> Iterator[tuple[str, int | None, int | None, bool]]:
    """Each length that differs, before and after, and whether more texts fit."""
    had, has = before.min_length, after.min_length
    if (had or 0) != (has or 0):
        yield "minLength", had, has, (has or 0) < (had or 0)
    had, has = before.max_length, after.max_length
    if had != has:
        yield "maxLength", had, has, has is None or (had is not None and has > had)


def _bound(length: int | None) -> str:
    return "none" if length is None else str(length)


def _values(column: Column) -> frozenset[str | int] | None:
    return None if column.enum is None else frozenset(column.enum)


def _listed(column: Column) -> str:
    return "any value" if column.enum is None else ", ".join(map(str, column.enum))


def _protection(
    sides: Sides, names: tuple[str, str], before: Column, after: Column
) -> Iterator[Change]:
    """Less protection where any of it goes; `names` are those of after and of before."""
    now, was = names
    high, low = sides.was.classification_of(before), sides.now.classification_of(after)
    if (before.pii, high) == (after.pii, low):
        return
    is_lower = low.rank < high.rank or (before.pii and not after.pii)
    kind = Kind.PROTECTION_LOWERED if is_lower else Kind.PROTECTION_RAISED
    field = "pii" if before.pii != after.pii else "classification"
    old, new = _level(sides.was, before), _level(sides.now, after)
    yield sides.change(kind, ("columns", now, field), old, new, was)


def _level(product: DataProduct, column: Column) -> str:
    level = product.classification_of(column).value
    return f"personal and {level}" if column.pii else level
