from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from meshwright.local_instance import LocalAws, read_record, write_record
from tools.bench.proxy import Answer, Counts, counting, reached_through, watched


class Echo(BaseHTTPRequestHandler):
    """Answers with the method, the path, a header and the body that it got."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        said = f"{self.command} {self.path} {self.headers['X-Asked']} ".encode() + body
        self.send_response(202)
        self.send_header("X-Told", "yes")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(said)

    do_HEAD = do_DELETE = do_POST  # noqa: N815 - http.server's names

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Nothing."""


@pytest.fixture
def proxied() -> Iterator[tuple[HTTPConnection, Counts]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        with counting(f"http://127.0.0.1:{server.server_address[1]}") as (url, counts):
            connection = HTTPConnection(url.removeprefix("http://"), timeout=300)
            yield connection, counts
            connection.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(connection: HTTPConnection, method: str, body: str) -> tuple[HTTPResponse, bytes]:
    connection.request(method, "/bucket?acl", body, {"X-Asked": "this"})
    answer = connection.getresponse()
    return answer, answer.read()


def test_requests_and_answers_pass_through_whole(
    proxied: tuple[HTTPConnection, Counts],
) -> None:
    answer, said = ask(proxied[0], "POST", "a body")

    assert said == b"POST /bucket?acl this a body"
    assert answer.status == 202
    assert answer.getheader("X-Told") == "yes"


def test_the_answer_to_a_head_has_a_length_and_no_body(
    proxied: tuple[HTTPConnection, Counts],
) -> None:
    answer, said = ask(proxied[0], "HEAD", "")

    assert said == b""
    assert answer.getheader("Content-Length") == str(len("HEAD /bucket?acl this "))


def test_requests_are_counted_without_account_checks(
    proxied: tuple[HTTPConnection, Counts],
) -> None:
    connection, counts = proxied
    ask(connection, "POST", "Action=GetCallerIdentity&Version=2011-06-15")
    ask(connection, "POST", "Action=CreateRole")
    ask(connection, "DELETE", "")

    assert counts.taken() == 2
    assert counts.taken() == 0


def test_an_answer_of_whoever_looks_keeps_a_request_from_where_it_was_to_go() -> None:
    refused = Answer(429, {"X-Told": "no"}, b"too many")
    with watched("http://127.0.0.1:1", lambda _: refused) as url:
        connection = HTTPConnection(url.removeprefix("http://"), timeout=300)
        answer, said = ask(connection, "POST", "a body")
        connection.close()

    assert (answer.status, answer.getheader("X-Told"), said) == (429, "no", b"too many")


def test_an_aws_is_found_again_though_what_came_by_way_of_a_proxy_failed(tmp_path: Path) -> None:
    aws = LocalAws("http://127.0.0.1:1", "eu-central-1", "111122223333", 1, "first")
    write_record(tmp_path, aws)
    seen: list[LocalAws | None] = []

    def fail() -> None:
        with reached_through(tmp_path, aws, lambda _: None):
            seen.append(read_record(tmp_path))
            raise ValueError("failed")

    with pytest.raises(ValueError, match="failed"):
        fail()
    assert seen != [aws]
    assert read_record(tmp_path) == aws
