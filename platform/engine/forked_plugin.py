"""What a plugin server's fork becomes: a language host, a policy pack or the embedded provider.

Each kind says what it loads before the fork, and what it runs after. What is loaded starts no
thread, opens no connection and reads nothing of a checkout that a person may still be editing.
"""

import importlib
import os
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from endings import GLANCE, EngineWatch

from meshwright.forked_process import line

ENGINE = Path(__file__).resolve().parent
NAME = Path("/proc/self/comm")
"""Where a process writes the name by which `ps` and `top` show it."""


@dataclass(frozen=True, slots=True)
class Start:
    """A forked process before it is anything."""

    run: "Callable[[Start], None]"
    request: Mapping[str, Any]
    holder: socket.socket
    control: socket.socket
    """On which it can ask the server for further processes."""

    def say_port(self, port: int) -> None:
        self.holder.sendall(line({"port": port}))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of plugin."""

    load: Callable[[], None]
    run: Callable[[Start], None]
    finishes: bool = False
    """Whether it may finish what it has in flight when it is asked to end."""


def become(start: Start, files: list[int]) -> NoReturn:
    """Makes this process a plugin until its end: its variables, its files, its parent's death."""
    code = 1
    try:
        _take_over(start.request, files)
        threading.Thread(target=_end_with_server, args=(EngineWatch(),), daemon=True).start()
        start.run(start)
        code = 0
    except SystemExit as end:
        code = _exit_code(end)
    except BaseException:
        traceback.print_exc()
    finally:
        # Threads of the SDK would hold an orderly end for seconds.
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _take_over(request: Mapping[str, Any], files: list[int]) -> None:
    with suppress(OSError):
        NAME.write_text(f"mesh-{request['kind']}")
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, file in enumerate((nothing, *files)):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(request["variables"])
    os.chdir(request["folder"])


def _end_with_server(server: EngineWatch) -> None:
    while not server.is_gone:
        time.sleep(GLANCE)
    os._exit(1)


def _exit_code(end: SystemExit) -> int:
    """As the interpreter would end: a text is an error that is told."""
    if end.code is None or isinstance(end.code, int):
        return end.code or 0
    print(end.code, file=sys.stderr)  # noqa: T201 - as the interpreter does
    return 1


GRPC = ("grpc._server", "grpc._channel", "grpc._simple_stubs", "grpc.experimental")
"""What gRPC itself loads with the first server and the first channel."""


def _load_all(*modules: str) -> None:
    for module in (*GRPC, *modules):
        importlib.import_module(module)


def _load_host() -> None:
    _load_all("language_host", "meshwright.program.plan_file", "pulumi.automation")
    from meshwright.aws.resource_types import TYPES
    from meshwright.program.stack import resource_class

    # pulumi_aws loads a module when a class of it is first asked for.
    for token in TYPES:
        resource_class(token)


def _run_host(start: Start) -> None:
    from language_host import serve_forked

    serve_forked(start)


def _load_pack() -> None:
    _load_all("argparse", "pulumi.policy", "meshwright.governance.packs.pack")


def _run_pack(start: Start) -> None:
    import policy_pack

    start.holder.close()
    start.control.close()
    _forget_ours()
    sys.argv = ["", *start.request["arguments"]]
    policy_pack.run()


def _forget_ours() -> None:
    """A pack's own modules may have any name, those of this folder too."""
    for name, module in list(sys.modules.items()):
        if Path(getattr(module, "__file__", None) or "/").parent == ENGINE and name != "__main__":
            del sys.modules[name]
    sys.path.remove(str(ENGINE))
    sys.path.insert(0, str(Path.cwd()))


def _load_provider() -> None:
    _load_all()
    from localaws.provider.process import load

    load()


def _run_provider(start: Start) -> None:
    from localaws.provider.process import main

    main(announce=start.say_port)


KINDS: Mapping[str, Kind] = {
    "host": Kind(_load_host, _run_host, finishes=True),
    "pack": Kind(_load_pack, _run_pack),
    "provider": Kind(_load_provider, _run_provider, finishes=True),
}
