"""The portal over HTTP, for the person at this machine alone; built anew as its specs change.

Nothing is read from a disk for a request: a path is looked up among the portal's files. A request
that another site's name led here is refused, so that no page elsewhere reads the catalog.
"""

import os
from collections.abc import Callable, Iterable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any, Protocol, cast
from urllib.parse import unquote, urlsplit

from meshwright.catalog.portal.rendering import MISSING, POLICY
from meshwright.catalog.portal.sending import CACHED, content_type
from meshwright.errors import MeshError

HOST = "127.0.0.1"
HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
Seen = frozenset[tuple[str, int, int]]


class Files(Protocol):
    """Files by their names."""

    def get(self, name: str, /) -> bytes | None: ...


class Shown:
    """The files of a portal, made again where what they are made of has changed."""

    def __init__(
        self,
        build: Callable[[], Files],
        watched: Iterable[Path],
        say: Callable[[MeshError], None],
    ) -> None:
        self._build, self._watched, self._say = build, tuple(watched), say
        self._lock = Lock()
        self._seen = seen(self._watched)
        self._files = build()

    def file(self, name: str) -> bytes | None:
        """What a file holds now; None where there is none of that name."""
        with self._lock:
            # What a page loads is of the page's build.
            if name.endswith(".html") and (found := seen(self._watched)) != self._seen:
                self._seen = found
                self._build_again()
            return self._files.get(name)

    def _build_again(self) -> None:
        """What was there before stays where the specs cannot be built just now."""
        try:
            self._files = self._build()
        except MeshError as error:
            self._say(error)


def seen(folders: Iterable[Path]) -> Seen:
    """Each file and folder below some folders, with when it was written and how long it is."""
    found: set[tuple[str, int, int]] = set()
    waiting = [str(folder) for folder in folders]
    while waiting:
        for entry in _entries(waiting.pop()):
            if (told := _told(entry)) is not None:
                found.add(told)
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
    return frozenset(found)


def _entries(folder: str) -> "list[os.DirEntry[str]]":
    """Nothing for what is gone by now."""
    try:
        with os.scandir(folder) as entries:
            return [*entries]
    except OSError:
        return []


def _told(entry: "os.DirEntry[str]") -> tuple[str, int, int] | None:
    """None for what is gone by now, or leads nowhere."""
    try:
        told = entry.stat()
    except OSError:
        return None
    return entry.path, told.st_mtime_ns, told.st_size


class Server(ThreadingHTTPServer):
    """Listens at this machine's own address, at a free port where none is asked for."""

    daemon_threads = True

    def __init__(self, shown: Shown, port: int) -> None:
        self.shown = shown
        super().__init__((HOST, port), _Request)

    @property
    def hosts(self) -> tuple[str, str]:
        """The names by which a person opens it."""
        return f"{HOST}:{self.server_port}", f"localhost:{self.server_port}"

    @property
    def address(self) -> str:
        return f"http://{self.hosts[0]}/"


class _Request(BaseHTTPRequestHandler):
    server_version, sys_version = "mesh", ""

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Says nothing: who opened what is nobody else's."""

    def _answer(self) -> None:
        server = cast("Server", self.server)
        if self.headers.get("Host", "") not in server.hosts:
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
            return
        name = unquote(urlsplit(self.path).path).removeprefix("/") or "index.html"
        text = server.shown.file(name)
        if text is None:
            self._miss()
        else:
            self._send(HTTPStatus.OK, content_type(name), text)

    def _miss(self) -> None:
        """A person who has typed a name is told in a page, and a tool in a word."""
        is_read = "text/html" in self.headers.get("Accept", "")
        page = cast("Server", self.server).shown.file(MISSING) if is_read else None
        if page is None:
            self._refuse(HTTPStatus.NOT_FOUND)
        else:
            self._send(HTTPStatus.NOT_FOUND, content_type(MISSING), page)

    def _refuse(self, status: HTTPStatus) -> None:
        self._send(status, "text/plain; charset=utf-8", f"{status.phrase}\n".encode())

    def _send(self, status: HTTPStatus, kind: str, text: bytes) -> None:
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text)))
        self.send_header("Cache-Control", CACHED)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)
