"""What the locks of products have to say, and whether their files say it.

A table that its lock does not know may be deployed all the same, with the ids that follow from the
order of its columns: those of the spec before the change. That one is read out of git.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from meshwright import git
from meshwright.changes.base_commit import base_tree
from meshwright.gate.selection import matches
from meshwright.ids import LOCAL, folder_of
from meshwright.specs.field_ids import FieldIds
from meshwright.specs.load import load_mesh
from meshwright.specs.lock_file import lock_text, locked_now
from meshwright.specs.models import DataProduct, LockSpec, Mesh
from meshwright.specs.product_folder import LOCK_FILE
from meshwright.workspace import Workspace

UNSAID = "HEAD"
"""Where the spec before the change is, if nobody says."""


@dataclass(frozen=True, slots=True)
class Lock:
    """The lock of one product: as it is, and as it has to be."""

    product: str
    before: LockSpec
    after: LockSpec

    @property
    def path(self) -> str:
        return f"{folder_of(self.product)}/{LOCK_FILE}"

    @property
    def is_stale(self) -> bool:
        return self.before != self.after

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of which something else is to be said."""
        return tuple(t for t in self.after.fields if self.before.ids_of(t) != self.after.ids_of(t))


@dataclass(frozen=True, slots=True)
class Locks:
    """What a SELECT comes to."""

    locks: tuple[Lock, ...]
    """Of the products with an Iceberg table or a lock."""
    unreadable: tuple[str, ...] = ()
    """Those whose specs have errors: nothing is written for them."""


def locks(workspace: Workspace, words: Sequence[str], since: str | None = None) -> Locks:
    """The locks that words name; all where none is said. Raises UsageError for an unknown word.

    `since` is the commit whose specs are deployed, for tables that no lock knows yet.
    """
    mesh = load_mesh(workspace.root).mesh
    meant = _named(mesh, words)
    products = [p for p in mesh.products.values() if p.id in meant and _has_ids(p)]
    known = _known(workspace, products, since)
    found = (Lock(p.id, p.locked, locked_now(p, known.get(p.id, {}))) for p in products)
    return Locks(tuple(found), tuple(i for i in mesh.unreadable if i in meant))


def write(workspace: Workspace, lock: Lock) -> None:
    """Writes a lock; done again it changes nothing."""
    (workspace.root / lock.path).write_text(lock_text(lock.after), encoding="utf-8")


def _named(mesh: Mesh, words: Sequence[str]) -> frozenset[str]:
    known = {*mesh.domains, *mesh.products, *mesh.unreadable}
    return frozenset[str]().union(*(matches(word, known, LOCAL) for word in words or ("*",)))


def _has_ids(product: DataProduct) -> bool:
    return bool(product.iceberg_tables or product.locked.fields)


def _known(
    workspace: Workspace, products: Sequence[DataProduct], since: str | None
) -> Mapping[str, Mapping[str, FieldIds]]:
    """By product and table: the ids, before the change, of tables that no lock knows."""
    asked = {p.id: p.iceberg_tables.keys() - p.locked.fields.keys() for p in products}
    if not any(asked.values()):
        return {}
    before = _before(workspace, since)
    return {
        id_: {table: was.ids_of(table) for table in tables & was.iceberg_tables.keys()}
        for id_, tables in asked.items()
        if (was := before.products.get(id_)) is not None
    }


def _before(workspace: Workspace, since: str | None) -> Mesh:
    """The mesh at a commit; an empty one where nobody named it and git has none."""
    try:
        commit = git.merge_base(workspace.root, since or UNSAID)
    except git.GitError:
        if since is not None:
            raise
        return Mesh({}, {})
    with base_tree(workspace, commit) as base:
        return load_mesh(base.root).mesh
