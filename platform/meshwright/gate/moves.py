"""Which products git knows to have moved here from another domain, with their AWS names.

A move is one step of the history in which the old spec goes and the lock file comes: so its pull
request touches files of both domains, and the reviewers of both approve it. Git's own guess at
renames is not asked, since it depends on how much of a file stays alike.
"""

from dataclasses import dataclass
from pathlib import Path

from meshwright import git
from meshwright.checks.origins import foreign
from meshwright.ids import folder_of
from meshwright.specs.models import DataProduct, Mesh
from meshwright.specs.product_folder import PRODUCT_FILE


@dataclass(frozen=True, slots=True)
class History:
    """A repository up to a commit, or up to what lies in its working tree."""

    root: Path
    commit: str | None = None


def known_moves(mesh: Mesh, history: History) -> frozenset[str]:
    """The ids of products whose names came with them; git is asked only where there are some."""
    return frozenset(product.id for product in foreign(mesh) if _is_move(product, history))


def _is_move(product: DataProduct, history: History) -> bool:
    if product.lock is None:
        return False
    old = f"{folder_of(product.origin)}/{PRODUCT_FILE}"
    try:
        before, after = _step(product.lock.path, history)
    except git.GitError:
        # Without its history nobody can say that it moved.
        return False
    return (
        before is not None
        and _has(history.root, before, old)
        and not _has(history.root, after, old)
    )


def _step(lock: str, history: History) -> tuple[str | None, str | None]:
    """The commits before and after the lock file was last written; None for the working tree."""
    root = history.root
    if history.commit is None and lock in git.changed_files(root, "HEAD"):
        return "HEAD", None
    tip = history.commit or "HEAD"
    # Of a merge its first parent: what the branch was before all that the merge brought.
    said = git.run(root, "log", "-1", "--first-parent", "--format=%H %P", tip, "--", lock)
    commit, *parents = said.decode().split() or [tip]
    return (parents[0] if parents else None), commit


def _has(root: Path, commit: str | None, path: str) -> bool:
    if commit is None:
        return (root / path).exists()
    return bool(git.run(root, "ls-tree", "-z", commit, "--", path))
