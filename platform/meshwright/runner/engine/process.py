"""One engine process: started in a session of its own, watched, and ended without harm.

Signals to the whole group of `mesh` would kill the engine's plugins before the engine is done with
them: calls in flight would be lost and the stack left locked. So the engine gets a group of its
own, and one SIGINT to the engine alone where a stop is asked for.
"""

import os
import signal
import socket
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from meshwright.gate.reasons import Reason
from meshwright.runner.engine import engines, leftovers, lifeline
from meshwright.runner.engine.events import EventLog
from meshwright.runner.engine.patience import Patience
from meshwright.runner.engine.plugin_server import NONE, Plugins, PluginServer
from meshwright.runner.engine.reserve import Reserve
from meshwright.runner.engine.stop import Stop
from meshwright.runner.results import Change
from meshwright.surroundings.inherited import for_python

GLANCE = 0.1
"""Seconds between two looks at a running engine."""
HOST = socket.gethostname()


@dataclass(frozen=True, slots=True)
class Command:
    """What to run, where, and where its words go."""

    arguments: Sequence[str]
    variables: Mapping[str, str]
    folder: Path
    log: Path
    """Gets all that the process says, after what is already there."""
    records: Path
    """The folder in which engines at work are written down."""
    stack: str
    reserve: Reserve = field(default_factory=Reserve)
    """Room for the engine's state on a disk that fills up on the way."""
    plugins: PluginServer | None = None
    """Who forks its plugins; None where it starts them itself, or needs none."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that has ended."""

    pid: int
    code: int
    """Its exit code; negative where a signal ended it."""


def run(command: Command, events: EventLog, stop: Stop, seen: Callable[[Change], None]) -> Ended:
    """Runs an engine to its end, and tells of each change as it happens."""
    variables = {**for_python(os.environ), **command.variables}
    plugins = _plugins(command, variables)
    try:
        engine = _start(command, {**variables, **plugins.variables})
        with engines.recorded(command.records, engine.pid, command.stack):
            plugins.serve(engine.pid)
            _watch(engine, command.reserve, events, stop, seen)
            plugins.end()
            _end_plugins(engine.pid, command.variables)
    finally:
        plugins.end()
    _tell(events, seen)
    return Ended(engine.pid, engine.returncode)


def _plugins(command: Command, variables: Mapping[str, str]) -> Plugins:
    if command.plugins is None:
        return NONE
    return command.plugins.plugins(variables, command.folder, command.log)


def _start(command: Command, variables: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    with command.log.open("ab") as log:
        return subprocess.Popen(
            command.arguments,
            cwd=command.folder,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _watch(
    engine: subprocess.Popen[bytes],
    reserve: Reserve,
    events: EventLog,
    stop: Stop,
    seen: Callable[[Change], None],
) -> None:
    told, patience = 0, Patience(events)
    try:
        while not _has_ended(engine):
            _tell(events, seen)
            reserve.watch(is_full=events.has_no_disk)
            level = max(stop.level, int(reserve.is_given_up))
            told = forward(engine, events, level, told)
            if patience.is_over(is_asked=level > 0):
                _give_up(engine, events, patience, is_asked=level > 0)
    finally:
        _leave_nothing(engine)


def _give_up(
    engine: subprocess.Popen[bytes], events: EventLog, patience: Patience, *, is_asked: bool
) -> None:
    if not is_asked:
        events.reasons.append(Reason(patience.fault))
    os.killpg(engine.pid, signal.SIGKILL)


def _end_plugins(engine: int, variables: Mapping[str, str]) -> None:
    """Ends what an engine leaves of its session; one that was killed cannot do it itself."""
    if run := variables.get(lifeline.VARIABLE):
        leftovers.end_session(engine, lifeline.entry(Path(run)))


def _has_ended(engine: subprocess.Popen[bytes]) -> bool:
    try:
        engine.wait(GLANCE)
    except subprocess.TimeoutExpired:
        return False
    return True


def _tell(events: EventLog, seen: Callable[[Change], None]) -> None:
    for change in events.read():
        seen(change)


def forward(engine: subprocess.Popen[bytes], events: EventLog, level: int, told: int) -> int:
    """Passes a wish to stop on to the engine alone, once for each level; returns the level told.

    An engine that does not listen yet, or no longer, would die of the signal and leave its lock: it
    is told when it listens, and not at all when it is about to end.
    """
    if level >= 3:
        os.killpg(engine.pid, signal.SIGKILL)
        return level
    if told >= level or events.is_ending or not events.is_open:
        return told
    engine.send_signal(signal.SIGINT)
    return told + 1


def _leave_nothing(engine: subprocess.Popen[bytes]) -> None:
    """Ends the engine's whole group where the watching itself failed."""
    if engine.poll() is None:
        os.killpg(engine.pid, signal.SIGKILL)
        engine.wait()
