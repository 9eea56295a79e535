"""The command line itself: its help, its version, what it completes, what it says when misused."""

import json
import os
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal

import pytest
import typer.main

from meshwright.cli import documents
from meshwright.cli.app import app
from meshwright.cli.completion import environments, selections


def commands(known, path=()):
    """Every command with the words that name it."""
    for name, inner in getattr(known, "commands", {}).items():
        yield (*path, name), inner
        yield from commands(inner, (*path, name))


ALL = dict(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("width", ["60", "80", "120"])
@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_no_column_of_a_help_is_cut(mesh, monkeypatch, path, width):
    monkeypatch.setenv("COLUMNS", width)
    ended = mesh(*path, "--help")
    flat = " ".join(ended.out.replace("│", " ").split())

    assert ended.code == 0
    assert "…" not in ended.out
    for parameter in ALL[path].params:
        for word in (parameter.help or "").split():
            assert word in flat


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_what_takes_a_day_says_so(path):
    for parameter in ALL[path].params:
        assert not getattr(parameter, "hidden", False)
        assert "MESH_AS_OF" not in (parameter.help or "")


def test_the_version_is_that_of_the_project(mesh):
    assert mesh("--version").out == "meshwright 0.1.0\n"


@pytest.mark.usefixtures("checkout")
@pytest.mark.parametrize(
    ("begun", "ended"),
    [
        ("", ["finance", "finance.reporting", "sales", "sales.invoices", "sales.orders"]),
        ("sales.", ["sales.invoices", "sales.orders"]),
        ("sales.o", ["sales.orders"]),
        ("fin", ["finance", "finance.reporting"]),
        ("nothing", []),
    ],
)
def test_ids_of_domains_and_products_are_completed(begun, ended):
    assert selections(begun) == ended


@pytest.mark.usefixtures("checkout")
def test_environments_are_completed(checkout):
    (checkout / "platform/environments/lab.yaml").write_text("")

    assert environments("l") == ["lab", "local"]
    assert environments("d") == []


def test_outside_of_a_checkout_nothing_is_completed(monkeypatch, tmp_path):
    monkeypatch.setenv("MESH_ROOT", str(tmp_path))

    assert selections("") == environments("") == []


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("mesh up sales.o", "sales.orders"),
        ("mesh destroy fin", "finance\nfinance.reporting"),
        ("mesh drift --env l", "local"),
        ("mesh dr", "drift"),
        ("mesh up --no", "--no-skip"),
        ("mesh sample l", "load"),
    ],
)
def test_a_shell_is_offered_options_commands_and_ids(checkout, typed, offered):
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split()) - 1)}
    done = subprocess.run(
        [sys.executable, "-m", "meshwright"],
        env=os.environ | words | {"_MESH_COMPLETE": "complete_bash", "MESH_ROOT": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.strip() == offered, done.stderr


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (("sample", "load", "--env", "nowhere"), "sample load"),
        (("up", "--env", "nowhere"), "up"),
        (("sample", "lod"), "sample"),
        (("policy", "list", "--nope"), "policy list"),
        (("new", "product"), "new product"),
        (("chek",), ""),
        (("check", "--as-of", "tomorrow"), "check"),
    ],
)
def test_an_error_is_one_document_that_names_its_command(mesh, words, command):
    ended = mesh(*words, "--json")

    assert ended.code == 2
    assert ended.document["command"] == command
    assert ended.document["version"] == 2
    assert ended.document["error"]["exitCode"] == 2
    assert ended.err.startswith("error: ")


def test_a_command_line_that_is_wrong_says_where_help_is(mesh):
    ended = mesh("up", "--nope")

    assert (ended.code, ended.out) == (2, "")
    assert "No such option: --nope" in ended.err
    assert "mesh up --help" in ended.err


def test_a_group_without_a_command_shows_its_help(mesh):
    ended = mesh("sample")

    assert ended.code == 2
    assert "load" in ended.out


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("12345678901234567890.1234567890"), "12345678901234567890.1234567890"),
        (Decimal("1E+3"), "1000"),
        (Decimal("NaN"), "null"),
        (float("inf"), "null"),
        (7, "7"),
        (True, "true"),
        (None, "null"),
        (date(2026, 1, 2), '"2026-01-02"'),
        (datetime(2026, 1, 2, 3, 4), '"2026-01-02T03:04:00"'),  # noqa: DTZ001 - a table's has none
        (b"\x00\xff", '"00ff"'),
        ("12", '"12"'),
    ],
)
def test_a_value_is_what_it_is_in_json(value, text):
    said = documents.text_of({"rows": [[value, {"inner": value}]]})

    assert said.count(text) == 2
    json.loads(said)


def test_a_text_that_looks_like_a_mark_stays_a_text():
    said = json.loads(documents.text_of({"a": "0123456789abcdef:1", "b": Decimal("1.5")}))

    assert said == {"a": "0123456789abcdef:1", "b": 1.5}


@pytest.mark.parametrize(
    ("variables", "is_terminal", "has_colours"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, True, False),
    ],
)
def test_colours_are_for_terminals(monkeypatch, variables, is_terminal, has_colours):
    from meshwright.cli import output

    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(output.sys.stdout, "isatty", lambda: is_terminal, raising=False)

    assert ("\x1b[" in output.coloured("error", "31")) == has_colours
