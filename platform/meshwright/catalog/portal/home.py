"""What the first page tells beside the domains: what is new, what changes, what ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from meshwright.catalog.changelog import Change
from meshwright.catalog.model import Catalog
from meshwright.catalog.portal.content import Content

SHOWN = 8
ENDING = ("deprecated", "retired")


@dataclass(frozen=True, slots=True)
class Ending:
    """A product or a table that ends."""

    product: str
    table: str
    status: str
    sunset: date | None
    successor: str | None


def values(content: Content) -> dict[str, Any]:
    """What the template of the first page is given."""
    catalog = content.catalog
    columns = [c for p in catalog.products.values() for t in p.tables for c in t.columns]
    return {
        "column_count": len(columns),
        "protected_count": sum(column.protected for column in columns),
        "ending": tuple(_ending(catalog)),
        "newest": _newest(content),
        "latest": _latest(content),
        "unreadable": content.unreadable,
    }


def _ending(catalog: Catalog) -> Iterator[Ending]:
    for p in catalog.products.values():
        if p.status in ENDING:
            yield Ending(p.id, "", p.status, p.sunset, p.successor)
        for t in p.tables:
            if t.status in ENDING:
                yield Ending(p.id, t.name, t.status, t.sunset, t.successor)


def _newest(content: Content) -> list[tuple[str, Change]]:
    """Nothing where a shallow clone does not know when something began."""
    known = {id_: content.changelog.of(id_) for id_ in content.catalog.products}
    first = [(id_, changes[-1]) for id_, changes in known.items() if changes]
    shown = first if content.changelog.is_whole else []
    return sorted(shown, key=lambda each: (-each[1].day.toordinal(), each[0]))[:SHOWN]


def _latest(content: Content) -> list[tuple[Change, list[str]]]:
    """The last commits, and the products whose files they changed."""
    found: dict[Change, list[str]] = {}
    for id_ in content.catalog.products:
        for change in content.changelog.of(id_)[:SHOWN]:
            found.setdefault(change, []).append(id_)
    return sorted(found.items(), key=lambda each: _newest_first(each[0]))[:SHOWN]


def _newest_first(change: Change) -> tuple[int, str]:
    return -change.day.toordinal(), change.commit
