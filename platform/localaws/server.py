"""Starts, finds and stops the local AWS of a folder: one process, which outlives its starter."""

import os
import signal
import sys
import time
from pathlib import Path

from localaws.life import new_instance
from localaws.serve import Layer
from meshwright.errors import MeshError
from meshwright.local_instance import (
    LOG,
    RECORD,
    LocalAws,
    found,
    looking_after,
    read_record,
)
from meshwright.surroundings.inherited import inside

START_SECONDS = 90.0
STOP_SECONDS = 10.0
PAUSE = 0.05


def start(folder: Path, *, region: str, account: str, layer: Layer = Layer.STRICT) -> LocalAws:
    """The folder's AWS: the one that runs, else a new and empty one."""
    folder.mkdir(parents=True, exist_ok=True)
    with looking_after(folder):
        aws = found(folder)
        if aws is None:
            return _launch(folder, region=region, account=account, layer=layer)
    if (aws.region, aws.account) != (region, account):
        raise MeshError(
            f"the local AWS runs as account {aws.account} in {aws.region}, "
            f"not as {account} in {region}",
            fix="run `mesh local stop` first; what is in it is lost",
        )
    return aws


def stop(folder: Path) -> bool:
    """Ends the folder's AWS and all that is in it; says whether one ran."""
    if not folder.is_dir():
        return False
    with looking_after(folder):
        aws = found(folder)
        if aws is not None:
            _end(aws)
        (folder / RECORD).unlink(missing_ok=True)
        return aws is not None


def _launch(folder: Path, *, region: str, account: str, layer: Layer) -> LocalAws:
    instance = new_instance()
    # The old port, if it is free: endpoints kept in the engine's state stay true.
    old = read_record(folder)
    port = old.endpoint.rpartition(":")[2] if old else "0"
    command = [sys.executable, "-m", "localaws.serve", str(folder), region, account]
    pid = _spawn([*command, instance, port, layer], folder / LOG)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        aws = read_record(folder)
        if aws is not None and aws.instance == instance:
            return aws
        if os.waitpid(pid, os.WNOHANG)[0]:
            break
        time.sleep(PAUSE)
    else:
        os.kill(pid, signal.SIGKILL)
    raise MeshError(
        "the local AWS did not start: " + _last_lines(folder / LOG), fix=f"see {folder / LOG}"
    )


FRUGAL = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "131072",
    "MALLOC_TRIM_THRESHOLD_": "131072",
}
"""Memory that large tables took goes back when they are done with."""


def _spawn(command: list[str], log: Path) -> int:
    """A process in a session of its own: no terminal, and no Ctrl-C of its starter's group."""
    writing = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    source = str(Path(__file__).resolve().parents[1])
    return os.posix_spawn(
        command[0],
        command,
        inside(os.environ) | {"PYTHONPATH": source, "PYTHONUNBUFFERED": "1"} | FRUGAL,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), writing, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )


def _end(aws: LocalAws) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(aws.pid, number)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            if _is_gone(aws):
                return
            time.sleep(PAUSE)


def _is_gone(aws: LocalAws) -> bool:
    """Whether the process has ended; its starter, if that is us, must also take note of it."""
    try:
        return os.waitpid(aws.pid, os.WNOHANG)[0] == aws.pid
    except ChildProcessError:
        pass
    try:
        os.kill(aws.pid, 0)
    except ProcessLookupError:
        return True
    return False


def _last_lines(log: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        return "no log"
    return " / ".join(lines[-3:]) or "no log"
