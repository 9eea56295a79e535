"""Why an engine ended that told of no fault: its own last words, in plain ones.

A Go program that the system ends says nothing, and one that ends by a fault of its own prints every
thread and register (Go, package runtime, "Environment Variables": GOTRACEBACK).
"""

import re
import signal
from pathlib import Path

from meshwright.disk import in_plain_words

LOG_LINES = 3
"""How much of the log tells the reason where the engine gave none."""
NO_MEMORY = re.compile(
    r"out of memory|cannot allocate memory|failed to create new OS thread|newosproc",
    re.IGNORECASE,
)
OWN_FAULT = re.compile(r"^(?:fatal error|panic): (.+)$", re.MULTILINE)
SIGNAL_FAULT = re.compile(r"^(SIG[A-Z]+): (.+)$", re.MULTILINE)
PACK_END = re.compile(r"the policy pack \S+ (?:ended by|was ended by|did not start) .+")
"""How the language host tells of a pack that ended by itself (`platform/engine/packs.py`)."""
MORE_MEMORY = "free memory or name fewer products, and run it again: what was done is kept"


def death(code: int, log: Path) -> str | None:
    """Why an engine ended without an orderly end; None where it had one.

    `code` is its exit code, negative for the signal that ended it.
    """
    said = log.read_text(errors="replace")
    crash = OWN_FAULT.search(said) or SIGNAL_FAULT.search(said)
    if crash and NO_MEMORY.search(said, crash.start()):
        return f"the engine ran out of memory\nfix: {MORE_MEMORY}"
    if crash:
        return f"the engine ended by a fault of its own: {crash.group().strip()}\nsee {log}"
    if code == -signal.SIGKILL:
        return (
            f"the engine was killed, as a system does that runs out of memory\nfix: {MORE_MEMORY}"
        )
    return f"the engine was ended by {signal.Signals(-code).name}" if code < 0 else None


def ended_packs(log: Path) -> tuple[str, ...]:
    """What is told of policy packs that ended by themselves.

    The engine itself may have been done before it was told so.
    """
    said = log.read_text(errors="replace")
    return tuple(dict.fromkeys(line.strip() for line in PACK_END.findall(said)))


def last_words(log: Path) -> str:
    """The errors at the end of an engine's log, else its last lines."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    found = (line.removeprefix("error: ") for line in lines if line.startswith("error: "))
    # A line that ends in a colon announces what is not an error's own line, such as a traceback.
    errors = dict.fromkeys(error for error in found if not error.endswith(":"))
    said = "\n".join([*errors][-LOG_LINES:] or lines[-LOG_LINES:]) or "the engine said nothing"
    return in_plain_words(said)
