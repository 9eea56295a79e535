"""Processes of this machine by their id: when they began, and who belongs to which session.

An id alone proves little, since the machine gives it to another process later; together with when
the process began it names one for good.
"""

import os
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

PROC = Path("/proc")
DEAD = "ZX"
"""States of processes that have ended, and that only wait for their parent to take note."""
PS_SECONDS = 10
PS_WITH_ENVIRONMENT = ("-A", "-E", "-ww") if sys.platform == "darwin" else ("axeww",)
"""How `ps` is asked for all processes with their environments."""


def birth(pid: int) -> str | None:
    """What tells a living process from others with the same id; None where none lives."""
    if not _has_proc():
        return _from_ps(pid, "lstart=")
    fields = _stat(pid)
    return None if fields is None else f"{_boot_id()}:{fields[19]}"


def born_at(pid: int) -> float | None:
    """When a living process began, in seconds since the epoch, to about a second."""
    if not _has_proc():
        said = _from_ps(pid, "lstart=")
        return datetime.strptime(said, "%c").astimezone().timestamp() if said else None
    fields = _stat(pid)
    if fields is None:
        return None
    return _booted_at() + int(fields[19]) / os.sysconf("SC_CLK_TCK")


def session_members(session: int) -> tuple[int, ...]:
    """The living processes of a session, which is named by the process that opened it."""
    return tuple(pid for pid in _living() if _session_of(pid) == session)


def carriers(entries: Collection[str]) -> tuple[int, ...]:
    """The living processes, but for this one, whose environment holds one of these entries.

    An entry is a name, an equals sign and a value that nobody can guess.
    """
    found = _carriers_in_proc(entries) if _has_proc() else _carriers_from_ps(entries)
    return tuple(pid for pid in found if pid != os.getpid())


def _carriers_in_proc(entries: Collection[str]) -> Iterator[int]:
    wanted = {os.fsencode(entry) for entry in entries}
    for pid in _living():
        # Of another user's process nobody may read that, and ours are none of another user's.
        with suppress(OSError):
            variables = (PROC / str(pid) / "environ").read_bytes().split(b"\0")
            if not wanted.isdisjoint(variables):
                yield pid


def _carriers_from_ps(entries: Collection[str]) -> Iterator[int]:
    for line in _ps(*PS_WITH_ENVIRONMENT, "-o", "pid=,stat=,command=").splitlines():
        pid, state, *words = line.split(None, 2)
        if state[:1] not in DEAD and any(entry in word for entry in entries for word in words):
            yield int(pid)


def _living() -> Iterator[int]:
    if _has_proc():
        numbers = (int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit())
        yield from (pid for pid in numbers if _stat(pid) is not None)
        return
    for line in _ps("-A", "-o", "pid=,stat=").splitlines():
        pid, _, state = line.strip().partition(" ")
        if state.strip()[:1] not in DEAD:
            yield int(pid)


def _session_of(pid: int) -> int | None:
    with suppress(OSError):
        return os.getsid(pid)
    return None


def _has_proc() -> bool:
    return (PROC / "self" / "stat").exists()


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat from the state on; None for what does not live."""
    try:
        text = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The name before them may itself hold spaces and brackets.
    fields = text.rpartition(")")[2].split()
    return None if fields[0] in DEAD else fields


def _boot_id() -> str:
    return (PROC / "sys/kernel/random/boot_id").read_text().strip()


def _booted_at() -> float:
    lines = (PROC / "stat").read_text().splitlines()
    return float(next(line for line in lines if line.startswith("btime")).split()[1])


def _from_ps(pid: int, column: str) -> str | None:
    state, _, said = _ps("-p", str(pid), "-o", f"stat=,{column}").strip().partition(" ")
    return None if state[:1] in (*DEAD, "") else said.strip()


def _ps(*arguments: str) -> str:
    command = ["ps", *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=PS_SECONDS, check=False,
        env=os.environ | {"LC_ALL": "C"},
    )  # fmt: skip
    return done.stdout
