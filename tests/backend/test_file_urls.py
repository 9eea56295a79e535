"""A folder's path as a URL and back, whatever its name holds."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwright.backend.file_urls import folder_of, url_of
from meshwright.runner.state.file_store import FileStore

NAMES = (
    "feature%2Forders",
    "a#b",
    "what?",
    "mit Leerzeichen",
    "Überblick",
    "%",
    "100%25",
    "a;b&c=d",
)
LATIN = os.fsdecode(b"caf\xe9")


@pytest.mark.parametrize("name", [*NAMES, LATIN, "line\nbreak", "tab\there", "~", "a+b"])
def test_a_folder_comes_back_from_its_url(tmp_path, name):
    folder = tmp_path / name

    assert folder_of(url_of(folder)) == folder
    assert FileStore.at(url_of(folder)).root == folder


@given(st.binary(min_size=1, max_size=40).filter(lambda b: not {0, ord("/")} & set(b)))
def test_any_name_that_a_file_system_takes_comes_back(name):
    folder = Path("/srv") / os.fsdecode(name)

    assert folder_of(url_of(folder)) == folder


def test_a_url_holds_only_what_a_url_may(tmp_path):
    url = url_of(tmp_path / "a #?%é")

    assert url.endswith("/a%20%23%3F%25%C3%A9")
    assert url.isascii()


def test_a_home_is_meant_by_a_tilde(monkeypatch):
    monkeypatch.setenv("HOME", "/home/x")

    assert folder_of("file://~/state") == Path("/home/x/state")
    assert folder_of("file://~") == Path("/home/x")


def test_a_url_as_people_write_it_is_read_as_before():
    assert folder_of("file:///srv/my state") == Path("/srv/my state")
    assert folder_of("file:///srv/state?no_tmp_dir=true") == Path("/srv/state")
