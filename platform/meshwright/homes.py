"""Where this user keeps what all checkouts share; an id in a container may have no home at all."""

import os
import pwd
from pathlib import Path

from meshwright.errors import MeshError


def cache_folder() -> Path:
    """The folder for what can be had again: `XDG_CACHE_HOME/meshwright`, else below the home.

    Raises MeshError where there is neither.
    """
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    # A relative path is to be ignored, says the XDG Base Directory Specification.
    base = named if named.is_absolute() else _home() / ".cache"
    return base / "meshwright"


def engine_home() -> Path:
    """Where the engine keeps its plugins for this user."""
    named = os.environ.get("PULUMI_HOME")
    return Path(named) if named else _home() / ".pulumi"


def expanded(path: Path) -> Path:
    """A path as a person writes it, `~` being the home."""
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise MeshError(
            f"no home directory is known for {path}", fix="set HOME, or write the whole path"
        ) from error


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError as error:
        raise MeshError(
            f"user id {os.getuid()} has no home: neither HOME nor /etc/passwd names one",
            fix="set HOME, or name a folder that may be written in XDG_CACHE_HOME",
        ) from error


def has_entry() -> bool:
    """Whether /etc/passwd, or what stands in for it, knows this process's user id."""
    try:
        pwd.getpwuid(os.getuid())
    except KeyError:
        return False
    return True
