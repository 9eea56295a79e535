"""As much of GitHub's and GitLab's API as the jobs ask, on this machine.

What a job uploads is served by a second address, as GitHub's is, where a token would be a leak.
"""

import base64
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "a-token-of-the-job"
BOT = "github-actions[bot]"


@dataclass
class CodeHost:
    """What the host knows; a test fills it in, the jobs read and change it."""

    pulls: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    archive: bytes | None = None
    comments: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    deployments: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    reviews: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """Of whatever request is asked about, in the order in which they were said."""
    merged: dict[str, int] = field(default_factory=dict[str, int])
    """The requests that commits of the main line came with."""
    files: list[str] = field(default_factory=list[str])
    records: dict[str, str] = field(default_factory=dict[str, str])
    """What is on the branch of the records, which is there once it holds anything."""
    busy: int = 0
    """How many writes are refused because another job writes at that moment."""
    issues: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """In the order in which they were opened; the first has the number 1."""
    address: str = ""
    storage: str = ""
    leaked: list[str] = field(default_factory=list[str])

    def opened(self, number: int, head: str, sha: str) -> None:
        self.pulls.append({"number": number, "of": head, "head": {"sha": sha}})

    def opened_issue(self, author: str, title: str, body: str = "") -> dict[str, Any]:
        number, user = len(self.issues) + 1, {"login": author}
        told = {"number": number, "title": title, "body": body, "state": "open", "user": user}
        self.issues.append(told)
        return told

    def uploaded(self, files: Mapping[str, bytes]) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        self.archive = buffer.getvalue()

    def said(self, author: str, body: str) -> None:
        self.comments.append(
            {"id": len(self.comments) + 1, "user": {"login": author}, "body": body}
        )

    @property
    def bodies(self) -> list[str]:
        return [comment["body"] for comment in self.comments]

    def answer(self, method: str, path: str, query: Mapping[str, list[str]], body: Any) -> Any:
        """What the host says, as JSON; a text where it sends the caller elsewhere."""
        for pattern, reply in self._routes().items():
            if match := re.fullmatch(pattern, f"{method} {path}"):
                return reply(match, query, body)
        raise LookupError(f"{method} {path}")

    def _routes(self) -> Mapping[str, Callable[[re.Match[str], Mapping[str, list[str]], Any], Any]]:
        size = len(self.archive or b"")
        listed = [{"id": 7, "size_in_bytes": size}] if self.archive is not None else []
        return {
            r"GET /repos/acme/mesh/pulls": lambda _, query, __: [
                pull for pull in self.pulls if pull["of"] == query["head"][0]
            ],
            r"GET /repos/acme/mesh/actions/runs/11/artifacts": lambda *_: {"artifacts": listed},
            r"GET /repos/acme/mesh/actions/artifacts/7/zip": lambda *_: f"{self.storage}/blob",
            r"GET /repos/acme/mesh/issues/\d+/comments": self._page,
            r"POST /repos/acme/mesh/issues/\d+/comments": lambda _, __, body: self.said(
                BOT, body["body"]
            ),
            r"PATCH /repos/acme/mesh/issues/comments/(\d+)": lambda match, _, body: self.comments[
                int(match[1]) - 1
            ].update(body),
            r"GET /repos/acme/mesh/deployments": lambda _, query, __: [
                one for one in self.deployments if one["environment"] == query["environment"][0]
            ],
            r"GET /repos/acme/mesh/deployments/(\d+)/statuses": lambda match, *_: [
                {"state": self.deployments[int(match[1])]["state"]}
            ],
            **self._of_records(),
            r"GET /repos/acme/mesh/issues": lambda _, query, __: _sliced(
                [issue for issue in self.issues if issue["state"] == query["state"][0]], query
            ),
            r"POST /repos/acme/mesh/issues": lambda _, __, body: self.opened_issue(BOT, **body),
            r"PATCH /repos/acme/mesh/issues/(\d+)": lambda match, _, body: self.issues[
                int(match[1]) - 1
            ].update(body),
            r"GET /projects/acme%2Fmesh/deployments": lambda _, query, __: [
                {"sha": one["sha"], "status": one["state"]}
                for one in self.deployments
                if one["environment"] == query["environment"][0]
            ],
        }

    def _of_records(self) -> Mapping[str, Callable[[re.Match[str], Any, Any], Any]]:
        """What the job asks that keeps who approved what, and what it writes."""
        return {
            r"GET /repos/acme/mesh/compare/(\w+)\.\.\.(\w+)": lambda *_: {
                "commits": [{"sha": sha} for sha in self.merged]
            },
            r"GET /repos/acme/mesh/commits/(\w+)/pulls": lambda match, *_: [
                {**self.pull(number), "base": {"ref": base}}
                for base, number in (("main", self.merged[match[1]]), ("other", 1))
            ],
            r"GET /repos/acme/mesh/pulls/(\d+)": lambda match, *_: self.pull(int(match[1])),
            r"GET /repos/acme/mesh/pulls/\d+/files": lambda *_: [
                {"filename": name} for name in self.files
            ],
            r"GET /repos/acme/mesh/pulls/\d+/reviews": lambda _, query, __: _sliced(
                self.reviews, query
            ),
            r"GET /repos/acme/mesh/git/ref/heads/mesh-records": lambda *_: self._there("README.md"),
            r"POST /repos/acme/mesh/git/trees": lambda _, __, body: {
                "sha": body["tree"][0]["content"]
            },
            r"POST /repos/acme/mesh/git/commits": lambda _, __, body: {"sha": body["tree"]},
            r"POST /repos/acme/mesh/git/refs": lambda _, __, body: self._put(
                "README.md", body["sha"]
            ),
            r"GET /repos/acme/mesh/contents/(.+)": lambda match, *_: self._there(match[1]),
            r"PUT /repos/acme/mesh/contents/(.+)": lambda match, _, body: self._put(
                match[1], base64.b64decode(body["content"]).decode()
            ),
        }

    def pull(self, number: int) -> dict[str, Any]:
        return {
            "number": number,
            "html_url": f"https://github.com/acme/mesh/pull/{number}",
            "user": {"login": "ann"},
            "merged_by": {"login": "carl"},
            "merged_at": "2026-05-02T10:00:00Z",
            "head": {"sha": "4" * 40},
        }

    def _there(self, path: str) -> Any:
        if path not in self.records:
            raise LookupError(path)
        return {"path": path}

    def _put(self, path: str, text: str) -> Any:
        if self.busy:
            self.busy -= 1
            raise FileExistsError(path)
        self.records[path] = text
        return {}

    def _page(self, _match: re.Match[str], query: Mapping[str, list[str]], _body: Any) -> Any:
        return _sliced(self.comments, query)


