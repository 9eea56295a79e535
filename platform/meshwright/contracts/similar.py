"""A new product beside what the mesh offers already: whether somebody has it, by columns and words.

A name weighs the more the fewer products have it (its inverse document frequency, as search engines
weigh words): that both have a `sku` says more than that both have an `id`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import log

from meshwright.contracts import codes
from meshwright.errors import Finding
from meshwright.gate.assessment import Assessment
from meshwright.specs.models import DataProduct, Mesh
from meshwright.wording import shown

ALIKE = 0.5
"""The share of weight in common from which columns alone say that two products are alike."""
HINTED, WORDED = 0.25, 0.3
"""The shares of columns and of words that say it together."""
FEWEST = 3
"""Fewer columns in common are chance."""
NAMED = 3
"""How many products, and how many columns of one, a finding names."""
SMALL = 3
"""Shorter words say nothing."""

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Told:
    """What a product says of what it has."""

    columns: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far a product has what another one offers."""

    product: DataProduct
    share: float
    """The weight of the columns of both, by that of the columns of either."""
    columns: tuple[str, ...]
    """The columns of both, the rarest first."""


def similar_products(base: Assessment, head: Assessment) -> Iterator[Finding]:
    """A note for each new product that resembles others which it does not read."""
    new = [p for p in head.mesh.products.values() if _is_new(p, base.mesh)]
    if not new:
        return
    said = {i: told(p) for i, p in head.mesh.products.items()}
    offers = [p for i, p in head.mesh.products.items() if i in base.mesh.products]
    search = Search(head.mesh, offers, said)
    for product in new:
        alike = search.alike(product)
        if alike:
            at = product.source.at("tables")
            yield codes.SIMILAR.at(at, _message(alike[:NAMED]), subject=product.id, where="tables")


def _is_new(product: DataProduct, base: Mesh) -> bool:
    """Whether nobody had it: what has moved keeps the name of where it was."""
    known = (product.id, product.origin)
    return not any(name in base.products or base.is_unreadable(name) for name in known)


def told(product: DataProduct) -> Told:
    """What a product says, without its retired tables."""
    tables = product.tables
    said = (product.name, product.spec.description, *tables)
    text = " ".join((*said, *(table.description or "" for table in tables.values())))
    names = frozenset(name for table in tables.values() for name in table.columns)
    return Told(names, frozenset(_words(text)))


def _words(text: str) -> Iterator[str]:
    """The words of a text, a plural as its singular."""
    for word in re.findall(r"[^\W_]+", text.casefold()):
        if len(word) > SMALL:
            yield word.removesuffix("s")


def _weights(products: Iterable[frozenset[str]]) -> Weights:
    said = [*products]
    counted = Counter(name for names in said for name in names)
    return {name: log(1 + len(said) / count) for name, count in counted.items()}


def _share(ours: frozenset[str], theirs: frozenset[str], weights: Weights) -> float:
    """The weight of what both have, by that of what either has, of which there is something."""
    both, either = (
        sum(weights[name] for name in names) for names in (ours & theirs, ours | theirs)
    )
    return both / either


class Search:
    """What a mesh offers, to be searched for products that resemble one."""

    def __init__(self, mesh: Mesh, offers: Iterable[DataProduct], told: Mapping[str, Told]) -> None:
        self.mesh, self.told = mesh, told
        self.offers = [p for p in offers if not (p.spec.is_ending or p.is_retired)]
        self.columns = _weights(each.columns for each in told.values())
        self.words = _weights(each.words for each in told.values())

    def alike(self, product: DataProduct) -> list[Likeness]:
        """Those that it resembles, the most alike first, but those it reads or that read it."""
        related = self._related(product)
        found = [self._likeness(product, other) for other in self.offers if other.id not in related]
        return sorted(
            (like for like in found if like), key=lambda like: (-like.share, like.product.id)
        )

    def _likeness(self, product: DataProduct, other: DataProduct) -> Likeness | None:
        mine, theirs = self.told[product.id], self.told[other.id]
        common = mine.columns & theirs.columns
        if len(common) < FEWEST:
            return None
        share = _share(mine.columns, theirs.columns, self.columns)
        is_worded = share >= HINTED and _share(mine.words, theirs.words, self.words) >= WORDED
        if share < ALIKE and not is_worded:
            return None
        rarest = sorted(common, key=lambda name: (-self.columns[name], name))
        return Likeness(other, share, tuple(rarest))

    def _related(self, product: DataProduct) -> set[str]:
        """Itself, what it is made of at any distance, and what is made of it at once."""
        found, ahead = {product.id}, [*product.spec.inputs]
        while ahead:
            if (name := ahead.pop()) not in found:
                found.add(name)
                known = self.mesh.products.get(name)
                ahead.extend(known.spec.inputs if known else ())
        return found | {i for i, p in self.mesh.products.items() if product.id in p.spec.inputs}


def _message(alike: Iterable[Likeness]) -> str:
    return "it resembles " + "; ".join(map(_resembled, alike))


def _resembled(like: Likeness) -> str:
    named = ", ".join(like.columns[:NAMED])
    more = len(like.columns) - NAMED
    rest = f" and {more} more" if more > 0 else ""
    return f"{like.product.id} of {shown(like.product.owner)}, which has {named}{rest} too"
