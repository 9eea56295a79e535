"""A process that a plugin server has forked, as whoever asked for it holds it.

Holder and server share a socket for as long as the process lives. When the holder closes its end,
or is gone, the server ends the process; when the process ends, the server says how. One line is
one JSON object: the request, what the holder tells later, the process's port, its exit code.
"""

import json
import signal
import socket
import subprocess
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LateError
from contextlib import suppress
from typing import Any, cast

LOST = -signal.SIGKILL
"""The exit code of a process whose server is gone: it has ended with it."""


class ForkedProcess:
    """A process on the other end of a socket; threads may share it."""

    def __init__(
        self, control: socket.socket, request: Mapping[str, Any], files: Sequence[int]
    ) -> None:
        """Asks a server for a process, whose standard output and error are two open files.

        Raises OSError where the server is gone.
        """
        self._socket, theirs = socket.socketpair()
        try:
            socket.send_fds(control, [b"."], [theirs.fileno(), *files])
        except OSError:
            self._socket.close()
            raise
        finally:
            theirs.close()
        self._port: Future[int] = Future()
        self._code: Future[int] = Future()
        threading.Thread(target=self._listen, daemon=True).start()
        self.tell(request)

    def tell(self, words: Mapping[str, Any]) -> None:
        """Tells the server more about the process; nothing where it is gone."""
        with suppress(OSError):
            self._socket.sendall(line(words))

    def port(self, seconds: float) -> int | None:
        """The port that the process says it serves; None where it says none in time."""
        with suppress(LateError):
            return self._port.result(seconds) or None
        return None

    def poll(self) -> int | None:
        """Its exit code, or None while it lives."""
        return self._code.result() if self._code.done() else None

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code; raises subprocess.TimeoutExpired while it lives."""
        try:
            return self._code.result(timeout)
        except LateError as late:
            raise subprocess.TimeoutExpired("a forked process", timeout or 0) from late

    def kill(self) -> None:
        """Has the server end it; what it has in flight it may finish, where its kind does so."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def _listen(self) -> None:
        with self._socket, self._socket.makefile("rb") as said, suppress(OSError, ValueError):
            for words in map(parsed, said):
                if "port" in words:
                    self._port.set_result(words["port"])
                if "exit" in words:
                    self._code.set_result(words["exit"])
        if not self._port.done():
            self._port.set_result(0)
        if not self._code.done():
            self._code.set_result(LOST)


def line(words: Mapping[str, Any]) -> bytes:
    """What one end of such a socket writes."""
    return json.dumps(words).encode() + b"\n"


def parsed(text: bytes) -> Mapping[str, Any]:
    """What the other end reads; raises ValueError for what is no such line."""
    return cast("Mapping[str, Any]", json.loads(text))
