"""The plugin process: prints its port, serves the engine that started it, and ends with it."""

import importlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from types import FrameType
from typing import Any

import grpc

from localaws.clients import load_models
from localaws.provider.protocol import provider_pb2_grpc
from localaws.provider.service import LocalAwsProvider
from localaws.provider.settings import VARIABLES
from meshwright.surroundings.inherited import shut_out_for_good

HOST = "127.0.0.1"
CALLS_AT_ONCE = 32
LONGEST_CALL = 300.0
"""Seconds that a call in flight may still take once the engine wants to end."""
WATCH_SECONDS = 0.25
LARGEST_MESSAGE = 400 * 1024 * 1024
SERVICES = (
    "athena",
    "cloudtrail",
    "cloudwatch",
    "events",
    "glue",
    "iam",
    "kms",
    "lakeformation",
    "s3",
    "scheduler",
    "sns",
    "stepfunctions",
    "sts",
)
"""The services that the types ask."""


def load() -> None:
    """Loads what every provider of a run will need, before they are forked."""
    _load_clients()
    load_models(SERVICES)


def print_port(port: int) -> None:
    """How an engine learns the port of a plugin that it has started."""
    print(port, flush=True)  # noqa: T201 - as above


def main(
    kind: type[LocalAwsProvider] = LocalAwsProvider,
    *,
    announce: Callable[[int], None] = print_port,
) -> None:
    """Serves the engine by a provider, which tests may have behave otherwise."""
    engine = os.getppid()
    # Whatever has come into a shell since `mesh env` prepared it.
    shut_out_for_good(VARIABLES)
    ending = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ending.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    server, port = _serve(ending, kind)
    announce(port)
    threading.Thread(target=_load_clients, daemon=True).start()
    while not ending.wait(WATCH_SECONDS):
        if os.getppid() != engine:
            # Nobody waits for an answer any more, and a late call would surprise who recovers.
            os._exit(1)
    _finish(server)


def _serve(ending: threading.Event, kind: type[LocalAwsProvider]) -> tuple[Any, int]:
    limits = [
        ("grpc.max_receive_message_length", LARGEST_MESSAGE),
        ("grpc.max_send_message_length", LARGEST_MESSAGE),
    ]
    server: Any = grpc.server(ThreadPoolExecutor(CALLS_AT_ONCE), options=limits)
    provider = kind(version("pulumi-aws"), ending.set)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
    port = server.add_insecure_port(f"{HOST}:0")
    server.start()
    return server, port


def _load_clients() -> None:
    """What the first call will need, loaded while the engine is still busy with the program."""
    importlib.import_module("botocore.session")


def _finish(server: Any) -> None:
    """Takes no new call, lets those in flight end, and leaves at once."""
    server.stop(LONGEST_CALL).wait()
    sys.stdout.flush()
    os._exit(0)
