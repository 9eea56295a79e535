"""The plugin server of a run: one process that forks the plugins of all the run's engines.

An engine attaches to a language host and to the embedded provider that are forked for its turn,
rather than starting them. Where there is no server, or it has gone, engines start their plugins
themselves: slower, and with the same outcome.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from meshwright.forked_process import ForkedProcess
from meshwright.surroundings.inherited import for_python

SERVER = Path("platform/engine/plugin_server.py")
ATTACHED = {
    "host": ("PULUMI_DEBUG_LANGUAGES", "python"),
    "provider": ("PULUMI_DEBUG_PROVIDERS", "aws"),
}
"""Where the engine is told to which plugin to attach, and what it calls that one."""
START_SECONDS = 60.0
"""For a plugin to say its port; the first one waits for the server to load."""
END_SECONDS = 10.0
"""For a plugin to end that was asked to, and for the server after the last of them."""
FORKS = sys.platform == "linux"
"""Elsewhere a process that has loaded much is not surely to be forked (CPython issue 77906)."""


@dataclass(slots=True)
class Plugins:
    """The plugins of one engine."""

    variables: Mapping[str, str]
    """What tells the engine of them."""
    processes: Sequence[ForkedProcess] = ()

    def serve(self, engine: int) -> None:
        """Says which engine they serve, for the case that this process is gone before it."""
        for process in self.processes:
            process.tell({"engine": engine})

    def end(self) -> None:
        """Ends them, and returns when they are gone."""
        for process in self.processes:
            process.kill()
        for process in self.processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(END_SECONDS)


NONE = Plugins({})


@dataclass(slots=True)
class PluginServer:
    """The server of one run, started when it is first needed."""

    root: Path
    variables: Mapping[str, str]
    kinds: Sequence[str]
    """The kinds of plugins that engines attach to."""
    log: Path
    _process: "subprocess.Popen[bytes] | None" = None
    _control: socket.socket | None = None
    _lock: Lock = field(default_factory=Lock)

    def start(self) -> None:
        """Starts it, and does not wait for it to be ready."""
        with self._lock:
            if self._process is None:
                self._start()

    def _start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._control, theirs = socket.socketpair()
        loaded = (*self.kinds, "pack")
        # Isolated (-I): what a shell sets for other Pythons does not change this one.
        python = (sys.executable, "-I", "-X", "utf8", "-u")
        with theirs, self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [*python, str(self.root / SERVER), str(theirs.fileno()), *loaded],
                cwd=self.root,
                env={**for_python(os.environ), **self.variables},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def plugins(self, variables: Mapping[str, str], folder: Path, log: Path) -> Plugins:
        """Plugins for one engine, whose words go to the end of a log; none where there are none."""
        self.start()
        asked: list[ForkedProcess] = []
        try:
            # One by one: what was asked for before the server went has to be given up too.
            asked.extend(self._ask(kind, variables, folder, log) for kind in self.kinds)
        except OSError:
            return self._none(asked)
        ports = [process.port(START_SECONDS) for process in asked]
        if None in ports:
            return self._none(asked)
        told = zip(self.kinds, ports, strict=True)
        found = {ATTACHED[kind][0]: f"{ATTACHED[kind][1]}:{port}" for kind, port in told}
        return Plugins(found, asked)

    def _none(self, asked: Sequence[ForkedProcess]) -> Plugins:
        Plugins({}, asked).end()
        return NONE

    def _ask(
        self, kind: str, variables: Mapping[str, str], folder: Path, log: Path
    ) -> ForkedProcess:
        request = {"kind": kind, "variables": dict(variables), "folder": str(folder)}
        with self._lock, log.open("ab") as words:
            assert self._control is not None, "it has been started"
            return ForkedProcess(self._control, request, [words.fileno()] * 2)

    def stop(self) -> None:
        """Ends it with all its plugins; nothing of it is left after that."""
        if self._process is None or self._control is None:
            return
        self._control.close()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
