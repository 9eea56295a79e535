"""The portal over HTTP: files are looked up, others' names are refused, specs are fresh."""

from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Thread

import pytest

from meshwright.catalog.portal.rendering import POLICY
from meshwright.catalog.portal.serving import Server, Shown, seen
from meshwright.errors import MeshError

SECONDS = 60


class Site:
    """A server in a thread of its own, over a folder whose only file the first page shows."""

    def __init__(self, folder: Path) -> None:
        self.spec = folder / "spec.yaml"
        self.spec.write_text("one")
        self.builds = 0
        self.more: dict[str, bytes] = {}
        self.said: list[str] = []
        shown = Shown(self.build, [folder], lambda error: self.said.append(str(error)))
        self.server = Server(shown, 0)

    def build(self) -> dict[str, bytes]:
        self.builds += 1
        text = self.spec.read_bytes()
        if text == b"broken":
            raise MeshError("the specs cannot be planned")
        return {
            "index.html": text,
            "data/search.js": b"js",
            "products/a.b.html": b"page",
            **self.more,
        }

    def ask(
        self, path: str, *, host: str | None = None, method: str = "GET", accept: str = "*/*"
    ) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection("127.0.0.1", self.server.server_port, timeout=SECONDS)
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", host or self.server.hosts[0])
        connection.putheader("Accept", accept)
        connection.endheaders()
        answer = connection.getresponse()
        return answer, answer.read()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    with made.server:
        thread = Thread(target=made.server.serve_forever)
        thread.start()
        yield made
        made.server.shutdown()
        thread.join()


def test_the_first_page_and_all_others_are_served_with_their_types(site: Site) -> None:
    for path, kind in (
        ("/", "text/html; charset=utf-8"),
        ("/products/a.b.html?x=1", "text/html; charset=utf-8"),
        ("/data/search.js", "text/javascript; charset=utf-8"),
    ):
        answer, text = site.ask(path)
        assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
        assert int(answer.headers["Content-Length"]) == len(text) > 0


def test_what_a_page_may_do_stands_in_its_headers(site: Site) -> None:
    headers = site.ask("/")[0].headers

    assert headers["Content-Security-Policy"] == f"{POLICY}; frame-ancestors 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-cache"


def test_a_request_for_the_head_alone_has_no_body(site: Site) -> None:
    answer, text = site.ask("/", method="HEAD")

    assert (answer.status, text) == (200, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/../spec.yaml",
        "/%2e%2e/spec.yaml",
        "//etc/passwd",
        "/spec.yaml",
        "/index.html/",
        "/\\..\\spec.yaml",
    ],
)
def test_what_is_not_of_the_portal_is_not_found(site: Site, path: str) -> None:
    answer, _ = site.ask(path)

    assert answer.status == 404


def test_a_person_who_types_a_name_is_told_in_a_page(site: Site) -> None:
    accept = "text/html,application/xhtml+xml"
    assert site.ask("/products/gone", accept=accept)[1] == b"Not Found\n"
    site.more["404.html"] = b"there is none"
    site.spec.write_text("two and more")

    for words, said in ((accept, b"there is none"), ("*/*", b"Not Found\n")):
        answer, text = site.ask("/products/gone", accept=words)
        assert (answer.status, text) == (404, said)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "[::1]"])
def test_a_request_by_another_name_is_refused(site: Site, host: str) -> None:
    answer, text = site.ask("/", host=host)

    assert answer.status == 421
    assert b"one" not in text


def test_it_is_opened_by_the_machines_own_names_alone(site: Site) -> None:
    port = site.server.server_port

    assert site.server.server_address[0] == "127.0.0.1"
    assert site.server.address == f"http://127.0.0.1:{port}/"
    assert site.ask("/", host=f"localhost:{port}")[0].status == 200


def test_nothing_can_be_written(site: Site) -> None:
    assert site.ask("/", method="POST")[0].status == 501


def test_a_page_shows_the_specs_as_they_are_when_it_is_asked_for(site: Site) -> None:
    site.ask("/")
    assert site.builds == 1

    site.spec.write_text("two and more")
    # What belongs to a page that was loaded before stays of its build.
    site.ask("/data/search.js")
    assert site.builds == 1

    assert site.ask("/")[1] == b"two and more"
    assert site.builds == 2


def test_what_was_there_stays_where_the_specs_cannot_be_built(site: Site) -> None:
    site.spec.write_text("broken")

    assert site.ask("/")[1] == b"one"
    assert site.ask("/")[1] == b"one"
    assert site.said == ["the specs cannot be planned"]


def test_a_link_that_leads_nowhere_is_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    (tmp_path / "there").write_text("x")

    told = seen([tmp_path, tmp_path / "no such folder"])
    assert [name for name, *_ in told] == [str(tmp_path / "there")]
