"""Who will see other rows of a table, of the columns that it reads before a change and after it.

Whether a filter shows more than another one is not computed: each other filter may.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from meshwright.contracts import codes
from meshwright.contracts.hits import way_of
from meshwright.contracts.readings import ALL_ROWS, Filters, Reading, filtered, readings
from meshwright.errors import Contracted, Finding, Hit, Position
from meshwright.gate.assessment import Assessment
from meshwright.ids import joined
from meshwright.specs.models import Mesh
from meshwright.visible import one_line


class _Rows(NamedTuple):
    """The filters under which a column is read before and after."""

    before: Filters
    after: Filters

    @property
    def kind(self) -> str:
        if ALL_ROWS in self.before:
            return "rowsHidden"
        return "rowsOpened" if ALL_ROWS in self.after else "otherRows"

    @property
    def differ(self) -> bool:
        # A filter beside all rows shows none more.
        is_all = ALL_ROWS in self.before and ALL_ROWS in self.after
        return not is_all and self.before != self.after


def other_rows(base: Assessment, head: Assessment) -> Iterator[Finding]:
    """A warning for each reader of a table who will see more, fewer or other rows of it."""
    # Few meshes have filters, and of those few products.
    origins = {*_with_filters(base.mesh), *_with_filters(head.mesh)}
    before = readings(base, origins)
    for key, now in readings(head, origins).items():
        was = before.get(key)
        for rows, columns in _differing(was, now) if was else ():
            yield _finding(now, rows, columns)


def _with_filters(mesh: Mesh) -> Iterator[str]:
    """The origins of the products of which an agreement shows some rows of a table."""
    for product in mesh.products.values():
        opened = (t for agreed in product.agreements for t in agreed.spec.tables.values())
        if any(table.rows is not None for table in opened):
            yield product.origin


def _differing(was: Reading, now: Reading) -> Iterable[tuple[_Rows, tuple[str, ...]]]:
    """The columns that are read on, by what differs in their rows."""
    found: dict[_Rows, list[str]] = {}
    for column in now.product.spec.tables[now.table].columns:
        rows = _Rows(was.filters(column), now.filters(column))
        if rows.before and rows.after and rows.differ:
            found.setdefault(rows, []).append(column)
    return ((rows, tuple(columns)) for rows, columns in found.items())


def _finding(now: Reading, rows: _Rows, columns: tuple[str, ...]) -> Finding:
    message = f"{now.consumer} {_said(rows, _of(now, columns))}"
    path = ("tables", now.table, "rows")
    product = now.product.id
    found = codes.OTHER_ROWS.at(_position(now), message, subject=product, where=".".join(path))
    until = now.agreement.spec.expires if now.agreement else None
    hit = Hit(now.consumer, way_of(now), until, columns)
    old, new = filtered(rows.before), filtered(rows.after)
    return replace(found, contract=Contracted(rows.kind, "governance", old, new, (hit,)))


def _position(now: Reading) -> Position:
    """The agreement's line, or the table's where somebody reads on without one."""
    if now.agreement is None:
        return now.product.source.at("tables", now.table)
    return now.agreement.source.at("tables", now.table, "rows")


def _of(now: Reading, columns: tuple[str, ...]) -> str:
    """The table, and which columns where it is not the same with all that are read."""
    table = joined((now.product.id, now.table))
    named = ", ".join(f"'{column}'" for column in columns)
    return table if now.columns <= {*columns} else f"{named} in {table}"


_SAID: Mapping[str, str] = {
    "rowsOpened": "will newly see all rows of {what}, until now those where {before}",
    "rowsHidden": "will only see the rows of {what} where {after}, until now all: its queries go"
    " on, and find less",
    "otherRows": "will see other rows of {what}: those where {after}, until now those where"
    " {before}; filters are not compared, so that this counts as more",
}


def _said(rows: _Rows, what: str) -> str:
    before, after = one_line(filtered(rows.before)), one_line(filtered(rows.after))
    return _SAID[rows.kind].format(what=what, before=before, after=after)
