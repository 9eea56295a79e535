"""Where things lie in one checkout: paths only, nothing is read here."""

import os
from dataclasses import dataclass
from pathlib import Path

from meshwright.errors import UsageError

MARKER = "Pulumi.yaml"
PARTS = ("domains", "platform/environments")
"""What a mesh has where the platform itself is installed beside it."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A checkout of the mesh: its root holds domains, platform/environments and policies."""

    root: Path

    @property
    def domains(self) -> Path:
        return self.root / "domains"

    @property
    def environments(self) -> Path:
        return self.root / "platform" / "environments"

    @property
    def policies(self) -> Path:
        return self.root / "policies"

    @property
    def private(self) -> Path:
        """What belongs to this checkout alone and git ignores."""
        return self.root / ".mesh"

    @property
    def local(self) -> Path:
        """The local AWS of this checkout: its process, logs, engine home and state."""
        return self.private / "local"

    @property
    def local_state(self) -> Path:
        """Where the engine keeps the state of the local AWS."""
        return self.local / "state"


def find_workspace(start: Path | None = None) -> Workspace:
    """The checkout around a folder; `MESH_ROOT` names it where the working directory does not.

    Raises UsageError outside a checkout.
    """
    named = os.environ.get("MESH_ROOT")
    begin = Path(named) if named else (start or _working_directory())
    for folder in (begin.absolute(), *begin.absolute().parents):
        if _is_mesh(folder):
            return Workspace(folder)
    raise UsageError(
        f"no mesh here: {begin} lies in no folder with a {MARKER}, or with {' and '.join(PARTS)}",
        fix="go to the checkout of your mesh",
    )


def _is_mesh(folder: Path) -> bool:
    return (folder / MARKER).is_file() or all((folder / part).is_dir() for part in PARTS)


def _working_directory() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError as error:
        fix = "go to a folder that is there"
        raise UsageError("the working directory has been deleted", fix=fix) from error
