"""Which findings a check reports: those under some paths, or of what changed since a git ref.

Everything is read and judged all the same: a narrow report never hides a verdict's grounds.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from meshwright import git
from meshwright.errors import Finding, UsageError
from meshwright.spec.models import Mesh
from meshwright.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is narrowed to; None where it is not."""

    folders: tuple[PurePosixPath, ...] | None = None
    changed: frozenset[str] | None = None
    """Files, and the ids of domains and products."""
    described: str = ""

    def covers(self, finding: Finding) -> bool:
        return self.covers_place(finding.position.path, finding.subject)

    def covers_place(self, path: str, subject: str) -> bool:
        return self._lies_inside(PurePosixPath(path)) and self._has_changed(path, subject)

    def _lies_inside(self, path: PurePosixPath) -> bool:
        return self.folders is None or any(path.is_relative_to(folder) for folder in self.folders)

    def _has_changed(self, path: str, subject: str) -> bool:
        return self.changed is None or bool({path, subject} & self.changed)


def scope_of(workspace: Workspace, mesh: Mesh, paths: Sequence[Path], since: str | None) -> Scope:
    """The scope that a command line names. Raises UsageError for a path or ref that is missing."""
    folders = tuple(_relative(workspace, path) for path in paths) if paths else None
    described = f", in {', '.join(map(str, folders))}" if folders else ""
    if since is None:
        return Scope(folders, None, described)
    base = git.merge_base(workspace.root, since)
    changed = affected(git.changed_files(workspace.root, base), mesh)
    return Scope(folders, changed, f"{described}, changed since {since}")


def _relative(workspace: Workspace, path: Path) -> PurePosixPath:
    if not path.exists():
        raise UsageError(f"{path} does not exist", fix="name a file or folder of this checkout")
    try:
        return PurePosixPath(path.resolve().relative_to(workspace.root.resolve()).as_posix())
    except ValueError:
        raise UsageError(
            f"{path} lies outside {workspace.root}", fix="name a file or folder of this checkout"
        ) from None


def affected(files: Collection[str], mesh: Mesh) -> frozenset[str] | None:
    """The changed files and ids, and who refers to them; None (all) where rules or code changed."""
    if any(not file.startswith("domains/") and _decides(file) for file in files):
        return None
    identities = {".".join(file.split("/")[1:-1][:2]) for file in files}
    identities |= {i for i in _references(mesh) if i.partition(".")[0] in identities}
    referring = {i for i, others in _references(mesh).items() if others & identities}
    return frozenset(files) | identities | referring


def _decides(file: str) -> bool:
    return file.startswith(("platform/", "policies/"))


def _references(mesh: Mesh) -> dict[str, frozenset[str]]:
    """The ids that each product names: its inputs, and who may read it; unreadable ones too."""
    readable = {
        product.id: frozenset((*product.spec.inputs, *(a.consumer for a in product.agreements)))
        for product in mesh.products.values()
    }
    return readable | {i: frozenset(u.inputs or ()) for i, u in mesh.unreadable.items()}
