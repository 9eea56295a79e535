"""What leads to this machine, and what only looks like it."""

import pytest

from meshwright.loopback import is_loopback


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
