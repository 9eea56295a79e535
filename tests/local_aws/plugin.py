"""A provider's executable as the engine runs it: a process that speaks gRPC and nothing else."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty

from localaws.provider import wire
from meshwright.local_instance import LocalAws

from local_aws.engine_side import EngineSide, Messages, config_for

LARGEST_MESSAGE = 400 * 1024 * 1024
LIMITS = [
    ("grpc.max_receive_message_length", LARGEST_MESSAGE),
    ("grpc.max_send_message_length", LARGEST_MESSAGE),
]
END_SECONDS = 120


def start_plugin(command: Path, aws: LocalAws, log: Path) -> EngineSide:
    """Starts a provider, and configures it for a local AWS as the engine does."""
    engine = _engine(log)
    with log.with_suffix(".stderr").open("wb") as errors:
        process: Any = subprocess.Popen(
            [str(command), engine.address],
            stdout=subprocess.PIPE,
            stderr=errors,
            env=_environment(aws),
            text=True,
        )
    port = process.stdout.readline().strip()
    if not port.isdigit():
        process.kill()
        pytest.exit(f"{command} printed {port!r} instead of its port", returncode=2)

    def stop() -> None:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        engine.stop()

    side = EngineSide(grpc.insecure_channel(f"127.0.0.1:{port}", options=LIMITS), stop)
    _introduce(side, engine.address, aws)
    return side


def _introduce(side: EngineSide, engine: str, aws: LocalAws) -> None:
    """What the engine says to a provider before the first resource."""
    try:
        side.stub.Handshake(Messages.ProviderHandshakeRequest(engine_address=engine))
    except grpc.RpcError as error:
        # An older provider needs no introduction.
        if error.code() is not grpc.StatusCode.UNIMPLEMENTED:  # pyright: ignore[reportAttributeAccessIssue] - a call's error has one
            raise
    config = config_for(aws)
    urn = "urn:pulumi:local.ops.flights::mesh::pulumi:providers:aws::aws"
    checked = side.stub.CheckConfig(Messages.CheckRequest(urn=urn, news=wire.struct(config)))
    assert not checked.failures, checked.failures
    side.configure(config)


def _environment(aws: LocalAws) -> dict[str, str]:
    """This process's, but for what could lead a provider to another AWS."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "PULUMI_"))}
    return kept | {
        "AWS_ENDPOINT_URL": aws.endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


class _engine:  # noqa: N801 - what a provider sees of the engine, as one value
    """Takes what a provider has to say."""

    def __init__(self, log: Path) -> None:
        self._server: Any = grpc.server(ThreadPoolExecutor(4))
        self._log = log
        handler = grpc.unary_unary_rpc_method_handler(
            self._heard, lambda raw: raw, Empty.SerializeToString
        )
        methods = {"Log": handler}
        service = grpc.method_handlers_generic_handler("pulumirpc.Engine", methods)
        self._server.add_generic_rpc_handlers((service,))
        port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()
        self.address = f"127.0.0.1:{port}"

    def _heard(self, raw: bytes, _context: Any) -> Empty:
        with self._log.open("ab") as log:
            log.write(raw + b"\n")
        return Empty()

    def stop(self) -> None:
        self._server.stop(None).wait()
