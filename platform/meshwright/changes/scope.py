"""Which findings a check reports: those under some paths, or of what changed since a git ref.

Everything is read and judged all the same. What a change brings is reported wherever it lies: a
circle, a quota or a setting shows far from the file that was changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from meshwright.errors import Finding, UsageError
from meshwright.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is narrowed to; None where it is not."""

    folders: tuple[PurePosixPath, ...] | None = None
    changed: frozenset[str] | None = None
    """Files, and the ids of domains and products."""
    new: frozenset[Finding] = frozenset()
    """What the change brings, which is reported whatever it is about."""
    described: str = ""

    def covers(self, finding: Finding) -> bool:
        has_changed = finding in self.new or self._has_changed(
            finding.position.path, finding.subject
        )
        return has_changed and self.lies_inside(finding)

    def covers_place(self, path: str, subject: str) -> bool:
        return self._lies_inside(PurePosixPath(path)) and self._has_changed(path, subject)

    def lies_inside(self, finding: Finding) -> bool:
        """Whether a finding lies under the paths that were named, if any were."""
        return self._lies_inside(PurePosixPath(finding.position.path))

    def _lies_inside(self, path: PurePosixPath) -> bool:
        return self.folders is None or any(path.is_relative_to(folder) for folder in self.folders)

    def _has_changed(self, path: str, subject: str) -> bool:
        return self.changed is None or bool({path, subject} & self.changed)


def scope_of(workspace: Workspace, paths: Sequence[Path]) -> Scope:
    """The scope of the paths that are named. Raises UsageError for one that is missing."""
    folders = tuple(_relative(workspace, path) for path in paths) if paths else None
    return Scope(folders, described=f", in {', '.join(map(str, folders))}" if folders else "")


def _relative(workspace: Workspace, path: Path) -> PurePosixPath:
    if not path.exists():
        raise UsageError(f"{path} does not exist", fix="name a file or folder of this checkout")
    try:
        return PurePosixPath(path.resolve().relative_to(workspace.root.resolve()).as_posix())
    except ValueError:
        raise UsageError(
            f"{path} lies outside {workspace.root}", fix="name a file or folder of this checkout"
        ) from None
