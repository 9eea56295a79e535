"""How the local AWS speaks HTTP: connections stay open, and only failures are logged.

werkzeug's own handler closes each connection, since it does not know where a request's body ends.
"""

from collections.abc import Iterable
from traceback import format_exc
from typing import Any

from moto.moto_server.werkzeug_app import (  # pyright: ignore[reportMissingTypeStubs] - private
    MotoRequestHandler,
)

NO_BODY = (204, 304)


class KeepAliveHandler(MotoRequestHandler):
    """moto's handler, with whole answers, connections that stay open, and a quiet log."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        self.environ = environ = self.make_environ()
        body = LimitedBody(environ["wsgi.input"], _length(environ))
        environ["wsgi.input"] = body
        said: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
            said.extend((status, headers))

        try:
            chunks = self.server.app(environ, start_response)
            answer = _joined(chunks)
        except Exception as error:
            # The caller gets every fault as an answer.
            self.log_error("%s %s\n%s", self.command, self.path, format_exc())
            said = ["500 Internal Server Error", list[Any]()]
            answer = repr(error).encode()
        body.drain()
        self._reply(said[0], said[1], answer)

    def _reply(self, status: str, headers: list[tuple[str, str]], answer: bytes) -> None:
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        names = {name.lower() for name, _ in headers}
        for name, value in headers:
            self.send_header(name, value)
        bodiless = self.command == "HEAD" or int(code) in NO_BODY
        if "content-length" not in names and not bodiless:
            self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if not bodiless:
            self.wfile.write(answer)
        self.wfile.flush()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: a request that was answered is no news."""


class LimitedBody:
    """A request's body, which ends where the request does and not where the connection does."""

    def __init__(self, stream: Any, length: int | None) -> None:
        self._stream = stream
        self._left = length

    def read(self, size: int = -1) -> bytes:
        if self._left is None:
            return self._stream.read(size)
        wanted = self._left if size < 0 else min(size, self._left)
        chunk = self._stream.read(wanted)
        self._left -= len(chunk)
        return chunk

    def readline(self, size: int = -1) -> bytes:
        if self._left is None:
            return self._stream.readline(size)
        line = self._stream.readline(self._left if size < 0 else min(size, self._left))
        self._left -= len(line)
        return line

    def drain(self) -> None:
        """Reads what the answer did not need, so that the next request begins at its beginning."""
        while self.read(1 << 20):
            pass


def _length(environ: dict[str, Any]) -> int | None:
    """The body's length; unknown where it comes in chunks, which tell their own end."""
    return None if environ.get("wsgi.input_terminated") else int(environ.get("CONTENT_LENGTH") or 0)


def _joined(chunks: Iterable[bytes]) -> bytes:
    try:
        return b"".join(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
