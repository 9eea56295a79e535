"""The only reader of `domains/`: folders and files to a mesh, with all that is wrong in them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from meshwright.errors import Finding
from meshwright.gc_pause import collector_paused
from meshwright.specs.domain_folder import DomainFolder, read_domain
from meshwright.specs.environments import (
    environment_conflicts,
    environment_names,
    load_environment,
)
from meshwright.specs.files import Checkout, Entry, Seen, open_checkout, wrong_folder_name
from meshwright.specs.made_before import one
from meshwright.specs.models import DataProduct, Mesh, Unreadable
from meshwright.specs.product_folder import is_ignored, stray
from meshwright.specs.read import kept

__all__ = [
    "LoadedMesh",
    "environment_conflicts",
    "environment_names",
    "load_environment",
    "load_mesh",
]

DOMAINS_FOLDER = "domains"


@dataclass(frozen=True, slots=True)
class LoadedMesh:
    """The mesh as far as it can be used, and all findings of all files, in their order."""

    mesh: Mesh
    findings: tuple[Finding, ...]


def load_mesh(root: Path, *, unchanged: Iterable[DomainFolder] = ()) -> LoadedMesh:
    """The mesh of a checkout. Never raises for what a user wrote.

    A domain or product with an error is left out of it, and named among its unreadable.
    `unchanged` are domains whose folders this checkout lacks, as another one has them.
    """
    with collector_paused():
        return _loaded(open_checkout(root), unchanged)


def _loaded(checkout: Checkout, unchanged: Iterable[DomainFolder]) -> LoadedMesh:
    folders = [*unchanged]
    findings = [finding for folder in folders for finding in folder.findings]
    for entry in _entries(checkout):
        read = _read(checkout, entry)
        if isinstance(read, Finding):
            findings.append(read)
        elif read is not None:
            folders.append(read)
            findings.extend(read.findings)
    return LoadedMesh(_mesh(folders), tuple(sorted(findings)))


def _entries(checkout: Checkout) -> Iterator[Entry | Finding]:
    """What lies in `domains`; nothing where there is no such folder yet."""
    for top in checkout.entries(""):
        if isinstance(top, Entry) and top.name == DOMAINS_FOLDER:
            yield from checkout.entries(DOMAINS_FOLDER)
        elif isinstance(top, Finding) and top.position.path == DOMAINS_FOLDER:
            yield top


def _read(checkout: Checkout, entry: Entry | Finding) -> DomainFolder | Finding | None:
    if isinstance(entry, Finding):
        return entry
    if entry.is_folder:
        return wrong_folder_name(entry, "domain") or _domain(checkout, entry)
    return None if is_ignored(entry.name) else stray(entry, ())


def _domain(checkout: Checkout, entry: Entry) -> DomainFolder | None:
    """What a domain's folder says, with what was seen of it where somebody keeps that."""
    if (memory := kept()) is None:
        return read_domain(checkout, entry)
    before = memory.domains.get(entry.name)
    if before is not None and checkout.is_as(before[1]):
        return before[0]
    seen = Seen()
    folder = read_domain(Checkout(checkout.root, seen), entry)
    if folder is not None:
        memory.domains[entry.name] = folder, seen
    return folder


def _mesh(folders: Iterable[DomainFolder]) -> Mesh:
    own = (folder.domain for folder in folders if folder.domain is not None)
    domains = {domain.id: one("domain", domain.id, domain) for domain in own}
    each = (member for folder in folders for member in folder.members)
    members = {member.id: one("member", member.id, member) for member in each}
    return Mesh(
        dict(sorted(domains.items())),
        {i: member for i, member in sorted(members.items()) if isinstance(member, DataProduct)},
        {i: member for i, member in sorted(members.items()) if isinstance(member, Unreadable)},
    )
