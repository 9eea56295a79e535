"""Freshness that adds up: a promise that a product's own schedule and its inputs can keep."""

from collections.abc import Iterator
from datetime import timedelta

from meshwright.checks import codes
from meshwright.errors import Code, Finding
from meshwright.specs.made_before import once
from meshwright.specs.models import DataProduct, Mesh

NONE = timedelta(0)


def check_freshness(mesh: Mesh) -> Iterator[Finding]:
    for product in mesh.products.values():
        promised = product.spec.sla.freshness
        if promised is not None:
            yield from _kept(mesh, product, promised)


def _kept(mesh: Mesh, product: DataProduct, promised: timedelta) -> Iterator[Finding]:
    gap = _gap(product)
    if product.refresh is not None and product.refresh.on == "request":
        message = f"rows are promised to be at most {_text(promised)} old, and nothing starts a run"
        yield _at(product, codes.NOTHING_KEEPS, message)
    elif gap > promised:
        message = (
            f"rows are promised to be at most {_text(promised)} old,"
            f" and {_text(gap)} lie between two runs"
        )
        yield _at(product, codes.SLOW_SCHEDULE, message)
    else:
        yield from _by_inputs(mesh, product, promised, gap)


def _by_inputs(
    mesh: Mesh, product: DataProduct, promised: timedelta, gap: timedelta
) -> Iterator[Finding]:
    newest = _newest_input(mesh, product, frozenset({product.id}))
    if newest is not None and newest[0] + gap > promised:
        age, id_ = newest
        between = f", and {_text(gap)} lie between two runs" if gap else ""
        message = (
            f"rows are promised to be at most {_text(promised)} old, and the newest input, {id_},"
            f" brings rows that are up to {_text(age)} old{between}"
        )
        yield _at(product, codes.SLOW_INPUTS, message)


def _newest_input(
    mesh: Mesh, product: DataProduct, seen: frozenset[str]
) -> tuple[timedelta, str] | None:
    """How old the newest rows are that any input brings, at worst; None where one does not say.

    The fastest of them counts: what changes once a month may be read beside what changes each hour.
    """
    ages: list[tuple[timedelta, str]] = []
    for id_ in product.spec.inputs:
        age = None if id_ in seen else _age(mesh, id_, seen | {id_})
        if age is None:
            return None
        ages.append((age, id_))
    return min(ages, default=None)


def _age(mesh: Mesh, id_: str, seen: frozenset[str]) -> timedelta | None:
    """How old a product's newest rows are at worst: as it promises, else as its inputs do."""
    product = mesh.products.get(id_)
    if product is None:
        return None
    if product.spec.sla.freshness is not None:
        return product.spec.sla.freshness
    newest = _newest_input(mesh, product, seen)
    return None if newest is None else newest[0] + _gap(product)


def _gap(product: DataProduct) -> timedelta:
    """The longest time between two runs by a schedule; none where inputs start them."""
    return once(_longest_gap, product.id, product)


def _longest_gap(product: DataProduct) -> timedelta:
    return (product.refresh and product.refresh.longest_gap) or NONE


def _text(duration: timedelta) -> str:
    """As a spec writes it, such as 36h or 3d."""
    minutes = duration // timedelta(minutes=1)
    units = (("d", 1440), ("h", 60), ("m", 1))
    return next(f"{minutes // size}{unit}" for unit, size in units if minutes % size == 0)


def _at(product: DataProduct, code: Code, message: str) -> Finding:
    path = ("sla", "freshness")
    return code.at(
        product.source.at_value(*path), message, subject=product.id, where=".".join(path)
    )
