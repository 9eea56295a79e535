"""`mesh access list`: for people, for machines, for a spreadsheet."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from meshwright.operations.used import asking
from meshwright.operations.used.asking import Evidence

from .conftest import Mesh, write

PEOPLE = "domains/sales/orders/access/finance.yaml"
HOSTILE = """\
purpose: "=cmd|' /C calc'!A0 ##[error] ::error::"
tables: {orders: {columns: all}, lines: }
starts: 2026-07-01
expires: 2026-07-31
"""


def test_an_agreement_is_told_in_words(mesh: Mesh) -> None:
    ended = mesh("access", "list")

    assert ended.code == 0
    assert ended.out.splitlines() == [
        "sales.orders -> finance.reporting: until 2026-12-31, 213 days left",
        "  orders: margin, order_id",
        "  for: Monthly revenue report",
        "  protected: orders.margin",
        "1 agreement on 2026-06-01: 1 in force",
    ]


def test_what_has_not_begun_and_what_has_ended_says_so(mesh: Mesh, checkout: Path) -> None:
    write(checkout, {PEOPLE: HOSTILE})

    assert "finance: from 2026-07-01 until 2026-07-31\n" in mesh("access", "list").out
    ended = mesh("access", "list", "--as-of", "2027-01-01").out
    assert "finance: expired on 2026-07-31\n" in ended
    assert "  orders: all columns\n  lines: every unprotected column\n  for: " in ended
    assert ended.endswith("2 agreements on 2027-01-01: 2 expired\n")


def test_rows_are_told(mesh: Mesh, checkout: Path) -> None:
    some = HOSTILE.replace("lines: ", "lines: {rows: \"sku = 'a'\"}")
    write(checkout, {PEOPLE: some})

    assert "lines: every unprotected column, where sku = 'a'\n  for: " in mesh("access", "list").out


def test_what_opens_nothing_protected_says_nothing_of_it(mesh: Mesh, checkout: Path) -> None:
    write(checkout, {PEOPLE: "purpose: x\ntables: {lines: }\nexpires: 2026-06-30\n"})

    assert mesh(
        "access", "list", "--consumer", "finance", "--expiring", "30d"
    ).out.splitlines() == [
        "sales.orders -> finance: until 2026-06-30, 29 days left",
        "  lines: every unprotected column",
        "  for: x",
        "1 agreement on 2026-06-01: 1 in force",
    ]


def test_nothing_that_ends_soon_is_said_to_be_nothing(mesh: Mesh) -> None:
    assert mesh("access", "list", "--expiring", "30d").out == "0 agreements on 2026-06-01\n"


def test_a_document_has_all_of_it(mesh: Mesh) -> None:
    document = mesh("access", "list", "--json").document

    assert document["asOf"] == "2026-06-01"
    assert document["unreadable"] == []
    assert document["agreements"] == [
        {
            "producer": "sales.orders",
            "consumer": "finance.reporting",
            "state": "in force",
            "starts": "2026-01-01",
            "expires": "2026-12-31",
            "daysLeft": 213,
            "purpose": "Monthly revenue report",
            "legalBasis": None,
            "contact": None,
            "tables": {"orders": {"columns": ["margin", "order_id"], "rows": None}},
            "protected": ["orders.margin"],
            "files": False,
            "use": None,
            "path": "domains/sales/orders/access/finance.reporting.yaml",
        }
    ]


def test_a_spreadsheet_computes_nothing_and_a_terminal_obeys_nothing(
    mesh: Mesh, checkout: Path
) -> None:
    write(checkout, {PEOPLE: HOSTILE})

    table = [*csv.DictReader(mesh("access", "list", "--csv").out.splitlines())]
    assert table[0]["purpose"] == "'=cmd|' /C calc'!A0 \\u0023#[error] ::error::"
    assert table[0]["tables"] == "orders: all columns; lines: every unprotected column"
    assert table[1]["protected"] == "orders.margin"
    assert table[1]["legalBasis"] == ""
    assert table[1]["daysLeft"] == "213"
    assert "##[" not in mesh("access", "list").out


def test_two_answers_at_once_are_refused(mesh: Mesh) -> None:
    assert mesh("access", "list", "--json", "--csv").code == 2


def test_a_span_that_is_none_is_refused(mesh: Mesh) -> None:
    ended = mesh("access", "list", "--expiring", "soon")

    assert ended.code == 2
    assert "such as 15m, 4h, 730d" in ended.err


def test_what_cannot_be_read_is_named(mesh: Mesh, checkout: Path) -> None:
    write(checkout, {"domains/sales/orders/product.yaml": "tables: {}\n"})

    ended = mesh("access", "list")
    assert ended.out == "0 agreements on 2026-06-01\n"
    assert "sales.orders cannot be read, and is left out: run `mesh check`" in ended.err


def test_whole_files_are_told(mesh: Mesh, checkout: Path) -> None:
    text = "purpose: x\ntables: {lines: }\nfiles: true\nexpires: 2026-06-30\n"
    write(checkout, {PEOPLE: text})

    asked = ("access", "list", "--consumer", "finance", "--expiring", "30d")
    assert mesh(*asked).out.splitlines()[1:3] == [
        "  lines: every unprotected column",
        "  files: whole, of each of these tables",
    ]
    (agreed,) = mesh(*asked, "--json").document["agreements"]
    assert agreed["files"] is True


def test_how_an_agreement_is_used_stands_beside_it_where_a_trail_is_asked(
    mesh: Mesh, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = Evidence((), datetime(2025, 1, 1, tzinfo=UTC))
    monkeypatch.setattr(asking, "evidence", lambda *_: evidence)

    said = mesh("access", "list", "--used-in", "local").out
    (agreement,) = mesh("access", "list", "--used-in", "local", "--json").document["agreements"]
    header, row = mesh("access", "list", "--used-in", "local", "--csv").out.splitlines()

    assert "  protected: orders.margin\n  unused since 2026-03-03\n" in said
    assert agreement["use"] == {"state": "unused", "accesses": 0, "last": None}
    assert (header.endswith(",use"), row.endswith(",unused")) == (True, True)
    assert mesh("access", "list", "--json").document["agreements"][0]["use"] is None


def test_how_a_past_day_was_used_cannot_be_asked(mesh: Mesh) -> None:
    ended = mesh("access", "list", "--used-in", "local", "--at", "2026-05-01")

    assert (ended.code, ended.out) == (2, "")
    assert "leave out --at or --used-in" in ended.err
