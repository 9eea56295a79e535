"""Tools whose packages cannot live with the platform's: an environment each, set up once.

It is kept beside the engine, for all checkouts. The folder is named by the lock's digest, so
another lock makes another environment, and an interrupted set-up is begun again.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from meshwright.runner.engine.engine import cache_folder, exclusive

ROOT = Path(__file__).parents[1]
STAMP = "complete"
SECONDS = 900


class UnobtainableError(Exception):
    """A tool is not there and cannot be installed; the message says why and what to do."""


def folder_of(name: str) -> Path:
    """The `bin` of a tool's environment; installs `requirements-NAME.lock` first where need be."""
    lock = ROOT / f"requirements-{name}.lock"
    content = lock.read_bytes() + sys.version.encode()
    return kept(name, [content], lambda folder: install(folder, lock)) / "venv" / "bin"


def kept(name: str, locked: Iterable[bytes], install: Callable[[Path], None]) -> Path:
    """The folder of what a lock names, which is installed first where need be."""
    digest = hashlib.sha256(b"".join(locked)).hexdigest()[:16]
    folder = cache_folder().parent / name / digest
    with exclusive(folder, lambda _: None):
        if not (folder / STAMP).is_file():
            install(folder)
            (folder / STAMP).touch()
    return folder


def install(folder: Path, lock: Path) -> None:
    """Makes the environment anew, with uv and, where its settings lead nowhere, with pip."""
    venv = folder / "venv"
    reasons: list[str] = []
    for way in (with_uv, with_pip):
        try:
            return way(venv, lock)
        except UnobtainableError as error:
            reasons.append(str(error))
    raise UnobtainableError(
        f"{lock.name} is not installed and cannot be:\n"
        + "\n".join(reasons)
        + "\nThis check is never passed over. See that a package index can be reached (uv's and"
        " pip's own settings say which) and run it again."
    )


def with_uv(venv: Path, lock: Path) -> None:
    uv = str(Path(sys.executable).with_name("uv"))
    run([uv, "venv", "--clear", "--python", sys.executable, str(venv)])
    run([uv, "pip", "sync", "--require-hashes", "--python", f"{venv}/bin/python", str(lock)])


def with_pip(venv: Path, lock: Path) -> None:
    run([sys.executable, "-m", "venv", "--clear", str(venv)])
    # The lock is complete, so that nothing is left to resolve.
    options = ["--require-hashes", "--no-deps", "--no-input", "-r", str(lock)]
    run([f"{venv}/bin/python", "-m", "pip", "install", *options])


def run(command: Sequence[str], folder: Path | None = None) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            env=unbound(),
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnobtainableError(f"`{' '.join(command)}`: {error}") from error
    if done.returncode:
        said = done.stderr.strip() or done.stdout.strip()
        raise UnobtainableError(f"`{' '.join(command)}`: {said}")


def unbound() -> Mapping[str, str]:
    """This process's variables without the one that would name another environment."""
    return {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
