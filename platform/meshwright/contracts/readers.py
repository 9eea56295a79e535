"""Who will newly read what: what the grants give after a change and did not give before it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from meshwright.contracts import codes
from meshwright.contracts.readings import Key, Reading, filtered, readings
from meshwright.errors import Contracted, Finding, Hit
from meshwright.gate.assessment import Assessment
from meshwright.specs.models import Classification, Column, DataProduct, Mesh
from meshwright.visible import one_line

Tables = Mapping[tuple[str, str], DataProduct]
"""Each table's product, by the product's origin and the table's name."""


class _Ground(NamedTuple):
    """Why columns of a table are worth a warning, and how their readers come to them."""

    product: str
    table: str
    why: str = ""
    """That they are or were protected; empty where nothing is sudden about it."""
    way: str = ""
    rows: str = ""
    """The row filter under which they are read; empty where all rows are."""


def new_readers(base: Assessment, head: Assessment) -> Iterator[Finding]:
    """A warning for protected columns that somebody reads unnamed, a note for the others."""
    before, known = readings(base), _tables(base.mesh)
    found: dict[_Ground, dict[str, list[str]]] = {}
    for key, reading in readings(head).items():
        # Who reads a new table by default is no news: the table is.
        if key[:2] in known or reading.agreement is not None:
            for column in _new_columns(key, reading, before):
                readers = found.setdefault(_ground(reading, column, known), {})
                readers.setdefault(column, []).append(reading.consumer)
    for ground, columns in found.items():
        for who, which in _together(columns).items():
            yield _finding(head.mesh.products[ground.product], ground, who, which)


def _tables(mesh: Mesh) -> Tables:
    return {(p.origin, table): p for p in mesh.products.values() for table in p.tables}


def _new_columns(key: Key, reading: Reading, before: Mapping[Key, Reading]) -> list[str]:
    had = before[key].columns if key in before else frozenset[str]()
    table = reading.product.spec.tables[reading.table]
    return [name for name in table.columns if name in reading.columns - had]


def _ground(reading: Reading, column: str, known: Tables) -> _Ground:
    why = "" if reading.names(column) else _protection(reading, column, known)
    way = _way(reading) if why else ""
    return _Ground(reading.product.id, reading.table, why, way, filtered(reading.filters(column)))


def _protection(reading: Reading, column: str, known: Tables) -> str:
    """Why a column is or was protected; empty where it neither is nor was."""
    product = reading.product
    if said := _why(product, product.spec.tables[reading.table].columns[column]):
        return f"which is {said}"
    was = known.get((product.origin, reading.table))
    old = was.tables[reading.table].columns.get(column) if was else None
    said = _why(was, old) if was and old else ""
    return f"which was {said} before" if said else ""


def _why(product: DataProduct, column: Column) -> str:
    level = product.classification_of(column)
    high = level.value if level.rank >= Classification.CONFIDENTIAL.rank else ""
    return " and ".join(filter(None, ("personal" if column.pii else "", high)))


def _way(reading: Reading) -> str:
    """How somebody comes to read a column that is not named."""
    if reading.is_platform_wide:
        return "as a reader of the whole platform"
    if reading.agreement is None:
        return "without an agreement"
    opened = reading.agreement.spec.tables[reading.table].columns
    basis = reading.agreement.spec.legal_basis
    on = f", on the basis of {basis}" if basis else ""
    what = "all columns" if opened == "all" else "every unprotected column"
    return f"by an agreement that opens {what}{on}"


def _together(columns: Mapping[str, list[str]]) -> dict[tuple[str, ...], list[str]]:
    """The columns that the same readers get."""
    found: dict[tuple[str, ...], list[str]] = {}
    for column, who in columns.items():
        found.setdefault(tuple(sorted(who)), []).append(column)
    return found


def _finding(
    product: DataProduct, ground: _Ground, who: Iterable[str], columns: list[str]
) -> Finding:
    which = _listed(f"'{name}'" for name in columns)
    message = f"{_listed(who)} will newly read {which} of {product.id}.{ground.table}"
    if ground.rows:
        message += f" in the rows where {one_line(ground.rows)}"
    if ground.why:
        message += f", {ground.why}: {ground.way}"
    one = ("columns", *columns) if len(columns) == 1 else ()
    path = ("tables", ground.table, *one)
    code = codes.NEWLY_READ if ground.why else codes.MORE_READ
    found = code.at(product.source.at(*path), message, subject=product.id, where=".".join(path))
    hits = tuple(Hit(name, "", None, tuple(columns)) for name in who)
    return replace(found, contract=Contracted("newlyRead", "governance", "", "", hits))


def _listed(names: Iterable[str]) -> str:
    *some, last = names
    return f"{', '.join(some)} and {last}" if some else last
