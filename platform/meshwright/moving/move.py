"""`mesh move` on the working tree: refuses what cannot be, then does all steps, and stages them.

A move is one step of the history in which the old spec goes and the lock file comes, so all of it
belongs into one commit. A folder that somebody has moved by hand, or a move that was killed, is
taken up where it stands.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from meshwright import git
from meshwright.errors import UsageError
from meshwright.ids import domain_of, folder_of, is_product
from meshwright.moving.carried_over import left_out
from meshwright.moving.steps import Action, Request, Step, steps
from meshwright.specs.load import load_mesh
from meshwright.specs.models import Mesh
from meshwright.specs.product_folder import PRODUCT_FILE
from meshwright.specs.scalars import PRODUCT_ID_PATTERN
from meshwright.wording import did_you_mean, shown
from meshwright.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move came to."""

    origin: str
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()
    """What is left to do by hand."""


def move(workspace: Workspace, old: str, new: str, *, as_of: date) -> Moved:
    """Moves a product, and has all that names it follow.

    Raises UsageError, before anything is touched, where the move cannot be.
    """
    _refuse_words(old, new)
    mesh = load_mesh(workspace.root).mesh
    _refuse_domain(mesh, new)
    _refuse_without_home(mesh, old)
    has_left = _has_left(workspace, mesh, old, new)
    _refuse_unreadable(mesh, old, new)
    request = Request(mesh, old, new, as_of, _reader(workspace), _named_after(workspace, old))
    todo = steps(request)
    if not has_left:
        _refuse_taken(workspace, new)
        _refuse_changed(workspace, old, todo)
    _refuse_doubles(workspace, todo)
    for step in todo:
        _do(workspace, step)
        _stage(workspace, step.result)
    # What a killed move had written and not staged.
    _stage(workspace, folder_of(new))
    lost = left_out(mesh, request.product, old, new)
    by_hand = _notes(workspace, old, new) if has_left else ()
    return Moved(request.origin, todo, (*lost, *by_hand))


def _refuse_words(old: str, new: str) -> None:
    for word in (old, new):
        if not is_product(word):
            raise UsageError(
                f"'{word}' is not a product: one product is moved at a time",
                fix="name it as DOMAIN.NAME, such as sales.orders",
            )
        if not re.fullmatch(PRODUCT_ID_PATTERN, word):
            raise UsageError(
                f"{shown(word)} is not a valid id: lower-case letters, digits and single"
                " underscores",
                fix="write an id such as sales.orders",
            )
    if old == new:
        raise UsageError(f"{old} is where it is", fix="name another path")


def _refuse_domain(mesh: Mesh, new: str) -> None:
    domain = domain_of(new)
    if domain in mesh.unreadable:
        raise UsageError(f"the domain {domain} has errors", fix=f"mesh check domains/{domain}")
    if domain not in mesh.domains:
        hint = did_you_mean(domain, mesh.domains)
        fix = f"mesh new domain {domain}, or name another"
        raise UsageError(f"there is no domain '{domain}'{hint}", fix=fix)


def _refuse_without_home(mesh: Mesh, old: str) -> None:
    home = domain_of(old)
    if home not in mesh.domains and home not in mesh.unreadable:
        raise UsageError(
            f"there is no domain '{home}'{did_you_mean(home, mesh.domains)}",
            fix=f"a domain that products came from stays: its key opens their files. Bring"
            f" {folder_of(home)}/domain.yaml back",
        )


def _has_left(workspace: Workspace, mesh: Mesh, old: str, new: str) -> bool:
    """Whether the folder lies at its new path already, moved by hand or by a killed move."""
    if old in mesh.products or _spec(workspace, old).exists():
        return False
    if new in mesh.products and _was_there(workspace, old):
        return True
    hint = did_you_mean(old, mesh.products)
    raise UsageError(f"there is no product '{old}'{hint}", fix="mesh plan lists all products")


def _was_there(workspace: Workspace, old: str) -> bool:
    """Whether git knows a product at a path where there is none any more."""
    path = f"{folder_of(old)}/{PRODUCT_FILE}"
    return bool(git.run(workspace.root, "log", "-1", "--format=%H", "--", path).strip())


def _spec(workspace: Workspace, product: str) -> Path:
    return workspace.root / folder_of(product) / PRODUCT_FILE


def _refuse_unreadable(mesh: Mesh, old: str, new: str) -> None:
    for unread in mesh.unreadable.values():
        is_own = unread.id in (old, new)
        may_read = is_product(unread.id) and (unread.inputs is None or old in unread.inputs)
        if is_own or may_read:
            raise UsageError(
                f"{unread.id} has errors, and so nobody can tell what has to follow",
                fix=f"mesh check {folder_of(unread.id)}",
            )


def _refuse_taken(workspace: Workspace, new: str) -> None:
    folder = workspace.root / folder_of(new)
    if folder.exists():
        raise UsageError(f"{folder_of(new)} is there already", fix="name another path")


def _refuse_changed(workspace: Workspace, old: str, todo: Iterable[Step]) -> None:
    """Only what is committed is moved: so the move is one commit, and can be undone as one."""
    changed = git.changed_files(workspace.root, "HEAD")
    touched = {step.path for step in todo}
    own = f"{folder_of(old)}/"
    dirty = sorted(file for file in changed if file in touched or file.startswith(own))
    if dirty:
        more = f" and {len(dirty) - 1} more" if len(dirty) > 1 else ""
        raise UsageError(
            f"{dirty[0]}{more} changed since the last commit, and the move would touch it",
            fix="commit it first, or take the change back",
        )


def _refuse_doubles(workspace: Workspace, todo: Iterable[Step]) -> None:
    for step in todo:
        is_renamed = step.action is Action.MOVED and step.to.endswith(".yaml")
        if is_renamed and (workspace.root / step.to).exists():
            raise UsageError(
                f"{step.to} is there already, beside {step.path}",
                fix="keep one of the two agreements",
            )


def _named_after(workspace: Workspace, old: str) -> tuple[str, ...]:
    found = workspace.domains.glob(f"*/*/access/{old}.yaml")
    return tuple(sorted(path.relative_to(workspace.root).as_posix() for path in found))


def _reader(workspace: Workspace) -> Callable[[str], str]:
    def read(path: str) -> str:
        # Byte for byte: no end of a line is made another.
        return (workspace.root / path).read_bytes().decode()

    return read


def _do(workspace: Workspace, step: Step) -> None:
    root = workspace.root
    match step.action:
        case Action.MOVED:
            (root / step.to).parent.mkdir(parents=True, exist_ok=True)
            git.run(root, "mv", "--", step.path, step.to)
        case Action.REMOVED:
            (root / step.path).unlink(missing_ok=True)
        case _:
            file = root / step.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(step.text.encode())


def _stage(workspace: Workspace, path: str) -> None:
    git.run(workspace.root, "add", "--all", "--", path)


def _notes(workspace: Workspace, old: str, new: str) -> Iterator[str]:
    """What a move by hand that is committed already asks for."""
    path = f"{folder_of(old)}/{PRODUCT_FILE}"
    if domain_of(old) == domain_of(new) or git.run(workspace.root, "ls-tree", "HEAD", "--", path):
        return
    commit = git.run(workspace.root, "log", "-1", "--format=%h", "--", path).decode().strip()
    yield (
        f"{commit} has moved the folder without its names: across domains both belong into one"
        f" commit. If nobody has {commit} yet: git reset --soft {commit}^, then commit"
    )
