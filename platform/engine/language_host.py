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
import subprocess
import sys
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType
from typing import Any

import grpc
import pulumi
from google.protobuf.empty_pb2 import Empty
from pulumi.automation._server import LanguageServer
from pulumi.runtime.proto import language_pb2, plugin_pb2
from pulumi.runtime.proto.language_pb2_grpc import add_LanguageRuntimeServicer_to_server

ROOT = Path(__file__).resolve().parents[2]
SOURCE_ROOTS = (str(ROOT / "platform"), str(ROOT / "policies"))
"""This checkout's own code, also where .venv is another checkout's."""
sys.path[:0] = SOURCE_ROOTS
from meshwright.surroundings.inherited import for_python  # noqa: E402 - from there

VERSION = Path(__file__).with_name("VERSION")
MESSAGE_LIMIT = ("grpc.max_receive_message_length", 400 * 1024 * 1024)  # As the engine's own.


class LanguageHost(LanguageServer):
    """What the SDK's inline host leaves out for programs and packs that lie in files."""

    def __init__(self, engine: str) -> None:
        super().__init__(lambda: None)
        self.engine = engine

    def Handshake(self, request: Any, context: Any) -> Any:
        del request, context
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
        pack = start_pack(request)
        context.add_callback(pack.kill)
        assert pack.stdout is not None
        for line in pack.stdout:
            yield language_pb2.RunPluginResponse(stdout=line)
        yield language_pb2.RunPluginResponse(exitcode=pack.wait())


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


def start_pack(request: Any) -> subprocess.Popen[bytes]:
    arguments = [*request.args, str(request.info.program_directory)]
    given = dict(pair.split("=", 1) for pair in request.env) or os.environ
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "pulumi.policy", *arguments],
        cwd=request.pwd,
        env=for_python(given) | {"PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )


def main() -> None:
    """Serves until a signal: the engine sends SIGINT when its last run is over or given up."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    server = grpc.server(ThreadPoolExecutor(), options=[MESSAGE_LIMIT])
    add_LanguageRuntimeServicer_to_server(LanguageHost(engine=sys.argv[-1]), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)  # noqa: T201 - how the engine learns the port
    server.wait_for_termination()


def end(number: int, frame: FrameType | None) -> None:
    """Ends at once: threads of the SDK and of packs would hold an orderly end for seconds."""
    del number, frame
    os._exit(0)


if __name__ == "__main__":
    main()
