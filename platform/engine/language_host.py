"""The Python language host for an engine built without one: runs programs and policy packs.

The engine starts `pulumi-language-python` with its own address as the last argument, reads a port
from the first line of its output, and calls the LanguageRuntime service there. One interpreter and
one set of packages serve the program and all packs: those of the checkout.
"""

# ruff: noqa: N802 - the service's methods have gRPC's names
# pyright: reportPrivateUsage=false, reportUnknownMemberType=false
# The SDK keeps its inline language host private, and its gRPC classes are untyped.

import os
import runpy
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import grpc
import pulumi
from google.protobuf.empty_pb2 import Empty
from pulumi.automation._server import LanguageServer
from pulumi.runtime.proto import engine_pb2, language_pb2, plugin_pb2
from pulumi.runtime.proto.engine_pb2_grpc import EngineStub
from pulumi.runtime.proto.language_pb2_grpc import add_LanguageRuntimeServicer_to_server

ENGINE = Path(__file__).resolve().parent
# Python runs this isolated, and so looks nowhere but in .venv, which may be another checkout's.
sys.path[:0] = [str(ENGINE.parent), str(ENGINE)]
from endings import GLANCE, EngineWatch  # noqa: E402 - from there
from packs import Pack, StartPack, fork_pack, start_pack  # noqa: E402 - as above

if TYPE_CHECKING:
    from forked_plugin import Start

VERSION = Path(__file__).with_name("VERSION")
MESSAGE_LIMIT = ("grpc.max_receive_message_length", 400 * 1024 * 1024)  # As the engine's own.
NO_PROXY = ("grpc.enable_http_proxy", 0)
TELL_SECONDS = 5


class LanguageHost(LanguageServer):
    """What the SDK's inline host leaves out for programs and packs that lie in files."""

    def __init__(self, start_pack: StartPack, *, keeps_words: bool = False) -> None:
        """Makes a host; `keeps_words` where what it prints is read whatever the engine does."""
        super().__init__(lambda: None)
        self.start_pack = start_pack
        self.keeps_words = keeps_words
        self.engine = ""
        self.packs: list[Pack] = []

    def connect(self, engine: str) -> None:
        """Learns the engine's address, where a pack's fault is told."""
        self.engine = engine
        # Open from the start: when a pack has ended, the engine is soon done with its run.
        self.to_engine = EngineStub(grpc.insecure_channel(engine, options=[NO_PROXY]))

    def Handshake(self, request: Any, context: Any) -> Any:
        """What an engine begins with that attaches to a host, rather than starting one.

        One engine does so under several addresses, one after the other, and listens at the last.
        """
        del context
        self.connect(request.engine_address)
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        del request, context
        return plugin_pb2.PluginInfo(version=VERSION.read_text().strip())

    def InstallDependencies(self, request: Any, context: Any) -> Iterator[Any]:
        """Nothing to do: the launcher has installed them, or this would not run."""
        del request, context
        yield from ()

    def GetProgramDependencies(self, request: Any, context: Any) -> Any:
        """None that the engine need know: `requirements.lock` names them."""
        del request, context
        return language_pb2.GetProgramDependenciesResponse()

    def Cancel(self, request: Any, context: Any) -> Any:
        """Nothing to do: a run ends when the engine refuses its resources, a pack with its call."""
        del request, context
        return Empty()

    def Run(self, request: Any, context: Any) -> Any:
        """Runs the program; what goes wrong in it is in the engine's log when this returns."""
        os.chdir(request.pwd)
        folder = folder_of(request)
        self.program = lambda: run_program(folder)
        request.args[:] = [self.engine]
        result = super().Run(request, context)
        return language_pb2.RunResponse(bail=bool(result.error))

    def RunPlugin(self, request: Any, context: Any) -> Iterator[Any]:
        """Runs a policy pack for as long as the engine listens."""
        pack = self.start_pack(request)
        self.packs.append(pack)
        if not context.add_callback(partial(self._give_up_aside, pack)):
            self._give_up(pack)  # The engine needs it no longer.
        yield from pack.answers(self.tell)

    def _give_up_aside(self, pack: Pack) -> None:
        """Gives a pack up, and holds up nobody: gRPC calls this between two of its calls."""
        threading.Thread(target=self._give_up, args=(pack,), daemon=True).start()

    def _give_up(self, pack: Pack) -> None:
        """Ends a pack that is at work; tells of one that has ended by itself.

        The engine gives up both in the same way, and then no longer listens to what they answer.
        """
        pack.kill()
        pack.tell_of_end(self.tell)

    def tell(self, fault: str) -> None:
        """Has the engine say what went wrong, as an error.

        An engine that is nearly done takes it and says nothing, so it is printed where that lasts.
        """
        request = engine_pb2.LogRequest(severity=engine_pb2.LogSeverity.ERROR, message=fault)
        is_heard = not self.keeps_words
        try:
            self.to_engine.Log(request, timeout=TELL_SECONDS)
        except grpc.RpcError:
            is_heard = False
        if not is_heard:
            print(fault, file=sys.stderr, flush=True)  # noqa: T201 - what is left to say it by

    def end(self, number: int, frame: FrameType | None) -> None:
        """Ends at once: threads of the SDK and of packs would hold an orderly end for seconds.

        A pack that has ended by itself just now is told of first.
        """
        del number, frame
        for pack in self.packs:
            self._give_up(pack)
        os._exit(0)


