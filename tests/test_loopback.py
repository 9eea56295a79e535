"""What leads to this machine, and what only looks like it."""

from types import SimpleNamespace

import pytest

from meshwright.loopback import is_loopback, kept_on


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1",
        "http://127.9.9.9",
        "https://[::1]:1",
        "http://localhost:1",
        "http://s3.localhost:1",
    ],
)
def test_an_address_of_the_loopback_and_names_of_localhost_are_this_machine(url: str) -> None:
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://s3.eu-central-1.amazonaws.com",
        "http://10.0.0.1:1",
        "http://0.0.0.0:1",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.1@evil.example",
        "http://localhost.evil.example",
        "http://evillocalhost",
        "file:///127.0.0.1",
        "127.0.0.1:5000",
        "http://[",
        "",
    ],
)
def test_nothing_else_is(url: str) -> None:
    assert not is_loopback(url)


def test_what_goes_to_a_name_below_an_endpoint_goes_to_the_endpoint() -> None:
    request = SimpleNamespace(url="http://way-123.127.0.0.1:5000/orders/1?x=y", headers={})

    kept_on("http://127.0.0.1:5000")(request)

    assert request.url == "http://127.0.0.1:5000/orders/1?x=y"
    assert request.headers == {"Host": "way-123.127.0.0.1:5000"}


def test_other_requests_go_where_they_went() -> None:
    for url in ("http://127.0.0.1:5000/a", "http://elsewhere:5000/a", "http://x127.0.0.1:5000/a"):
        request = SimpleNamespace(url=url, headers={})

        kept_on("http://127.0.0.1:5000")(request)

        assert (request.url, request.headers) == (url, {})
