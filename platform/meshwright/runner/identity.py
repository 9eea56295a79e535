"""Who runs the engine: it writes a user's name into each lock, and does nothing without one.

In a container an id may have no entry in /etc/passwd. An engine built without C's library then
takes USER and HOME for it; another one does not, which is found out before anything is begun.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from meshwright import homes
from meshwright.errors import MeshError

SECONDS = 30


def user_variables(home: Path) -> dict[str, str]:
    """A name and a home for a user that has none; nothing for any other."""
    if homes.has_entry():
        return {}
    name = os.environ.get("USER") or str(os.getuid())
    return {"USER": name, "HOME": os.environ.get("HOME") or str(home)}


def refuse_unknown_user(engine: Path, variables: Mapping[str, str]) -> None:
    """Raises MeshError where the engine cannot work for this user."""
    if homes.has_entry():
        return
    asked = subprocess.run(
        [engine, "whoami", "--non-interactive"],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if asked.returncode:
        said = asked.stderr.strip().splitlines() or ["no word"]
        raise MeshError(
            f"the engine does not work for user id {os.getuid()}, which no entry in /etc/passwd "
            f"names: {said[-1]}",
            fix=f"add one, such as `mesh:x:{os.getuid()}:{os.getgid()}::/tmp:/bin/sh`, to "
            "/etc/passwd of the container, or run as a user that has one",
        )
