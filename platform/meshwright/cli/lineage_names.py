"""What the names given to `mesh lineage` mean: products, tables, columns, domains and globs."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from meshwright.errors import UsageError
from meshwright.ids import is_product, joined, product_in, words

if TYPE_CHECKING:
    from meshwright.specs.models import Mesh

PRODUCT = 2
"""Parts of a product's name; a table's has one more, a column's two."""
BESIDE = "+"
"""What other commands read beside a product: what it reads before it, what reads it behind."""


def named(mesh: "Mesh", names: Sequence[str]) -> tuple[str, ...]:
    """Products, tables and columns, those of domains and globs included; raises UsageError."""
    return tuple(dict.fromkeys(found for name in names for found in _meant(mesh, name)))


def _meant(mesh: "Mesh", name: str) -> Iterator[str]:
    from meshwright.gate.selection import GLOB, matches

    if not (GLOB & set(name) or name in mesh.domains):
        require_known(mesh, name)
        yield name
        return
    products = {i for i in (*mesh.products, *mesh.unreadable) if is_product(i)}
    yield from sorted(i for i in matches(name, {*products, *mesh.domains}, "") if is_product(i))


def require_known(mesh: "Mesh", name: str) -> None:
    """Raises UsageError for what is not in the mesh, with what was meant."""
    if bare := name.strip(BESIDE):
        _require_none_beside(name, bare)
    from meshwright.wording import did_you_mean, shown

    product, rest = product_in(name), words(name)[PRODUCT:]
    known = mesh.products.get(product)
    if known is None and mesh.is_unreadable(product) and not rest:
        return
    choices: Sequence[str] = [*mesh.products]
    word, what = product, "product"
    if known is not None:
        tables = known.spec.tables
        if not rest or (rest[0] in tables and len(rest) == 1):
            return
        word, what, choices = rest[0], f"table of {product}", [*tables]
        if rest[0] in tables:
            columns = tables[rest[0]].columns
            word, what, choices = joined(rest[1:]), f"column of {product}.{rest[0]}", [*columns]
            if word in columns:
                return
    fix = "name a product (sales.orders), a table of it or a column of that, or a domain"
    raise UsageError(f"{shown(word)} is no {what}{did_you_mean(word, choices)}", fix=fix)


def _require_none_beside(name: str, bare: str) -> None:
    before, behind = name.startswith(BESIDE), name.endswith(BESIDE)
    if before or behind:
        ways = {(True, False): " --up", (False, True): " --down"}.get((before, behind), "")
        raise UsageError(
            f"lineage goes both ways by itself, and takes no '{BESIDE}' beside a name",
            fix=f"mesh lineage {bare}{ways}",
        )
