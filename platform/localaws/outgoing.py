"""The local AWS calls nobody: what moto would send on AWS's behalf to other places is refused.

moto delivers to subscribers of topics, to API destinations and delivery streams over HTTP, runs
functions and jobs in containers, and passes requests on. Whoever can ask the local AWS could reach
through it what listens on this machine or in its network. So the process itself is kept from it:
it has all the connections it needs when it begins to serve, and takes only what comes in.
"""

import sys
from typing import Any

REFUSED = frozenset(
    {
        "socket.connect",
        "socket.sendto",
        "socket.sendmsg",
        "subprocess.Popen",
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.spawn",
        "os.startfile",
        "os.system",
        "pty.spawn",
    }
)
"""Python's audit events for what leaves a process: https://docs.python.org/3/library/audit_events.html"""


class OutgoingCallError(PermissionError):
    """Something in this process wanted to call or to start another."""


def refuse() -> None:
    """From now on, and for good: an audit hook cannot be taken out again."""
    sys.addaudithook(_refuse)


def _refuse(event: str, _arguments: tuple[Any, ...]) -> None:
    if event in REFUSED:
        raise OutgoingCallError(f"the local AWS sends no requests: {event}")
