"""The files of a commit as git lists them, and which domains a checkout holds just like that.

What is read of a domain follows from what lies in its folders and what its files hold. Where a
commit lists the very same, nothing of it need be taken out of git and read again.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from meshwright import git
from meshwright.ids import DOMAINS_FOLDER
from meshwright.specs.domain_folder import DomainFolder
from meshwright.specs.files import Entry, Seen
from meshwright.specs.read import kept

LINK = "120000"
FILES = ("100644", "100755")
SHORT = 40
"""The length of an id in a repository that is kept by SHA-1; in others it is SHA-256's."""


@dataclass(frozen=True, slots=True)
class Committed:
    """A file, a link or a whole repository that lies in a commit."""

    mode: str
    id: str
    path: str


def committed(root: Path, commit: str, places: Sequence[str]) -> Iterator[Committed]:
    """What a commit holds in some places, by path relative to the root."""
    listed = os.fsdecode(git.run(root, "ls-tree", "-r", "-z", commit, "--", *places))
    for line in listed.split("\0")[:-1]:
        head, path = line.split("\t", 1)
        mode, _, id_ = head.split(" ")
        yield Committed(mode, id_, path)


def unchanged_domains(files: Iterable[Committed]) -> tuple[DomainFolder, ...]:
    """The domains that were read before, while this was kept, and are the same in a commit."""
    memory = kept()
    if memory is None or not memory.domains:
        return ()
    there = _by_domain(files)
    return tuple(
        folder
        for name, (folder, seen) in memory.domains.items()
        if name in there and _is_as_seen(f"{DOMAINS_FOLDER}/{name}", there[name], seen)
    )


def _by_domain(files: Iterable[Committed]) -> Mapping[str, list[Committed]]:
    found: dict[str, list[Committed]] = {}
    for file in files:
        top, _, inside = file.path.partition("/")
        domain, is_below, _ = inside.partition("/")
        if top == DOMAINS_FOLDER and is_below:
            found.setdefault(domain, []).append(file)
    return found


def _is_as_seen(top: str, files: Sequence[Committed], seen: Seen) -> bool:
    # Of links, other repositories and hidden files more is told than git lists.
    if any(file.mode not in FILES or "/." in file.path for file in files):
        return False
    folders = _folders(top, files)
    ids = {file.path: file.id for file in files}
    return all(
        listed == tuple(sorted(folders.get(folder, ()))) for folder, listed in _listed(seen)
    ) and all(_holds(content, ids.get(path, "")) for path, content in seen.files.items())


def _folders(top: str, files: Iterable[Committed]) -> Mapping[str, set[tuple[str, bool]]]:
    """What lies in each folder from a domain's own on: by name, and whether it is a folder."""
    found: dict[str, set[tuple[str, bool]]] = {}
    for file in files:
        path, is_folder, is_known = file.path, False, False
        while path != top and not is_known:
            folder, _, name = path.rpartition("/")
            is_known = folder in found
            found.setdefault(folder, set()).add((name, is_folder))
            path, is_folder = folder, True
    return found


def _listed(seen: Seen) -> Iterator[tuple[str, tuple[tuple[str, bool] | None, ...]]]:
    """What was seen in each folder; None for what is a finding, which no commit lists."""
    for folder, entries in seen.folders.items():
        yield (
            folder,
            tuple((e.name, e.is_folder) if isinstance(e, Entry) else None for e in entries),
        )


def _holds(content: object, id_: str) -> bool:
    """Whether a blob has this content: git's id of one is a hash of it."""
    return isinstance(content, bytes) and _blob(content, len(id_)) == id_


def _blob(content: bytes, length: int) -> str:
    hash_of = hashlib.sha1 if length == SHORT else hashlib.sha256
    return hash_of(b"blob %d\0%b" % (len(content), content), usedforsecurity=False).hexdigest()
