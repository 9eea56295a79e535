"""All that is known of one repository's specs, readable or not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from meshwright.ids import domain_of, is_product, name_of
from meshwright.specs.adopted import Adopted
from meshwright.specs.models.data_product import Agreement, DataProduct, Domain


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What is known of a domain or product whose files have errors.

    Enough that nobody else loses anything by its owner's slip of the pen: its role stays, and so do
    the grants that it has as a reader.
    """

    id: str
    origin: str
    """The product id its names derive from: the id, unless a readable lock file says otherwise."""
    inputs: tuple[str, ...] | None = None
    """As far as they could be read; None where even that failed."""
    makes_rows: bool = False
    """Whether the mesh makes rows of some of its tables, as far as that could be read."""
    adopted: Adopted | None = None
    """What a readable lock file says was there before it."""

    @property
    def name(self) -> str:
        """The last part of the id."""
        return name_of(self.id) or self.id


@dataclass(frozen=True)
class Mesh:
    """All specs of one repository that could be read, in the order of their ids."""

    domains: Mapping[str, Domain]
    products: Mapping[str, DataProduct]
    unreadable: Mapping[str, Unreadable] = field(default_factory=dict[str, Unreadable])
    """Domains and products that exist but have errors: who refers to them is left in peace."""

    def products_of(self, domain: str) -> tuple[DataProduct, ...]:
        return tuple(p for p in self.products.values() if p.domain.id == domain)

    @cached_property
    def owners(self) -> frozenset[str]:
        """Everybody who owns a domain or a product."""
        own = {product.owner for product in self.products.values()}
        return frozenset(own | {domain.spec.owner for domain in self.domains.values()})

    def owner_of(self, consumer: str) -> str | None:
        """Who owns a product, or the domain that it or its people belong to; None for others."""
        if consumer in self.products:
            return self.products[consumer].owner
        domain = self.domains.get(domain_of(consumer))
        return domain.spec.owner if domain else None

    def agreements(self) -> Mapping[tuple[str, str], Agreement]:
        """Every agreement, by the ids of its producer and its consumer.

        To be looked up, never looked for: a product may have one with each consumer.
        """
        return {(p.id, a.consumer): a for p in self.products.values() for a in p.agreements}

    def is_unreadable(self, id: str) -> bool:  # noqa: A002 - the mesh's own word
        """Whether a domain or product exists but has errors, or its domain has."""
        return id in self.unreadable or domain_of(id) in self.unreadable

    def unreadable_products_of(self, domain: str) -> tuple[Unreadable, ...]:
        found = (entry for entry in self.unreadable.values() if is_product(entry.id))
        return tuple(entry for entry in found if domain_of(entry.id) == domain)
