"""The plugin as a process: it ends with its engine, and never cuts a call off."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty

from localaws.provider import wire
from localaws.provider.protocol import provider_pb2_grpc
from meshwright.local_instance import LocalAws

from local_aws.engine_side import Messages, config_for

COMMAND = [sys.executable, "-m", "localaws.provider"]
IDENTITY = b"""<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult>
</GetCallerIdentityResponse>"""


@pytest.fixture
def plugin():
    process: Any = subprocess.Popen(COMMAND, stdout=subprocess.PIPE, text=True)
    process.port = int(process.stdout.readline())
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.fixture
def slow_aws():
    """An AWS that takes a second to say who it is."""
    asked = threading.Event()

    class Slow(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.set()
            time.sleep(1)
            self.send_response(200)
            self.send_header("Content-Length", str(len(IDENTITY)))
            self.end_headers()
            self.wfile.write(IDENTITY)

        def log_message(self, *_args: Any) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
            pass

    httpd = HTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{httpd.server_port}"
    yield LocalAws(url, "eu-central-1", "123456789012", os.getpid(), "slow"), asked
    httpd.shutdown()
    httpd.server_close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_an_idle_plugin_at_once(plugin, number: int) -> None:
    plugin.send_signal(number)

    assert plugin.wait(300) == 0


def test_cancel_ends_the_plugin(plugin) -> None:
    with grpc.insecure_channel(f"127.0.0.1:{plugin.port}") as channel:
        provider_pb2_grpc.ResourceProviderStub(channel).Cancel(Empty())

    assert plugin.wait(300) == 0


def test_a_call_in_flight_is_answered_before_the_plugin_ends(plugin, slow_aws) -> None:
    aws, asked = slow_aws
    with (
        ThreadPoolExecutor(1) as pool,
        grpc.insecure_channel(f"127.0.0.1:{plugin.port}") as channel,
    ):
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        request = Messages.ConfigureRequest(args=wire.struct(config_for(aws)))
        answer = pool.submit(stub.Configure, request)
        assert asked.wait(300)
        plugin.send_signal(signal.SIGINT)
        time.sleep(0.2)

        with pytest.raises(grpc.RpcError):
            stub.GetPluginInfo(Empty(), timeout=300)
        assert answer.result(300).supportsPreview
        assert plugin.wait(300) == 0


def test_a_plugin_dies_with_an_engine_that_was_killed() -> None:
    engine: Any = subprocess.Popen(
        ["/bin/sh", "-c", '"$@" & echo $!; wait', "engine", *COMMAND],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    pid = int(engine.stdout.readline())
    assert engine.stdout.readline().strip().isdigit()
    engine.kill()
    engine.wait()

    deadline = time.monotonic() + 5
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    engine.stdout.close()
    assert not is_alive(pid)


def is_alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
        return stat.rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
