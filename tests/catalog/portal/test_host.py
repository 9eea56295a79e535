"""Links to the code host: files as they are, and a file that asks for access."""

from urllib.parse import parse_qs, urlsplit

import pytest

from meshwright.catalog.portal.host import CodeHost, code_host

from meshes import environment

ARN = "arn:aws:iam::111122223333:role"
TEXT = "purpose: TEXT & more\n"


def host(**said: str) -> CodeHost | None:
    bootstrap = {"repository": "acme/data", "planner": f"{ARN}/planner", **said}
    return code_host(environment(auditors=[f"{ARN}/planner"], bootstrap=bootstrap))


@pytest.mark.parametrize(
    ("said", "page", "name", "text"),
    [
        ({"codeHost": "github"}, "https://github.com/acme/data/new/main", "filename", "value"),
        ({"codeHost": "gitlab"}, "https://gitlab.com/acme/data/-/new/main", "file_name", "file"),
        (
            {"codeHost": "gitlab", "issuer": "https://git.acme.example/x", "branch": "a/b"},
            "https://git.acme.example/acme/data/-/new/a/b",
            "file_name",
            "file",
        ),
    ],
)
def test_a_new_file_is_filled_in_at_the_host(said, page, name, text):
    found = host(**said)

    assert found
    link = urlsplit(found.asking("domains/a/b/access/c.yaml", TEXT))
    assert f"{link.scheme}://{link.netloc}{link.path}" == page
    assert parse_qs(link.query) == {name: ["domains/a/b/access/c.yaml"], text: [TEXT]}


def test_a_file_has_a_page():
    found = host(codeHost="github")

    assert found
    assert (
        found.file("domains/a b.yaml")
        == "https://github.com/acme/data/blob/main/domains/a%20b.yaml"
    )


def test_a_commit_has_a_page():
    found = host(codeHost="gitlab")

    assert found
    assert found.commit("abc") == "https://gitlab.com/acme/data/-/commit/abc"


def test_where_no_host_is_named_there_are_no_links():
    assert code_host(environment("local")) is None
