"""What the pages of access tell: an index of all domains, and for each who reads what.

A right stands on two pages at most, that of the domain which gives it and that of the domain which
has it, so that the portal grows as the mesh does. What is searched is loaded when somebody types.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from meshwright.catalog.model import Catalog, Right
from meshwright.ids import domain_of

SOON, SHOWN = timedelta(days=365), 10
"""Agreements that the index names: those that end first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A row of the index: a domain, or a reader that belongs to none."""

    name: str
    readers: int
    """Who reads its products, but for itself."""
    sources: int
    """The products of others that it reads."""
    ends: date | None
    """When the first agreement with it ends, of those in force."""


@dataclass(frozen=True)
class Rights:
    """All rights of a catalog but those of a product's own jobs, by who gives and who has them."""

    catalog: Catalog

    @cached_property
    def all(self) -> tuple[Right, ...]:
        return tuple(each for each in self.catalog.rights if each.reader != each.product)

    @cached_property
    def of_product(self) -> Mapping[str, tuple[Right, ...]]:
        return _by((right.product, right) for right in self.all)

    @cached_property
    def given(self) -> Mapping[str, tuple[Right, ...]]:
        """By the domain whose products are read."""
        return _by((domain_of(right.product), right) for right in self.all)

    @cached_property
    def held(self) -> Mapping[str, tuple[Right, ...]]:
        """By the domain that reads, what it reads of others."""
        named = ((domain_of(right.reader), right) for right in self.all if is_of_a_domain(right))
        return _by((name, right) for name, right in named if name != domain_of(right.product))

    @cached_property
    def elsewhere(self) -> Mapping[str, tuple[Right, ...]]:
        """By readers that belong to no domain: principals, and who reads all domains."""
        return _by((right.reader, right) for right in self.all if not is_of_a_domain(right))

    @cached_property
    def ending(self) -> tuple[Right, ...]:
        """Those of agreements that end within a year, the first first: one of each."""
        last = self.catalog.as_of + SOON
        found = {(e.reader, e.product): e for e in self.all if e.expires and e.expires <= last}
        return tuple(sorted(found.values(), key=_end)[:SHOWN])

    def summaries(self) -> Iterator[Summary]:
        """A row for each domain."""
        for name in self.catalog.domains:
            given, held = self.given.get(name, ()), self.held.get(name, ())
            foreign = [right for right in given if not _is_own(right)]
            yield _summary(name, foreign, held)

    def others(self) -> Iterator[tuple[Summary, str]]:
        """A row for each reader that belongs to no domain, and what it is."""
        for name, rights in sorted(self.elsewhere.items()):
            yield _summary(name, (), rights), rights[0].who


def _end(right: Right) -> tuple[date, str, str]:
    return right.expires or date.max, right.product, right.reader


def is_of_a_domain(right: Right) -> bool:
    """Whether a domain answers for the reader."""
    return right.who in ("product", "people")


def _is_own(right: Right) -> bool:
    return is_of_a_domain(right) and domain_of(right.reader) == domain_of(right.product)


def _summary(name: str, given: Iterable[Right], held: Iterable[Right]) -> Summary:
    agreed = [right.expires for right in (*given, *held) if right.expires]
    return Summary(
        name=name,
        readers=len({right.reader for right in given}),
        sources=len({right.product for right in held}),
        ends=min(agreed, default=None),
    )


def _by(named: Iterable[tuple[str, Right]]) -> Mapping[str, tuple[Right, ...]]:
    found: dict[str, list[Right]] = {}
    for name, right in named:
        found.setdefault(name, []).append(right)
    return {name: tuple(rights) for name, rights in found.items()}
