"""What of a mesh the plan of one stack can know: the stack's neighbourhood, and nothing beyond it.

Each stack is planned out of a mesh that holds its neighbourhood alone. So whatever else differs
between two meshes, a stack with the same neighbourhood in both has the same plan in both.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from meshwright.ids import FOUNDATION, domain_of, is_product
from meshwright.plan.lineage import Lineage, lineage
from meshwright.specs.identity import is_same
from meshwright.specs.made_before import one
from meshwright.specs.models import DataProduct, Domain, Mesh, Unreadable

Member = Domain | DataProduct | Unreadable
Kind = TypeVar("Kind", bound=Member)


@dataclass(frozen=True)
class Neighbourhoods:
    """The neighbourhood of each stack of a mesh."""

    mesh: Mesh

    @property
    def subjects(self) -> Iterator[str]:
        """What has a stack, in the order in which stacks are planned."""
        yield FOUNDATION
        yield from self.mesh.domains
        yield from self.mesh.products

    def around(self, subject: str) -> Mesh:
        """The mesh as far as one stack's plan knows it."""
        if subject == FOUNDATION:
            return self.mesh
        ids, mesh = sorted({*self.ids(subject)}), self.mesh
        near = Mesh(
            _among(mesh.domains, ids), _among(mesh.products, ids), _among(mesh.unreadable, ids)
        )
        return one("neighbourhood", subject, near)

    def ids(self, subject: str) -> Iterable[str]:
        """What a subject's neighbourhood holds, as far as it is there; some of it twice.

        Of the foundation everything; of a domain what lies or began in it, and who gets files of
        that; of a product its domain,
        who reads it, and which products of its domain cannot be read.
        """
        if subject == FOUNDATION:
            return (*self.mesh.domains, *self.mesh.products, *self.mesh.unreadable)
        if not is_product(subject):
            members = self._members.get(subject, ())
            return (subject, *members, *self._unreadable.get(subject, ()), *self._files(members))
        product = self.mesh.products[subject]
        return (
            subject,
            product.domain.id,
            *self._lineage.readers_of(subject),
            *(agreement.consumer for agreement in product.agreements),
            *self._unreadable.get(product.domain.id, ()),
        )

    def _files(self, members: Iterable[str]) -> Iterator[str]:
        """Who gets whole files of some products: a domain's key opens to them."""
        for id_ in members:
            agreements = self.mesh.products[id_].agreements
            yield from (a.consumer for a in agreements if a.spec.files)

    @cached_property
    def _lineage(self) -> Lineage:
        return lineage(self.mesh)

    @cached_property
    def _members(self) -> Mapping[str, list[str]]:
        """By domain, the products that lie in it, and those that began there."""
        found: dict[str, list[str]] = {}
        for id_, product in self.mesh.products.items():
            for domain in {product.domain.id, domain_of(product.origin)}:
                found.setdefault(domain, []).append(id_)
        return found

    @cached_property
    def _unreadable(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for id_ in filter(is_product, self.mesh.unreadable):
            found.setdefault(domain_of(id_), []).append(id_)
        return found


def may_differ(base: Neighbourhoods, head: Neighbourhoods) -> frozenset[str]:
    """The subjects whose stacks may be planned otherwise in one mesh than in the other.

    Only in what was read once for both meshes is anything known to be the same.
    """
    differing = _differing(base.mesh, head.mesh)
    if not differing:
        return frozenset()
    return frozenset(
        subject
        for near in (base, head)
        for subject in near.subjects
        if not differing.isdisjoint(near.ids(subject))
    )


def _differing(base: Mesh, head: Mesh) -> frozenset[str]:
    """The ids of what is not the same in both meshes."""
    before, now = dict(_all(base)), dict(_all(head))
    return frozenset(
        id_ for id_ in before.keys() | now.keys() if not is_same(before.get(id_), now.get(id_))
    )


def _all(mesh: Mesh) -> Iterator[tuple[str, Member]]:
    yield from mesh.domains.items()
    yield from mesh.products.items()
    yield from mesh.unreadable.items()


def _among(members: Mapping[str, Kind], ids: Iterable[str]) -> dict[str, Kind]:
    return {id_: members[id_] for id_ in ids if id_ in members}
