"""What the fields of a product's life, and of its tables' lives, have to say together."""

from collections.abc import Iterator

from meshwright.errors import Code
from meshwright.specs import codes
from meshwright.specs.life import Status
from meshwright.specs.models import ProductSpec, Table
from meshwright.specs.source import Path
from meshwright.wording import did_you_mean

Problem = tuple[Code, Path, str]
"""A code, the path of what is wrong, and the message."""


def check_life(spec: ProductSpec) -> Iterator[Problem]:
    """Who ends says when and what comes after; who supersedes names what ends."""
    if spec.status is Status.DEPRECATED:
        if spec.sunset is None:
            yield codes.NO_SUNSET, ("status",), "the product is deprecated without a sunset"
        if spec.successor is None:
            yield codes.NO_SUCCESSOR, ("status",), "the product is deprecated without a successor"
    superseded = {t.supersedes for t in spec.tables.values()}
    for name, table in spec.tables.items():
        yield from _ends(name, table, is_superseded=name in superseded)
        yield from _supersedes(spec, name, table)


def _ends(name: str, table: Table, *, is_superseded: bool) -> Iterator[Problem]:
    path = ("tables", name, "status")
    is_over = table.status in (Status.DEPRECATED, Status.RETIRED)
    if table.status is Status.DEPRECATED and table.sunset is None:
        yield codes.NO_SUNSET, path, f"'{name}' is deprecated without a sunset"
    if table.status is Status.DEPRECATED and table.successor is None and not is_superseded:
        yield codes.NO_SUCCESSOR, path, f"'{name}' is deprecated without a successor"
    if is_superseded and table.sunset is None and not is_over:
        path = ("tables", name)
        yield codes.NO_SUNSET, path, f"'{name}' is superseded and has no sunset"


def _supersedes(spec: ProductSpec, name: str, table: Table) -> Iterator[Problem]:
    older = table.supersedes
    path = ("tables", name, "supersedes")
    if older == name:
        yield codes.SUPERSEDES, path, f"'{name}' supersedes itself"
    elif older is not None and older not in spec.tables:
        hint = did_you_mean(older, spec.tables)
        yield codes.SUPERSEDES, path, f"the product has no table '{older}'{hint}"
