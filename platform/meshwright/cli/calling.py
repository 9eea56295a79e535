"""How `mesh` is called here, so that a hint can be typed as it stands."""

import os
import re
import shutil
from functools import cache
from pathlib import Path
from shlex import quote

from meshwright.errors import MeshError
from meshwright.workspace import find_workspace

NAME = "mesh"
COMMANDS = (
    *("check", "plan", "preview", "up", "destroy", "recover", "drift", "doctor", "new", "local"),
    *("affected", "bootstrap", "ci", "fleet", "lineage", "move", "sample", "policy", "explain"),
    *("ingest", "lock", "query", "run", "runs", "access", "catalog"),
    *("export", "import", "env", "dev"),
)
HINT = re.compile(rf"(?<![\w./-])(?:\./)?{NAME}(?= (?:{'|'.join(COMMANDS)})\b)")
"""A command in a text: `mesh up`, and not the mesh of which a sentence speaks."""


def as_typed(text: str) -> str:
    """A text whose commands begin as they have to here: `./mesh`, `mesh` or `../mesh`."""
    name = _name(_here(), os.environ.get("PATH", "")) if NAME in text else None
    return text if name is None else HINT.sub(lambda _: name, text)


def _here() -> Path | None:
    """The working directory; None where it has been deleted, by a change of branch for one."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return None


@cache
def _name(here: Path | None, path: str) -> str | None:
    """What this checkout's launcher is called from a folder; None where there is no launcher."""
    try:
        launcher = find_workspace().root / NAME
    except MeshError:
        return None
    if not launcher.is_file():
        return None
    on_path = shutil.which(NAME, path=path)
    if on_path is not None and Path(on_path).samefile(launcher):
        return NAME
    # No way leads from a folder that is gone.
    way = os.path.relpath(launcher, here) if here else str(launcher)
    return quote(way if os.sep in way else f".{os.sep}{way}")
