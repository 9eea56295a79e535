"""The process that is the local AWS: moto behind the strict layer, on the loopback alone.

Run as `python -m localaws.serve FOLDER REGION ACCOUNT INSTANCE PORT LAYER`.
"""

import os
import signal
import socket
import sys
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from localaws import outgoing
from localaws.life import Life, with_reset
from meshwright.local_instance import LocalAws, write_record

HOST = "127.0.0.1"


class Layer(StrEnum):
    """What stands in front of moto."""

    STRICT = "strict"
    BARE = "bare"
    """Nothing: by moto as it is, probes and benchmarks tell what the strict layer is worth."""


def main(
    folder: Path, *, region: str, account: str, instance: str, port: int, layer: Layer
) -> None:
    """Serves until SIGTERM; moto reads the account from the environment when it is imported."""
    os.environ |= {
        "MOTO_ACCOUNT_ID": account,
        "AWS_DEFAULT_REGION": region,
        # It would invite the pages of every site.
        "MOTO_DISABLE_GLOBAL_CORS": "true",
    }
    listener = _listen(port)
    endpoint = f"http://{HOST}:{listener.getsockname()[1]}"
    aws = LocalAws(endpoint, region, account, os.getpid(), instance)
    life = Life(aws, folder)
    server = _server(listener, _gated(life, layer))
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    outgoing.refuse()
    write_record(folder, aws)
    server.serve_forever()


def _end(_number: int, _frame: FrameType | None) -> None:
    # moto keeps nothing on disk, so there is nothing to wait for.
    os._exit(0)


def _listen(port: int) -> socket.socket:
    """A socket on the loopback, at the port asked for if that is free."""
    for candidate in dict.fromkeys((port, 0)):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, candidate))
        except OSError:
            listener.close()
            continue
        listener.listen(128)
        return listener
    raise OSError(f"no free port on {HOST}")


def _gated(life: Life, layer: Layer) -> Any:
    from localaws.admission.gate import Gate
    from localaws.events.mailbox import with_mailbox
    from localaws.trail.serving import with_trail

    port = urlsplit(life.aws.endpoint).port or 0
    told = with_trail(with_mailbox(_app(life, layer)))
    return Gate(with_reset(told, life), life.aws.account, port)


def _app(life: Life, layer: Layer) -> Any:
    from moto.moto_server.werkzeug_app import (  # pyright: ignore[reportMissingTypeStubs] - private
        DomainDispatcherApplication,
        create_backend_app,
    )

    from localaws import economies, inner
    from localaws.alarms import install as alarms
    from localaws.cloudformation.service import CloudFormation
    from localaws.events import install as events
    from localaws.machines.first_use import with_machines
    from localaws.strict.layer import bare_app, strict_app
    from localaws.strict.registry import CORRECTIONS, GUARDS, PATCHES

    moto: Any = DomainDispatcherApplication(create_backend_app)
    if layer is Layer.BARE:
        return bare_app(moto, identity=lambda: life.identity)
    economies.install()
    for patch in PATCHES:
        patch.install()
    alarms.install()
    events.install()
    account = life.aws.account
    stacked = CloudFormation(moto, account)
    strict = strict_app(
        stacked, CORRECTIONS, GUARDS, account=account, identity=lambda: life.identity
    )
    app = with_machines(strict)
    inner.serve(app)
    return app


def _server(listener: socket.socket, app: Any) -> Any:
    from werkzeug.serving import make_server

    from localaws.handler import KeepAliveHandler

    place = listener.getsockname()
    return make_server(
        place[0],
        place[1],
        app,
        threaded=True,
        request_handler=KeepAliveHandler,
        fd=listener.fileno(),
    )


if __name__ == "__main__":
    folder, region, account, instance, port, layer = sys.argv[1:]
    main(
        Path(folder),
        region=region,
        account=account,
        instance=instance,
        port=int(port),
        layer=Layer(layer),
    )