class ThreadEach(Executor):
    """Runs each call in a thread of its own: a pack holds its for as long as it lives.

    With a pool, as many packs as it has threads leave none for the program.
    """

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()

        def run() -> None:
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:
                future.set_exception(error)

        threading.Thread(target=run, daemon=True).start()
        return future


def folder_of(request: Any) -> Path:
    """The folder whose `__main__.py` is meant, or the file itself."""
    return Path(request.info.program_directory, request.info.entry_point)


def run_program(path: Path) -> None:
    """Runs the program; every way it can fail is one message, with the user's own frames only."""
    try:
        runpy.run_path(str(path), run_name="__main__")
    except pulumi.RunError:
        raise
    except SystemExit as end:
        if end.code not in (None, 0):
            raise pulumi.RunError(f"the program ended with exit code {end.code}") from end
    except Exception as fault:
        raise pulumi.RunError(f"the program failed:\n{own_frames(fault)}") from fault


def own_frames(fault: Exception) -> str:
    """The traceback without the frames of this file and of runpy."""
    frames = traceback.TracebackException.from_exception(fault)
    machinery = (__file__, runpy.__file__, "<frozen runpy>")
    kept = [frame for frame in frames.stack if frame.filename not in machinery]
    frames.stack = traceback.StackSummary.from_list(kept)
    return "".join(frames.format())


def serve(host: LanguageHost) -> tuple[Any, int]:
    """Serves a host; the server and its port."""
    threads: Any = ThreadEach()  # grpc asks for a pool, and needs no more than `submit`.
    server = grpc.server(threads, options=[MESSAGE_LIMIT])
    add_LanguageRuntimeServicer_to_server(host, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


def main() -> None:
    """Serves until a signal: the engine sends SIGINT when its last run is over or given up.

    An engine that is killed sends none, so it is watched.
    """
    engine, host = EngineWatch(), LanguageHost(start_pack)
    host.connect(sys.argv[-1])
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, host.end)
    server, port = serve(host)
    print(port, flush=True)  # noqa: T201 - how the engine learns the port
    engine.stop_with_run()
    while server.wait_for_termination(GLANCE) and not engine.is_gone:
        pass
    os._exit(0)


def serve_forked(start: "Start") -> None:
    """Serves the engine of one turn, which attaches to it, until the server that forked it ends it.

    Packs are forked by the same server.
    """
    host = LanguageHost(lambda request: fork_pack(start.control, request), keeps_words=True)
    signal.signal(signal.SIGTERM, host.end)
    server, port = serve(host)
    start.say_port(port)
    server.wait_for_termination()


if __name__ == "__main__":
    main()
