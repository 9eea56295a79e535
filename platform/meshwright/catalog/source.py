"""Where the terminal's catalog comes from: the specs of a checkout, or what is deployed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from meshwright.catalog.model import Product
from meshwright.catalog.view import catalog_of
from meshwright.entitlements.entitlement import Entitlement, entitlements
from meshwright.entitlements.how_to_read import snippets
from meshwright.plan import plan
from meshwright.plan.declaration import Plan
from meshwright.plan.drafts import deployed
from meshwright.snippets.reading import Snippet
from meshwright.specs.environment import Environment
from meshwright.specs.load import load_environment, load_mesh
from meshwright.specs.models import Mesh
from meshwright.workspace import Workspace

Ways = Mapping[str, tuple[tuple[Snippet, ...], tuple[str, ...]]]
"""By table, snippets and what to know beside them."""


@dataclass(frozen=True)
class Source:
    """Products to look among, and the specs beside them, by which rights are told."""

    environment: Environment
    mesh: Mesh
    as_of: date
    told: tuple[Product, ...] | None = None
    """The products that are deployed; None where the specs are asked."""
    unread: tuple[str, ...] = ()
    """Entries that cannot be read, by their keys."""

    @property
    def is_deployed(self) -> bool:
        return self.told is not None

    @property
    def unreadable(self) -> tuple[str, ...]:
        """What is not looked among, since its files or its entry cannot be read."""
        return self.unread if self.is_deployed else tuple(sorted(self.mesh.unreadable))

    @cached_property
    def products(self) -> Mapping[str, Product]:
        if self.told is not None:
            return {product.id: product for product in self.told}
        return catalog_of(self.mesh, self.environment, self._plan).products

    @cached_property
    def _plan(self) -> Plan:
        return plan(self.mesh, self.environment, as_of=self.as_of)

    @cached_property
    def entitlements(self) -> tuple[Entitlement, ...]:
        """Who may read what, by the specs."""
        mesh = deployed(self.mesh, self.environment)
        return tuple(entitlements(mesh, self.environment, self._plan))

    def ways(self, product: str, reader: str) -> Ways:
        """How somebody reads what it may read of a product, by table."""
        return {
            right.table: snippets(right, self.mesh, self.environment)
            for right in self.entitlements
            if right.product == product and right.reader.name == reader
        }


def of_specs(workspace: Workspace, name: str, *, as_of: date) -> Source:
    """The specs of a checkout, as an environment would have them."""
    root = workspace.root
    return Source(load_environment(root, name), load_mesh(root).mesh, as_of)
