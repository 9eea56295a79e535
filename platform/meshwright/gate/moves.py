"""Which products git knows to have moved here from another domain, with their AWS names.

A move is one step of the history in which the old spec goes and the lock file comes: so its pull
request touches files of both domains, and the reviewers of both approve it. Git's own guess at
renames is not asked, since it depends on how much of a file stays alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from meshwright import git
from meshwright.checks.origins import foreign
from meshwright.ids import DOMAINS_FOLDER, at_path, domain_of, folder_of
from meshwright.specs.models import Mesh
from meshwright.specs.product_folder import LOCK_FILE, PRODUCT_FILE
from meshwright.specs.yaml import read_yaml


@dataclass(frozen=True, slots=True)
class History:
    """A repository up to a commit, or up to what lies in its working tree."""

    root: Path
    commit: str | None = None


def known_moves(mesh: Mesh, history: History) -> frozenset[str]:
    """The ids of products whose names came with them; git is asked only where there are some."""
    return frozenset(
        product.id
        for product in foreign(mesh)
        if product.lock is not None and _is_move(product.lock.path, product.origin, history)
    )


def _is_move(lock: str, origin: str, history: History) -> bool:
    """Whether a lock file came in a step in which the product of these names went elsewhere.

    A product that moves on takes its lock file along: then that one has to be of a move too.
    """
    try:
        before, after = _step(lock, history)
        if before is None:
            return False
        if _went(history.root, folder_of(origin), before, after):
            return True
        return any(
            _is_at_home(path, origin) or _is_move(path, origin, History(history.root, before))
            for path in _locks(history.root, before, origin)
            if _went(history.root, path.rpartition("/")[0], before, after)
        )
    except git.GitError:
        # Without its history nobody can say that it moved.
        return False


def _went(root: Path, folder: str, before: str, after: str | None) -> bool:
    spec = f"{folder}/{PRODUCT_FILE}"
    return _has(root, before, spec) and not _has(root, after, spec)


def _is_at_home(lock: str, origin: str) -> bool:
    """Whether a lock file lies in the domain that its names are of."""
    return domain_of(at_path(lock) or "") == domain_of(origin)


def _locks(root: Path, commit: str, origin: str) -> Iterator[str]:
    """The lock files of a commit that name an origin."""
    listed = git.run(root, "ls-tree", "-r", "-z", "--name-only", commit, "--", DOMAINS_FOLDER)
    for path in git.file_names(listed):
        if path.endswith(f"/{LOCK_FILE}") and _origin_at(root, commit, path) == origin:
            yield path


def _step(lock: str, history: History) -> tuple[str | None, str | None]:
    """The commits before and after the file last got its origin; None for the working tree.

    What `mesh lock` writes into it beside that is no move.
    """
    root = history.root
    if history.commit is None and _is_new(root, lock):
        return "HEAD", None
    tip = history.commit or "HEAD"
    # Of a merge its first parent: what the branch was before all that the merge brought.
    asked = ("-1", "--first-parent", "-m", "-G^origin:", "--format=%H %P", "--no-patch")
    said = git.run(root, "log", *asked, tip, "--", lock)
    commit, *parents = said.decode().split() or [tip]
    return (parents[0] if parents else None), commit


def _is_new(root: Path, lock: str) -> bool:
    """Whether the working tree names another origin than the commit that it began at."""
    if lock not in git.changed_files(root, "HEAD"):
        return False
    now = _origin((root / lock).read_bytes(), lock)
    return not _has(root, "HEAD", lock) or now != _origin_at(root, "HEAD", lock)


def _origin_at(root: Path, commit: str, lock: str) -> str | None:
    return _origin(git.run(root, "show", f"{commit}:./{lock}"), lock)


def _origin(content: bytes, lock: str) -> str | None:
    said = read_yaml(content, lock).value
    return None if said is None else said.get("origin")


def _has(root: Path, commit: str | None, path: str) -> bool:
    if commit is None:
        return (root / path).exists()
    return bool(git.run(root, "ls-tree", "-z", commit, "--", path))
