"""What git says of each product's files on the main line: when something changed, and why.

Days are those of the commits in UTC, so that a checkout tells the same in every time zone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from meshwright import git
from meshwright.ids import DOMAINS_FOLDER, at_path, is_product, words
from meshwright.specs.models import ProductSpec
from meshwright.specs.product_folder import PRODUCT_FILE

MARK = "\x01"
VERSION = re.compile(rb"^version:[ \t]*[\"']?([^\"'#\s]+)", re.MULTILINE)
SPEC_DEPTH = 3
FIRST = str(ProductSpec.model_fields["version"].default)
"""The version of a product that names none."""


@dataclass(frozen=True, slots=True)
class Change:
    """One commit that changed a product's files."""

    day: date
    subject: str
    commit: str


@dataclass(frozen=True, slots=True)
class Changelog:
    """The changes of each product, the newest first; nothing where git knows nothing."""

    commit: str = ""
    """The commit that is checked out."""
    products: Mapping[str, tuple[Change, ...]] | None = None
    is_whole: bool = True
    """Whether the first change of each is where it began: not so in a shallow clone."""
    files: Mapping[str, Change] = field(default_factory=dict[str, Change])
    """The last change of each file, by its path from the mesh's root."""
    versions: Mapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    """What a product's version became, by product and commit; of those that changed it."""

    def of(self, product: str) -> tuple[Change, ...]:
        return (self.products or {}).get(product, ())


NO_CHANGES = Changelog()


def changelog(root: Path) -> Changelog:
    """The changes of all products as far as the checkout's history goes."""
    try:
        commit = git.run(root, "rev-parse", "HEAD").decode().strip()
        shape = ("--first-parent", "-m", "--no-renames", "--name-only", "--relative", "-z")
        told = git.run(
            root, "log", *shape, "--format=%x01%H%x00%ct%x00%s", commit, "--", DOMAINS_FOLDER
        )
        entries = tuple(_entries(told))
        versions = _versions(root, entries)
        return Changelog(
            commit, _products(entries), not git.is_shallow(root), _files(entries), versions
        )
    except git.GitError:
        return NO_CHANGES


Entry = tuple[Change, tuple[str, ...]]
"""A change, and the files that it touched."""


def _entries(told: bytes) -> Iterator[Entry]:
    for entry in told.decode("utf-8", "replace").split(MARK)[1:]:
        commit, seconds, subject, *paths = (word.strip("\n") for word in entry.split("\0"))
        day = datetime.fromtimestamp(int(seconds), UTC).date()
        yield Change(day, subject, commit), tuple(filter(None, paths))


def _products(entries: tuple[Entry, ...]) -> Mapping[str, tuple[Change, ...]]:
    found: dict[str, list[Change]] = {}
    for change, paths in entries:
        subjects = {at_path(path) or "" for path in paths}
        for product in filter(is_product, subjects):
            found.setdefault(product, []).append(change)
    return {product: tuple(changes) for product, changes in found.items()}


def _files(entries: tuple[Entry, ...]) -> Mapping[str, Change]:
    return {path: change for change, paths in reversed(entries) for path in paths}


def _versions(root: Path, entries: tuple[Entry, ...]) -> Mapping[tuple[str, str], str]:
    """The versions of products whose specification changed, the first one too."""
    commits: dict[str, list[str]] = {}
    for change, paths in reversed(entries):
        for product in filter(
            is_product, (at_path(path) or "" for path in paths if _is_spec(path))
        ):
            commits.setdefault(product, []).append(change.commit)
    asked = [(p, commit) for p, known in commits.items() if len(known) > 1 for commit in known]
    found: dict[tuple[str, str], str] = {}
    last = ("", "")
    for (product, commit), text in zip(asked, _texts(root, asked), strict=True):
        if text is not None and (now := (product, _version(text))) != last:
            last = now
            found[product, commit] = now[1]
    return found


def _is_spec(path: str) -> bool:
    return path.endswith(f"/{PRODUCT_FILE}") and path.count("/") == SPEC_DEPTH


def _texts(root: Path, asked: list[tuple[str, str]]) -> Iterator[bytes | None]:
    """The specifications of products at commits; None where there was none."""
    specs = ((commit, *words(product), PRODUCT_FILE) for product, commit in asked)
    names = [f"{commit}:./{DOMAINS_FOLDER}/{'/'.join(rest)}" for commit, *rest in specs]
    return git.blobs(root, names)


def _version(text: bytes) -> str:
    said = VERSION.search(text)
    return said[1].decode("utf-8", "replace") if said else FIRST
