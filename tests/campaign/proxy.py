"""Stands between a provider and the local AWS: counts calls, and does to them what a network does.

What happens to a call is decided by a function of the call, so a seed makes a whole run repeatable.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from localaws.signing import signed_anew

SERVICE = re.compile(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/")


class Fault(StrEnum):
    THROTTLED = "throttled"
    BROKEN = "broken"
    """AWS answers 500, and has done nothing."""
    DROPPED = "dropped"
    """The connection ends before AWS has heard of it."""
    LOST = "lost"
    """AWS has done it, and the answer never comes."""
    SLOW = "slow"


@dataclass(frozen=True)
class Call:
    number: int
    service: str
    operation: str
    """As AWS names it; for S3 the method and what it is about."""
    path: str

    @property
    def is_write(self) -> bool:
        reads = ("Get", "List", "Describe", "GET", "HEAD", "Head", "Batch")
        return not self.operation.startswith(reads)


Decide = Callable[[Call], Fault | None]
Witness = Callable[[Call], None]


def nothing(_call: Call) -> None:
    return None


@dataclass
class Proxy:
    """A proxy that is up; `decide` may be changed at any time."""

    endpoint: str
    decide: Decide = nothing
    before: Witness = nothing
    """Told of each call before AWS hears of it."""
    after: Witness = nothing
    """Told of each call when AWS has done it, before the answer goes back."""
    calls: list[Call] = field(default_factory=list)
    faults: list[tuple[Call, Fault]] = field(default_factory=list)
    slowness: float = 0.3
    in_flight: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def reset(self, decide: Decide = nothing) -> None:
        self.decide, self.before, self.after = decide, nothing, nothing
        self.calls, self.faults = [], []

    def seen(self, headers: Any, command: str, path: str, body: bytes) -> Call:
        with self.lock:
            service, operation = named(headers, command, path, body)
            call = Call(len(self.calls) + 1, service, operation, path)
            self.calls.append(call)
            self.in_flight += 1
            return call

    def done(self) -> None:
        with self.lock:
            self.in_flight -= 1

    def wait_until_idle(self) -> None:
        deadline = time.monotonic() + 300
        while self.in_flight and time.monotonic() < deadline:
            time.sleep(0.01)


def named(headers: Any, command: str, path: str, body: bytes) -> tuple[str, str]:
    found = SERVICE.search(headers.get("Authorization", ""))
    service = found.group(1) if found else "none"
    if target := headers.get("X-Amz-Target"):
        return service, target.rpartition(".")[2]
    if service == "lakeformation":
        return service, path.strip("/")
    action = parse_qs(body.decode("latin-1")).get("Action") if service in ("iam", "sts") else None
    if action:
        return service, action[0]
    parts = urlsplit(path)
    about = parts.query.partition("&")[0].partition("=")[0]
    kind = about or ("object" if parts.path.strip("/").count("/") else "bucket")
    return service, f"{command} {kind}"


def refusal(call: Call, fault: Fault) -> tuple[int, str, bytes]:
    """AWS's own way to say no, in the service's protocol."""
    throttled = fault is Fault.THROTTLED
    if call.service == "s3":
        status, code = (503, "SlowDown") if throttled else (500, "InternalError")
        text = f"<Error><Code>{code}</Code><Message>injected</Message></Error>"
        return status, "application/xml", text.encode()
    if call.service in ("iam", "sts"):
        status, code = (400, "Throttling") if throttled else (500, "ServiceFailure")
        text = (
            "<ErrorResponse><Error><Type>Sender</Type>"
            f"<Code>{code}</Code><Message>injected</Message></Error></ErrorResponse>"
        )
        return status, "text/xml", text.encode()
    status, code = (400, "ThrottlingException") if throttled else (500, "InternalServiceException")
    return (
        status,
        "application/x-amz-json-1.1",
        json.dumps({"__type": code, "message": "injected"}).encode(),
    )


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    proxy: Proxy
    target: str

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
        """Nothing: the proxy's own list says it."""

    def _handle(self) -> None:
        body = self._body()
        call = self.proxy.seen(self.headers, self.command, self.path, body)
        try:
            self._serve(call, body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            self.proxy.done()

    def _serve(self, call: Call, body: bytes) -> None:
        fault = self.proxy.decide(call)
        if fault is not None:
            self.proxy.faults.append((call, fault))
        self.proxy.before(call)
        if fault is Fault.DROPPED:
            self.close_connection = True
            return
        if fault is Fault.THROTTLED or fault is Fault.BROKEN:
            self._answer(*refusal(call, fault))
            return
        if fault is Fault.SLOW:
            time.sleep(self.proxy.slowness)
        status, headers, answer = self._forward(body)
        self.proxy.after(call)
        if fault is Fault.LOST:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in ("connection", "transfer-encoding", "date", "server"):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    def _forward(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = HTTPConnection(self.target, timeout=300)
        kept = {
            name: value
            for name, value in self.headers.items()
            if name.lower() not in ("connection", "expect", "host", "transfer-encoding")
        }
        kept["Content-Length"] = str(len(body))
        headers = signed_anew(self.command, f"http://{self.target}{self.path}", kept, body)
        try:
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def _answer(self, status: int, kind: str, text: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(0 if self.command == "HEAD" else len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        pieces: list[bytes] = []
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(pieces)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _handle  # noqa: N815 - the base's names


class Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a client that was killed has let go of its connections."""


@contextmanager
def proxy_to(endpoint: str) -> Iterator[Proxy]:
    """A proxy to an AWS, for as long as the block runs."""
    kind = type("Bound", (Handler,), {"target": urlsplit(endpoint).netloc})
    server = Server(("127.0.0.1", 0), kind)
    server.daemon_threads = True
    proxy = Proxy(f"http://127.0.0.1:{server.server_address[1]}")
    kind.proxy = proxy
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
