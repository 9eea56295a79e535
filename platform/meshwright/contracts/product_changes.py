"""All that differs between a product as it was and as it will be."""

from collections.abc import Iterator

from meshwright.contracts.changes import Change, Kind
from meshwright.contracts.column_changes import Sides
from meshwright.contracts.life_changes import life_changes
from meshwright.contracts.promises import service_levels
from meshwright.contracts.table_changes import table_changes
from meshwright.contracts.terms_changes import terms_changes
from meshwright.specs.models import DataProduct, Table, Tier
from meshwright.specs.source import Path

TIERS = tuple(Tier)


def product_changes(before: DataProduct, after: DataProduct) -> Iterator[Change]:
    """The changes of a product's contract, nothing where none of it differs."""
    if before.id != after.id:
        yield _of(after, Kind.PRODUCT_MOVED, (), before.id, after.id)
    for kind, field, old, new in life_changes(before.spec, after.spec):
        yield _of(after, kind, (field,), old, new)
    yield from _tier(before, after)
    yield from _service(before, after)
    for kind, name, old, new in terms_changes(before.spec.terms, after.spec.terms):
        yield _of(after, kind, ("terms", name), old, new)
    yield from _tables(before, after)


def _of(after: DataProduct, kind: Kind, path: Path, old: object, new: object) -> Change:
    return Change(kind, after.id, path, after.source.at(*path), str(old), str(new))


def _tier(before: DataProduct, after: DataProduct) -> Iterator[Change]:
    old, new = before.spec.tier, after.spec.tier
    if old is not new:
        is_lower = TIERS.index(new) < TIERS.index(old)
        kind = Kind.TIER_LOWERED if is_lower else Kind.TIER_RAISED
        yield _of(after, kind, ("tier",), old.value, new.value)


def _service(before: DataProduct, after: DataProduct) -> Iterator[Change]:
    for name, old, new, is_less in service_levels(before.spec.sla, after.spec.sla):
        kind = Kind.SLA_LOOSENED if is_less else Kind.SLA_TIGHTENED
        yield _of(after, kind, ("sla", name), _said(old), _said(new))


def _said(level: object) -> str:
    return "nothing" if level is None else str(level)


def _tables(before: DataProduct, after: DataProduct) -> Iterator[Change]:
    old, new = before.spec.tables, after.spec.tables
    renamed = _renamed(before, after)
    for name in old:
        if name in new:
            yield from table_changes(Sides(before, after, name))
        elif name in renamed:
            path = ("tables", renamed[name])
            at = after.source.at(*path)
            yield Change(Kind.TABLE_RENAMED, after.id, path, at, name, renamed[name], name)
        else:
            path = ("tables", name)
            yield Change(Kind.TABLE_REMOVED, after.id, path, after.source.at(*path), name, "", name)
    for name in new.keys() - old.keys() - set(renamed.values()):
        yield _of(after, Kind.TABLE_ADDED, ("tables", name), "", name)


def _renamed(before: DataProduct, after: DataProduct) -> dict[str, str]:
    """Tables that are gone, each with the new one that has the very same columns."""
    added = {n: t for n, t in after.spec.tables.items() if n not in before.spec.tables}
    found: dict[str, str] = {}
    for name, table in before.spec.tables.items():
        if name not in after.spec.tables:
            alike = (n for n in added if n not in found.values() and _is_alike(table, added[n]))
            if (other := next(alike, None)) is not None:
                found[name] = other
    return found


def _is_alike(one: Table, other: Table) -> bool:
    return {n: c.type for n, c in one.columns.items()} == {
        n: c.type for n, c in other.columns.items()
    }
