"""Makes .venv from a hashed lock, for the launcher `mesh`; needs the standard library only.

    bootstrap.py check|run|dev STAMP

`check` is enough for the offline commands, `run` for all others, `dev` for `mesh dev`. Each lock
holds the packages of the one before, so that what is missing is added where a command needs it.

The stamp is written when all else is done. A set-up without one starts afresh, whatever it left.
"""

import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "mesh-stamp"
LOCKS = {
    "check": ROOT / "requirements-check.lock",
    "run": ROOT / "requirements.lock",
    "dev": ROOT / "requirements-dev.lock",
}
"""By the name of an environment, the smallest first."""
DURATIONS = {"check": "some seconds", "run": "a minute or so", "dev": "a minute or so"}
SOURCE_ROOTS = (ROOT / "platform", ROOT / "policies", ROOT)
CANCELLED = 8
WAIT_SECONDS = 3600
"""For another run that sets up: a slow network may take its time."""

sys.path.insert(0, str(ROOT / "platform"))
from meshwright.surroundings.inherited import for_installing  # noqa: E402 - of this checkout


class SetupError(Exception):
    """One way to set up does not work here; the message says why."""


def set_up(name: str, stamp: str) -> None:
    """Brings .venv to what the lock of that name says, once, however many ask at a time."""
    refuse_unusable(str(ROOT))
    lock_file = ROOT / ".mesh" / "setup.lock"
    lock_file.parent.mkdir(exist_ok=True)
    with lock_file.open("w") as lock:
        wait_for(lock)
        have, _, made_of = STAMP.read_text().partition(" ") if STAMP.is_file() else ("", "", "")
        if made_of != stamp or have not in LOCKS:
            clear()
        elif have in enough_for(name):
            return
        STAMP.unlink(missing_ok=True)
        install(name, lock)
        write_paths()
        unfinished = STAMP.with_suffix(".new")
        unfinished.write_text(f"{name} {stamp}")
        unfinished.replace(STAMP)
    say("ready")


def enough_for(name: str) -> tuple[str, ...]:
    """The environments that hold all packages of one."""
    names = tuple(LOCKS)
    return names[names.index(name) :]


def refuse_unusable(root: str) -> None:
    """Python separates the folders in which it looks by colons, and by lines in a .pth file.

    Nor does it make an environment in a folder whose name is in no encoding.
    """
    if not root.isprintable() and "\n" not in root:
        raise SetupError(
            f"Python cannot work in {root!r}: the path is not UTF-8; move the checkout"
        )
    for sign, name in ((":", "a colon"), ("\n", "a line break")):
        if sign in root:
            raise SetupError(
                f"Python cannot work in {root!r}: there is {name} in the path; move the checkout"
            )


def wait_for(lock: IO[str]) -> None:
    """Takes the lock; it is held as long as any process that was started under it lives."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("another run is setting up .venv; waiting for it")
        _take(lock)


def _take(lock: IO[str]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise SetupError(f"another run has held {lock.name} for too long") from None
            time.sleep(0.1)


def clear() -> None:
    """Removes what is at .venv, which may be a link."""
    if VENV.is_symlink():
        VENV.unlink()
    shutil.rmtree(VENV, ignore_errors=True)


def install(name: str, lock: IO[str]) -> None:
    """Installs the lock of that name with uv where there is one, else with pip.

    Raises SetupError if neither can.
    """
    packages = LOCKS[name]
    ways: dict[str, Callable[[Path, IO[str]], None]] = {"pip": with_pip}
    if shutil.which("uv"):
        ways = {"uv": with_uv, **ways}
    for tool, way in ways.items():
        patience = f"the first time this takes {DURATIONS[name]}"
        say(f"installing {packages.name} into .venv with {tool}; {patience}")
        try:
            return way(packages, lock)
        except SetupError as error:
            say(str(error))
            clear()
    raise SetupError(
        f"the packages of {packages.name} cannot be installed, see above; if no package index can "
        "be reached, check the network and pip's index settings, then run this again"
    )


def with_uv(packages: Path, lock: IO[str]) -> None:
    if not PYTHON.exists():
        run(["uv", "venv", "--python", sys.executable, str(VENV)], "uv venv", lock)
    command = ["uv", "pip", "sync", "--require-hashes", "--python", str(PYTHON), str(packages)]
    run(command, "uv pip sync", lock)


def with_pip(packages: Path, lock: IO[str]) -> None:
    if not (VENV / "bin" / "pip").exists():
        if importlib.util.find_spec("ensurepip") is None:
            raise SetupError(f"{sys.executable} has no ensurepip: install python3-venv, or uv")
        clear()
        run([sys.executable, "-m", "venv", str(VENV)], "python -m venv", lock)
    # The lock is complete. Left to resolve, pip prefers a newer release for a requirement with an
    # extra (`coverage[toml]`) to the locked one, and then refuses it for want of a hash.
    options = ["--require-hashes", "--no-deps", "--disable-pip-version-check", "--no-input"]
    command = [str(PYTHON), "-m", "pip", "install", *options, "-r", str(packages)]
    run(command, "pip install", lock)


def run(command: list[str], name: str, lock: IO[str]) -> None:
    """Runs a step; a terminal sees it work, elsewhere its output matters only if it fails."""
    is_watched = sys.stderr.isatty()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=for_installing(os.environ),
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr if is_watched else subprocess.PIPE,
        stderr=sys.stderr if is_watched else subprocess.STDOUT,
        text=True,
        check=False,
        pass_fds=[lock.fileno()],
    )
    if done.returncode == 0:
        return
    for line in (done.stdout or "").strip().splitlines()[-5:]:
        say(f"  {line.strip()}")
    raise SetupError(f"{name} failed")


def write_paths() -> None:
    """Puts the checkout's own source roots on the path of .venv."""
    packages = next(VENV.glob("lib/python3.*/site-packages"))
    # A path is bytes to the system, and may be in no encoding.
    lines = b"".join(os.fsencode(folder) + b"\n" for folder in SOURCE_ROOTS)
    (packages / "meshwright.pth").write_bytes(lines)


def say(message: str) -> None:
    print(f"mesh: {message}", file=sys.stderr, flush=True)  # noqa: T201 - nothing else is there yet


def main() -> int:
    try:
        set_up(*sys.argv[1:])
    except SetupError as error:
        say(str(error))
        return 1
    except OSError as error:
        say(f"cannot set up .venv: {error}")
        return 1
    except KeyboardInterrupt:
        say("interrupted; the next run finishes the set-up")
        return CANCELLED
    return 0


if __name__ == "__main__":
    sys.exit(main())
