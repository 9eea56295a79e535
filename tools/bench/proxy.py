"""A proxy in front of a local AWS that counts or keeps the requests which pass through it."""

from collections import Counter
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from urllib.parse import urlsplit

from localaws.signing import ADMINISTRATORS, Keys, signed_anew
from meshwright.local_instance import LocalAws, write_record

ACCOUNT_CHECK = b"Action=GetCallerIdentity"
"""With what a provider asks who it is, which every run does."""
PAUSE = 0.05
"""Seconds between two looks at whether to end."""
ANSWER_SECONDS = 120
PER_CONNECTION = frozenset({"connection", "transfer-encoding", "content-length", "expect"})


@dataclass(frozen=True, slots=True)
class Request:
    """One request, as it can be sent again."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request gets instead of being handed on."""

    status: int
    headers: Mapping[str, str]
    body: bytes


See = Callable[[Request], Answer | None]
"""Is shown each request; an answer keeps it from AWS."""


class Counts:
    """The requests seen since the last look."""

    def __init__(self) -> None:
        self._seen: Counter[bool] = Counter()
        self._lock = Lock()

    def add(self, request: Request) -> None:
        with self._lock:
            self._seen[ACCOUNT_CHECK in request.body] += 1

    def taken(self) -> int:
        """How many there were, account checks left out, counting from none again."""
        with self._lock:
            requests, self._seen = self._seen[False], Counter()
        return requests


@contextmanager
def counting(endpoint: str) -> Generator[tuple[str, Counts]]:
    """A URL that leads to an endpoint, and what has passed through it."""
    counts = Counts()
    with watched(endpoint, counts.add) as url:
        yield url, counts


@contextmanager
def watched(endpoint: str, see: See) -> Generator[str]:
    """A URL that leads to an endpoint; each request is shown before it is handed on."""
    place = urlsplit(endpoint)

    class Handler(_Handler):
        target = (str(place.hostname), int(place.port or 80))
        seen = staticmethod(see)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(PAUSE,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def reached_through(folder: Path, aws: LocalAws, see: See) -> Generator[None]:
    """While the block runs, whoever asks where a folder's AWS is comes by way of a proxy.

    Its record is put right whatever happens, so that it can be ended.
    """
    with watched(aws.endpoint, see) as url:
        write_record(folder, replace(aws, endpoint=url))
        try:
            yield
        finally:
            write_record(folder, aws)


def asked(
    connection: HTTPConnection, request: Request, keys: Keys = ADMINISTRATORS
) -> HTTPResponse:
    """The answer to a request, signed for where it is sent; its body is not yet read."""
    url = f"http://{connection.host}:{connection.port}{request.path}"
    headers = signed_anew(request.method, url, request.headers, request.body, keys)
    connection.request(request.method, request.path, request.body or None, headers)
    return connection.getresponse()


class _Handler(BaseHTTPRequestHandler):
    """Hands one request on and its answer back, each whole."""

    protocol_version = "HTTP/1.1"
    target: tuple[str, int]
    seen: See

    def hand_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kept = {n: v for n, v in self.headers.items() if n.lower() not in PER_CONNECTION}
        request = Request(self.command, self.path, kept, body)
        instead = self.seen(request)
        if instead is not None:
            self._give_back(instead.status, [*instead.headers.items()], instead.body)
            return
        connection = HTTPConnection(*self.target, timeout=ANSWER_SECONDS)
        try:
            answer = asked(connection, request)
            self._give_back(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    do_DELETE = do_GET = do_HEAD = do_POST = do_PUT = hand_on  # noqa: N815 - http.server's names

    def _give_back(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        told = {name.lower(): value for name, value in headers}
        for name, value in headers:
            if name.lower() not in PER_CONNECTION:
                self.send_header(name, value)
        # The answer to a HEAD tells the length of what it leaves out.
        length = told.get("content-length", "0") if self.command == "HEAD" else str(len(body))
        self.send_header("Content-Length", length)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Nothing: it counts."""
