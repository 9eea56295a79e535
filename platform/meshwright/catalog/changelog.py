"""What git says of each product's files on the main line: when something changed, and why.

Days are those of the commits in UTC, so that a checkout tells the same in every time zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from meshwright import git
from meshwright.ids import DOMAINS_FOLDER, at_path, is_product

MARK = "\x01"


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
        return Changelog(commit, _products(told), not git.is_shallow(root))
    except git.GitError:
        return NO_CHANGES


def _products(told: bytes) -> Mapping[str, tuple[Change, ...]]:
    found: dict[str, list[Change]] = {}
    for entry in told.decode("utf-8", "replace").split(MARK)[1:]:
        commit, seconds, subject, *paths = (word.strip("\n") for word in entry.split("\0"))
        change = Change(datetime.fromtimestamp(int(seconds), UTC).date(), subject, commit)
        subjects = {at_path(path) or "" for path in paths if path}
        for product in filter(is_product, subjects):
            found.setdefault(product, []).append(change)
    return {product: tuple(changes) for product, changes in found.items()}
