"""Forks the plugins of one run's engines: language hosts, policy packs, the embedded provider.

A plugin spends most of its time on loading packages. This process loads them once, then forks a
plugin whenever it is asked for one, so each is a process of its own, as if the engine had started
it. It has one thread and no gRPC object, which no fork would survive. How it is asked, and how a
plugin's life is tied to whoever asked: `meshwright.forked_process`.

It ends with the run that started it. An engine that still works by then is asked to stop.
"""

import gc
import os
import selectors
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

ENGINE = Path(__file__).resolve().parent
# Python runs this isolated, and so looks nowhere but in .venv, which may be another checkout's.
sys.path[:0] = [str(ENGINE.parent), str(ENGINE.parents[1] / "policies"), str(ENGINE)]
from endings import PATIENCE  # noqa: E402 - from there
from forked_plugin import KINDS, Start, become  # noqa: E402 - as above

from meshwright.forked_process import line, parsed  # noqa: E402 - as above

REQUEST_SECONDS = 10.0
"""In which a request has to be complete, so that half a one holds nobody else up."""
GONE_SECONDS = 1.0
"""Between the ends of what one killed process held."""
FILES = 3
"""What comes with a request: its socket, and the plugin's standard output and error."""


@dataclass(slots=True)
class Plugin:
    """A plugin at work."""

    pid: int
    holder: socket.socket
    finishes: bool
    """Whether it is let finish what it has in flight."""
    engine: int = -1
    """A file that names the engine it serves, where that is known."""
    deadline: float | None = None
    """When it is killed, where it was asked to end."""


