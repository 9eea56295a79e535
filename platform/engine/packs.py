"""A policy pack as the language host runs it: a process, what it says, and how it ended.

The host starts the process, or has it forked by the plugin server of a run of `mesh`.
"""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any, Protocol

from pulumi.runtime.proto import language_pb2

from meshwright.forked_process import ForkedProcess
from meshwright.surroundings.inherited import for_python

ROOT = Path(__file__).resolve().parents[2]
SOURCE_ROOTS = (str(ROOT / "platform"), str(ROOT / "policies"))
"""This checkout's own code, also where .venv is another checkout's."""
PACK = Path(__file__).with_name("policy_pack.py")
START_SECONDS = 300.0
"""For a pack to say its port: on one busy core twenty of them start side by side."""
ENDING_SECONDS = 0.05
"""In which a process that ends closes first its connections, then its streams."""
CODE_SECONDS = 5.0
"""From then on until its exit code is known, which a busy machine is late to tell."""
LAST_LINES = 5
"""How many of a pack's last words are told when it ended by itself."""
STDOUT, STDERR = "stdout", "stderr"


class Process(Protocol):
    """A process, started or forked."""

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def kill(self) -> None: ...


@dataclass(slots=True)
class Pack:
    """A pack at work."""

    name: str
    process: Process
    stdout: IO[bytes]
    stderr: IO[bytes]
    said: "SimpleQueue[tuple[str, bytes]]" = field(default_factory=SimpleQueue[tuple[str, bytes]])
    """What it says, by stream; each stream ends with nothing. Its output begins with its port."""
    readers: list[threading.Thread] = field(default_factory=list[threading.Thread])
    """What reads its streams, until they end."""
    last_words: deque[str] = field(default_factory=lambda: deque[str](maxlen=LAST_LINES))
    is_killed: bool = False
    """Whether it was killed at work, since the engine needs it no longer."""
    is_late: bool = False
    telling: threading.Lock = field(default_factory=threading.Lock)
    """Held by whoever tells of its end."""
    is_told: bool = False

    def kill(self) -> None:
        """Ends it where it is still at work.

        An engine whose pack has ended by itself gives it up at once, often before this process
        has heard of the end: then it was not the engine that ended it.
        """
        if not self._has_closed(ENDING_SECONDS):
            self.is_killed = True
            self.process.kill()

    def answers(self, tell: Callable[[str], None]) -> Iterator[Any]:
        """What the engine hears of the pack; `tell` says its end where nobody wanted it."""
        for stream, line in self._lines():
            said: dict[str, Any] = {stream: line}
            yield language_pb2.RunPluginResponse(**said)
        code = self.process.wait()
        self.tell_of_end(tell)
        yield language_pb2.RunPluginResponse(exitcode=code)

    def tell_of_end(self, tell: Callable[[str], None]) -> None:
        """Tells how it ended, once; nothing while it is at work, or where it was to end.

        It returns when that is told, whoever tells it. Of one that was killed the code is waited
        for: it may have ended by itself just before, and not be done with it.
        """
        code = self._code()
        # A process that was ending by itself keeps its own code when it is killed.
        if code is None or (self.is_killed and code == -signal.SIGKILL):
            return
        for reader in self.readers:
            reader.join(CODE_SECONDS)  # Its last words may not be read yet.
        with self.telling:
            if not self.is_told:
                tell(self.end(code))
                self.is_told = True

    def _code(self) -> int | None:
        """How it ended; None while it is at work."""
        if self.is_killed or self._has_closed(0):
            with suppress(subprocess.TimeoutExpired):
                return self.process.wait(CODE_SECONDS)
        return self.process.poll()

    def _has_closed(self, seconds: float) -> bool:
        """Whether its output is closed, or is within a time: the first that is seen of an end."""
        output = select.poll()
        output.register(self.stdout, 0)  # Nothing but that its other end is gone.
        return bool(output.poll(seconds * 1000))

    def end(self, code: int) -> str:
        """In words, how a pack ended that should not have."""
        words = " / ".join(self.last_words) or "it said nothing"
        if self.is_late:
            how = f"did not start within {START_SECONDS:.0f} seconds"
        elif code < 0:
            how = f"was ended by {signal.Signals(-code).name}"
        else:
            how = f"ended by itself with exit code {code}"
        return f"the policy pack {self.name} {how}; its last words: {words}"

    def _lines(self) -> Iterator[tuple[str, bytes]]:
        for stream, pipe in ((STDOUT, self.stdout), (STDERR, self.stderr)):
            reader = threading.Thread(target=self._read, args=(stream, pipe), daemon=True)
            reader.start()
            self.readers.append(reader)
        open_streams, has_started = {STDOUT, STDERR}, False
        while open_streams:
            try:
                stream, line = self.said.get(timeout=None if has_started else START_SECONDS)
            except Empty:
                self.is_late = True
                self.process.kill()
                has_started = True
                continue
            if not line:
                open_streams.discard(stream)
                continue
            has_started = has_started or stream == STDOUT
            yield stream, line

    def _read(self, stream: str, pipe: IO[bytes]) -> None:
        is_port = stream == STDOUT
        for line in pipe:
            self.said.put((stream, line))
            words = line.decode(errors="replace").strip()
            if words and not is_port:
                self.last_words.append(words)
            is_port = False
        self.said.put((stream, b""))


StartPack = Callable[[Any], Pack]
"""Starts the pack that the engine asks for; it ends with this process, however this ends."""


def start_pack(request: Any) -> Pack:
    """The pack in a process that loads all that it needs."""
    process = subprocess.Popen(
        [sys.executable, "-u", str(PACK), *_arguments(request)],
        cwd=request.pwd,
        env=_variables(request),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    return Pack(_name(request), process, process.stdout, process.stderr)


def fork_pack(control: socket.socket, request: Any) -> Pack:
    """The pack in a process that a plugin server forks, which has most of it loaded."""
    wanted = {
        "kind": "pack",
        "variables": _variables(request),
        "folder": request.pwd,
        "arguments": _arguments(request),
    }
    pipes = [os.pipe(), os.pipe()]
    try:
        process = ForkedProcess(control, wanted, [written for _, written in pipes])
    finally:
        for _, written in pipes:
            os.close(written)
    stdout, stderr = (os.fdopen(read, "rb") for read, _ in pipes)
    return Pack(_name(request), process, stdout, stderr)


def _name(request: Any) -> str:
    return Path(request.info.program_directory).name


def _arguments(request: Any) -> list[str]:
    return [*request.args, str(request.info.program_directory)]


def _variables(request: Any) -> dict[str, str]:
    given = dict(pair.split("=", 1) for pair in request.env) or os.environ
    return for_python(given) | {"PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
