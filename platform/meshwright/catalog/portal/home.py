"""What the first page tells beside the domains: what is new, what changes, what ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from meshwright.catalog.changelog import Change
from meshwright.catalog.model import Catalog
from meshwright.catalog.portal.content import Content
from meshwright.catalog.runs import Runs

SHOWN = 8
LISTED = 50
"""Products of which a browser tells whether they are stale by now."""
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
        "attention": _attention(content),
        "due": _due(content),
        "unreadable": content.unreadable,
    }


def _ending(catalog: Catalog) -> Iterator[Ending]:
    for p in catalog.products.values():
        if p.status in ENDING:
            yield Ending(p.id, "", p.status, p.sunset, p.successor)
        for t in p.tables:
            if t.status in ENDING:
                yield Ending(p.id, t.name, t.status, t.sunset, t.successor)


def _attention(content: Content) -> list[tuple[str, Runs]]:
    """Products whose last run failed or broke a rule, the last first."""
    found = [(id_, runs) for id_, runs in (content.runs or {}).items() if runs.is_failing]
    return sorted(found, key=lambda each: (each[1].finished, each[0]), reverse=True)[:SHOWN]


def _due(content: Content) -> list[tuple[datetime, str]]:
    """When rows become older than promised, the first first: a browser shows those in the past."""
    products = content.catalog.products
    found = [
        (due, id_)
        for id_, runs in (content.runs or {}).items()
        if id_ in products and (due := runs.due(products[id_].sla.freshness_seconds))
    ]
    return sorted(found)[:LISTED]


def _newest(content: Content) -> list[tuple[date, list[str]]]:
    """The days on which products began, with what began: nothing where a shallow clone hides it."""
    found: dict[date, list[str]] = {}
    for id_ in content.catalog.products if content.changelog.is_whole else ():
        for began in content.changelog.of(id_)[-1:]:
            found.setdefault(began.day, []).append(id_)
    return sorted(found.items(), reverse=True)[:SHOWN]


def _latest(content: Content) -> list[tuple[Change, list[str]]]:
    """The last commits, and the products whose files they changed."""
    found: dict[Change, list[str]] = {}
    for id_ in content.catalog.products:
        for change in content.changelog.of(id_)[:SHOWN]:
            found.setdefault(change, []).append(id_)
    return sorted(found.items(), key=lambda each: _newest_first(each[0]))[:SHOWN]


def _newest_first(change: Change) -> tuple[int, str]:
    return -change.day.toordinal(), change.commit