def _sliced(everything: list[Any], query: Mapping[str, list[str]]) -> list[Any]:
    size, number = int(query["per_page"][0]), int(query["page"][0])
    return everything[(number - 1) * size : number * size]


class Handler(BaseHTTPRequestHandler):
    host: CodeHost
    is_storage: bool

    def _answer(self) -> None:
        token = self.headers.get("Authorization") or self.headers.get("JOB-TOKEN")
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        if self.is_storage:
            self.host.leaked += [token] if token else []
            self._send(200, self.host.archive or b"")
            return
        if token not in (f"Bearer {TOKEN}", TOKEN):
            self._send(401, b"{}")
            return
        asked = urlsplit(self.path)
        try:
            said = self.host.answer(self.command, asked.path, parse_qs(asked.query), body)
        except LookupError as error:
            self._send(404, str(error).encode())
            return
        except FileExistsError:
            self._send(409, b"{}")
            return
        if isinstance(said, str):
            self._send(302, b"", {"Location": said})
        else:
            self._send(200, json.dumps(said).encode())

    do_GET = do_POST = do_PATCH = do_PUT = _answer  # noqa: N815 - the base's names

    def _send(self, status: int, content: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's
        pass


@contextmanager
def code_host() -> Iterator[CodeHost]:
    host = CodeHost()
    servers = [
        ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Of", (Handler,), {"host": host, "is_storage": stores})
        )
        for stores in (False, True)
    ]
    host.address, host.storage = (f"http://127.0.0.1:{s.server_port}" for s in servers)
    threads = [Thread(target=server.serve_forever, args=(0.01,)) for server in servers]
    for thread in threads:
        thread.start()
    try:
        yield host
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
        for thread in threads:
            thread.join()
