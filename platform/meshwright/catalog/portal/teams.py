"""What a team's page tells: all that an owner answers for, and what is agreed with others."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

from meshwright.catalog.model import Channel, Consumer, Domain, Product
from meshwright.catalog.portal.content import Content
from meshwright.errors import Finding

T = TypeVar("T")
LONGEST = 200
"""Characters of a file's name: file systems take some 250."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """One owner: mail addresses that differ in capitals alone are one."""

    owner: str
    domains: tuple[Domain, ...]
    products: tuple[Product, ...]
    gives: tuple[Consumer, ...]
    """Agreements to read what it owns, those that end first first."""
    holds: tuple[Consumer, ...]
    """Agreements by which it, or what it owns, reads what others own."""
    findings: tuple[Finding, ...]

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Where its readers ask, each once."""
        said = (told for each in (*self.domains, *self.products) for told in each.asked_in)
        return tuple(dict.fromkeys(said))


def file_of(owner: str) -> str:
    """Where an owner's page lies."""
    name = owner.lower()
    if len(name) > LONGEST:
        name = f"{name[:LONGEST]}-{sha256(name.encode()).hexdigest()[:16]}"
    return f"teams/{name}.html"


def teams(content: Content) -> tuple[Team, ...]:
    """Everybody who owns a domain or a product, by name."""
    catalog = content.catalog
    domains = _by_owner((each.owner, each) for each in catalog.domains.values())
    products = _by_owner((each.owner, each) for each in catalog.products.values())
    agreed = [(p.owner, each) for p in catalog.products.values() for each in p.consumers]
    gives = _by_owner(agreed)
    holds = _by_owner((each.owner, each) for owner, each in agreed if each.owner != owner)
    return tuple(
        Team(
            owner=_spelled(domains.get(name, ()), products.get(name, ())),
            domains=domains.get(name, ()),
            products=products.get(name, ()),
            gives=_first_ending(gives.get(name, ())),
            holds=_first_ending(holds.get(name, ())),
            findings=tuple(_findings(content, domains.get(name, ()), products.get(name, ()))),
        )
        for name in sorted({*domains, *products})
    )


def _by_owner(named: Iterable[tuple[str | None, T]]) -> Mapping[str, tuple[T, ...]]:
    found: dict[str, list[T]] = {}
    for owner, each in named:
        if owner:
            found.setdefault(owner.lower(), []).append(each)
    return {owner: tuple(each) for owner, each in found.items()}


def _spelled(domains: tuple[Domain, ...], products: tuple[Product, ...]) -> str:
    return next(each.owner for each in (*domains, *products))


def _first_ending(agreements: tuple[Consumer, ...]) -> tuple[Consumer, ...]:
    return tuple(sorted(agreements, key=lambda each: (each.expires, each.product, each.name)))


def _findings(
    content: Content, domains: tuple[Domain, ...], products: tuple[Product, ...]
) -> Iterator[Finding]:
    for each in (*domains, *products):
        yield from content.findings_of.get(each.id, ())
