"""What of a table differs that is there before and after: columns, keys, promises, its life."""

from collections.abc import Iterator

from meshwright.contracts.changes import Change, Kind
from meshwright.contracts.column_changes import Sides, column_changes, renamed_in_place
from meshwright.contracts.life_changes import life_changes
from meshwright.contracts.partitions import keys_of, said_keys
from meshwright.contracts.promises import is_kept, said
from meshwright.specs.models import QualityRule
from meshwright.specs.source import Path


def table_changes(sides: Sides) -> Iterator[Change]:
    """All that differs between a table before and after."""
    if sides.is_same:
        return
    yield from _format(sides)
    yield from column_changes(sides)
    yield from _key(sides)
    yield from _partitions(sides)
    yield from _quality(sides, sides.before.quality, sides.after.quality, ("quality",))
    for name, column in sides.before.columns.items():
        if (after := sides.after.columns.get(name)) is not None:
            path = ("columns", name, "quality")
            yield from _quality(sides, column.quality, after.quality, path, name)
    for kind, field, old, new in life_changes(sides.before, sides.after):
        yield sides.change(kind, (field,), old, new)


def _key(sides: Sides) -> Iterator[Change]:
    """A key of more columns tells the stored rows apart too; any other was never promised."""
    old, new = sides.before.primary_key, sides.after.primary_key
    if set(old) == set(new):
        return
    kind = Kind.KEY_CHANGED if new else Kind.KEY_DROPPED
    yield sides.change(kind, ("primaryKey",), ", ".join(old), ", ".join(new))


def _format(sides: Sides) -> Iterator[Change]:
    old, new = sides.before.format, sides.after.format
    if old != new:
        yield sides.change(Kind.FORMAT_CHANGED, ("format",), old, new)


def _partitions(sides: Sides) -> Iterator[Change]:
    """How files lie that are yet to come, in Iceberg; in Parquet tables, whether any is found."""
    if sides.is_iceberg:
        yield from _evolved(sides)
        return
    if keys_of(sides.before) != keys_of(sides.after):
        old, new = said_keys(sides.before), said_keys(sides.after)
        path = ("partitionBy",) if sides.after.partition_by else ()
        yield sides.change(Kind.PARTITIONS_CHANGED, path, old, new)


def _evolved(sides: Sides) -> Iterator[Change]:
    was = {new: old for old, new in renamed_in_place(sides).items()}
    kept = tuple(was.get(name, name) for name in sides.after.partition_by)
    if kept != sides.before.partition_by:
        old, new = (", ".join(keys) or "nothing" for keys in (sides.before.partition_by, kept))
        yield sides.change(Kind.PARTITIONS_EVOLVED, ("partitionBy",), old, new)


def _quality(
    sides: Sides,
    before: tuple[QualityRule, ...],
    after: tuple[QualityRule, ...],
    path: Path,
    *columns: str,
) -> Iterator[Change]:
    """One change for all rules of one place: which one became which nobody can tell."""
    lost = [rule for rule in before if not is_kept(rule, after)]
    gained = [rule for rule in after if not is_kept(rule, before)]
    if lost or gained:
        kind = Kind.QUALITY_LOOSENED if lost else Kind.QUALITY_TIGHTENED
        old, new = "; ".join(map(said, lost)), "; ".join(map(said, gained))
        yield sides.change(kind, path, old, new, *columns)