class PluginServer:
    """Forks plugins, and ends them with whoever asked for them."""

    def __init__(self, control: socket.socket) -> None:
        self.run = control
        self.plugins: dict[int, Plugin] = {}
        self.selector = selectors.DefaultSelector()
        self.ended, wake = socket.socketpair()
        for end in (self.ended, wake):
            end.setblocking(False)
        self.wake = wake
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        self.selector.register(self.ended, selectors.EVENT_READ, self._reap)
        self.selector.register(control, selectors.EVENT_READ, self._take_request)

    def serve(self) -> NoReturn:
        """Serves until the run is gone."""
        while True:
            for key, _ in self.selector.select(self._patience()):
                # What came before it may have closed it: a plugin's end, and its holder's word.
                if key.fileobj.fileno() >= 0:  # type: ignore[union-attr]
                    key.data(key.fileobj)
            for plugin in self.plugins.values():
                if plugin.deadline is not None and plugin.deadline <= time.monotonic():
                    os.kill(plugin.pid, signal.SIGKILL)

    def _patience(self) -> float | None:
        deadlines = [p.deadline for p in self.plugins.values() if p.deadline is not None]
        return max(0.0, min(deadlines) - time.monotonic()) if deadlines else None

    def _take_request(self, control: socket.socket) -> None:
        """One request, of the run or of a language host; each has a control socket of its own."""
        said, files, _, _ = socket.recv_fds(control, 1, FILES)
        if not said:
            self._let_go(control)
            if control is self.run:
                self._end_with_run()
            return
        holder = socket.socket(fileno=files[0])
        try:
            self._fork(holder, read_request(holder), files[1:])
        except (OSError, ValueError):
            holder.close()  # Whoever asked is gone.
        finally:
            for file in files[1:]:
                os.close(file)

    def _fork(self, holder: socket.socket, request: Any, files: list[int]) -> None:
        kind = KINDS[request["kind"]]
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            ours.close()
            self._forget_everything(holder)
            become(Start(kind.run, request, holder, theirs), files)
        theirs.close()
        self.plugins[pid] = Plugin(pid, holder, kind.finishes)
        self.selector.register(holder, selectors.EVENT_READ, self._hear)
        self.selector.register(ours, selectors.EVENT_READ, self._take_request)

    def _forget_everything(self, own: socket.socket) -> None:
        """Closes, in a forked process, what is only the server's."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for key in list(self.selector.get_map().values()):
            if key.fileobj is not own:
                key.fileobj.close()  # type: ignore[union-attr]
        self.wake.close()
        self.selector.close()

    def _hear(self, holder: socket.socket) -> None:
        """More about a plugin, or that its holder needs it no longer."""
        plugin = next(p for p in self.plugins.values() if p.holder is holder)
        if self._is_told_more(plugin):
            return
        if self._outlives_run(plugin.engine):
            self._end_with_run()
        self.selector.unregister(holder)
        os.kill(plugin.pid, signal.SIGTERM if plugin.finishes else signal.SIGKILL)
        plugin.deadline = time.monotonic() + PATIENCE

    def _is_told_more(self, plugin: Plugin) -> bool:
        """Takes in what the holder has said; whether it has said anything."""
        with suppress(OSError):
            if said := plugin.holder.recv(4096, socket.MSG_DONTWAIT):
                plugin.engine = os.pidfd_open(parsed(said)["engine"])
                return True
        return False

    def _outlives_run(self, engine: int) -> bool:
        """Whether an engine works whose run is gone: of a run that is killed, holders may go first.

        A run lets go of plugins when their engine has ended.
        """
        if engine < 0 or all_gone([engine], 0):
            return False
        if not is_readable(self.run.fileno(), GONE_SECONDS):
            return False
        return self.run.recv(1, socket.MSG_PEEK) == b""

    def _reap(self, ended: socket.socket) -> None:
        with suppress(BlockingIOError):
            while ended.recv(4096):
                pass
        with suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                self._tell_of_end(self.plugins.pop(found[0]), found[1])

    def _tell_of_end(self, plugin: Plugin, status: int) -> None:
        with suppress(OSError):
            plugin.holder.sendall(line({"exit": os.waitstatus_to_exitcode(status)}))
        self._let_go(plugin.holder)
        if plugin.engine >= 0:
            os.close(plugin.engine)

    def _let_go(self, end: socket.socket) -> None:
        with suppress(KeyError):
            self.selector.unregister(end)
        end.close()

    def _end_with_run(self) -> NoReturn:
        """Has the engines stop, which finish what is in flight, and ends with all plugins."""
        for plugin in self.plugins.values():
            self._is_told_more(plugin)  # What came with the end itself.
        engines = [plugin.engine for plugin in self.plugins.values() if plugin.engine >= 0]
        for number in (signal.SIGINT, signal.SIGKILL):
            for engine in engines:
                with suppress(ProcessLookupError):
                    signal.pidfd_send_signal(engine, number)
            if all_gone(engines, PATIENCE):
                break
        for pid in self.plugins:
            os.kill(pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            while os.wait():
                pass
        os._exit(0)


def read_request(holder: socket.socket) -> Any:
    """The line that a request begins with; raises ValueError where it is cut off."""
    holder.settimeout(REQUEST_SECONDS)
    said = b""
    while not said.endswith(b"\n"):
        more = holder.recv(65536)
        if not more:
            raise ValueError("the request has no end")
        said += more
    holder.settimeout(None)
    return parsed(said)


def all_gone(engines: list[int], seconds: float) -> bool:
    """Waits for processes to end; whether all have."""
    deadline = time.monotonic() + seconds
    return all(is_readable(e, max(0.0, deadline - time.monotonic())) for e in engines)


def is_readable(file: int, seconds: float) -> bool:
    """Whether there is something to read within a time; of a process, whether it has ended."""
    with selectors.DefaultSelector() as selector:
        selector.register(file, selectors.EVENT_READ)
        return bool(selector.select(seconds))


def main() -> NoReturn:
    """Serves the run that holds the other end of the socket; arguments: its number, kinds."""
    control, *kinds = sys.argv[1:]
    for kind in kinds:
        KINDS[kind].load()
    # What is loaded stays; a collection in a fork would copy the pages of all of it.
    gc.collect()
    gc.freeze()
    PluginServer(socket.socket(fileno=int(control))).serve()


if __name__ == "__main__":
    main()
