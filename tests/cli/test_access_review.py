"""`mesh access review`: what a change gives, why and until when, in words and as a document."""

import subprocess
from pathlib import Path

import pytest

from .conftest import Mesh, write

AGREED = "domains/sales/orders/access/finance.reporting.yaml"
PEOPLE = "domains/sales/orders/access/finance.yaml"
HOSTILE = """\
purpose: "##[error] ::warning:: all is well"
tables: {orders: {columns: [order_id, margin]}}
expires: 2026-12-31
"""


@pytest.fixture(autouse=True)
def committed(checkout: Path) -> Path:
    """The sample mesh, all of which is committed."""
    subprocess.run(["git", "-C", checkout, "init", "-q", "-b", "main"], check=True)
    commit(checkout, "begin")
    return checkout


def commit(checkout: Path, subject: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    for words in (("add", "-A"), ("commit", "-q", "--allow-empty", "-m", subject)):
        subprocess.run(["git", "-C", checkout, *identity, *words], check=True, capture_output=True)


def test_nothing_new_is_said_to_be_nothing(mesh: Mesh) -> None:
    ended = mesh("access", "review")

    assert (ended.code, ended.out) == (0, "")
    assert "nobody reads more or less than before, compared with HEAD" in ended.err


def test_a_new_agreement_is_told_with_what_it_leaves_out(mesh: Mesh, checkout: Path) -> None:
    write(checkout, {PEOPLE: HOSTILE})

    ended = mesh("access", "review", "--changed-since", "main")
    assert ended.out.splitlines() == [
        "people of finance can newly read order_id, margin of orders in sales.orders",
        "  why: by agreement until 2026-12-31, for: \\u0023#[error] ::warning:: all is well",
        "  protected, now or before: margin",
        "  not given: customer_email, ordered_on",
        "new agreement of sales.orders with finance, until 2026-12-31:"
        " \\u0023#[error] ::warning:: all is well",
    ]
    assert "1 reader with more, 0 with less, compared with main" in ended.err


def test_the_rows_that_are_seen_are_told(mesh: Mesh, checkout: Path) -> None:
    some = HOSTILE.replace("margin]}", "margin], rows: \"order_id = 'a'\"}")
    write(checkout, {PEOPLE: some})
    agreed = checkout / AGREED
    agreed.write_text(agreed.read_text().replace("order_id]}", 'order_id], rows: "margin > 1"}'))

    said = mesh("access", "review").out
    assert "  only rows where: order_id = 'a'\n" in said
    assert "finance.reporting can read other rows of orders in sales.orders: margin > 1" in said
    assert "(before: all)" in said
    told = {c["reader"]: c for c in mesh("access", "review", "--json").document["changes"]}
    assert told["finance"]["rows"] == "order_id = 'a'"
    assert told["finance.reporting"]["rowsBefore"] == ""


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("margin > 1", "", "1 reader with more, 0 with less"),
        ("", "margin > 1", "0 readers with more, 1 with less"),
        ("margin > 1", "margin > 2", "1 reader with more, 1 with less"),
    ],
    ids=["dropped", "added", "changed"],
)
def test_other_rows_count_as_more_or_less(
    mesh: Mesh, checkout: Path, before: str, after: str, said: str
) -> None:
    agreed = checkout / AGREED
    text = agreed.read_text()

    def write_rows(rows: str) -> None:
        agreed.write_text(
            text.replace("order_id]}", f'order_id], rows: "{rows}"}}') if rows else text
        )

    write_rows(before)
    commit(checkout, "filter")
    write_rows(after)

    assert said in mesh("access", "review").err


def test_who_loses_and_what_is_carried_on_is_told(mesh: Mesh, checkout: Path) -> None:
    (checkout / AGREED).unlink()
    later = HOSTILE.replace("expires:", "starts: 2026-09-01\nexpires:")
    write(checkout, {PEOPLE: later})

    said = mesh("access", "review").out.splitlines()
    assert said == [
        "finance.reporting can no longer read order_id, margin of orders in sales.orders",
        "new agreement of sales.orders with finance, from 2026-09-01 until 2026-12-31:"
        " \\u0023#[error] ::warning:: all is well",
        "  opens of orders: order_id, margin",
        "no agreement of sales.orders with finance.reporting any more",
    ]


def test_what_an_agreement_that_begins_later_will_open_is_told(mesh: Mesh, checkout: Path) -> None:
    later = HOSTILE.replace("expires:", "starts: 2026-09-01\nexpires:")
    write(checkout, {PEOPLE: later})
    commit(checkout, "later")
    write(checkout, {PEOPLE: later.replace("margin]}", "margin], rows: \"order_id = 'a'\"}")})

    assert mesh("access", "review").out.splitlines() == [
        "other tables in the agreement of sales.orders with finance, which holds from 2026-09-01"
        " until 2026-12-31",
        "  opens of orders: order_id, margin, where order_id = 'a'",
    ]


def test_a_renewal_gives_nothing_new(mesh: Mesh) -> None:
    assert mesh("access", "renew", "sales.orders", "finance.reporting").code == 0

    assert mesh("access", "review").out == (
        "other expires in the agreement of sales.orders with finance.reporting, which holds"
        " from 2026-01-01 until 2027-06-01\n"
    )


def test_a_new_column_reaches_the_own_domain_without_an_agreement(
    mesh: Mesh, checkout: Path
) -> None:
    spec = checkout / "domains/sales/orders/product.yaml"
    spec.write_text(spec.read_text().replace("sku: string", "sku: string, amount: int"))

    said = mesh("access", "review").out
    assert "people of sales can newly read amount of lines in sales.orders\n  why: without" in said
    assert "sales.invoices can newly read amount of lines in sales.orders\n" in said


def test_a_reader_of_all_domains_is_told_with_where_it_is_named(mesh: Mesh, checkout: Path) -> None:
    write(checkout, {PEOPLE: HOSTILE})
    local = checkout / "platform/environments/local.yaml"
    other = local.read_text().replace("123456789012", "210987654321")
    write(checkout, {"platform/environments/lab.yaml": other})
    local.write_text(
        f"{local.read_text()}\nreaders:\n  audit:\n    principal:"
        " arn:aws:iam::123456789012:role/audit\n    classifications: [internal]\n"
    )

    document = mesh("access", "review", "--json").document
    told = {(c["reader"], c["table"]): c for c in document["changes"]}
    audit = told["audit", "orders"]
    assert (audit["kind"], audit["agreement"], audit["withheld"]) == ("platform", None, [])
    people = told["finance", "orders"]
    assert people["gained"] == ["order_id", "margin"]
    assert people["protected"] == ["margin"]
    assert people["withheld"] == ["customer_email", "ordered_on"]
    assert (people["until"], people["agreement"]) == ("2026-12-31", PEOPLE)
    assert document["agreements"][0]["consumer"] == "finance"
    assert document["unreadable"] == []
    assert "why: the environment file names it as a reader" in mesh("access", "review").out


def test_what_cannot_be_read_is_named(mesh: Mesh, checkout: Path) -> None:
    write(checkout, {"domains/sales/orders/product.yaml": "tables: {}\n"})

    assert "sales.orders cannot be read, so that nothing is told of it" in (
        mesh("access", "review").out
    )


def test_a_base_without_an_environment_compares_nothing(mesh: Mesh, checkout: Path) -> None:
    local = checkout / "platform/environments/local.yaml"
    local.rename(local.with_name("lab.yaml"))

    ended = mesh("access", "review")
    assert ended.code == 1
    assert "nothing can be compared with HEAD" in ended.err


FILES = "purpose: Own jobs\ntables: {lines: {columns: all}}\nfiles: true\nexpires: 2026-12-31\n"
KEY = "  changes the key of sales too: its stack runs before that of sales.orders"


def test_whole_files_are_told_with_the_stack_that_runs_before(mesh: Mesh, checkout: Path) -> None:
    write(checkout, {PEOPLE: FILES})

    said = mesh("access", "review").out.splitlines()
    gives = "  gives whole files of lines: every column and row in them, past Lake Formation"
    assert said[said.index(gives) + 1] == KEY
    (agreed,) = mesh("access", "review", "--json").document["agreements"]
    assert agreed["files"] is True


@pytest.mark.parametrize("after", ["files: false", None])
def test_files_that_end_are_told_too(mesh: Mesh, checkout: Path, after: str | None) -> None:
    write(checkout, {PEOPLE: FILES})
    commit(checkout, "files")
    if after is None:
        (checkout / PEOPLE).unlink()
    else:
        write(checkout, {PEOPLE: FILES.replace("files: true", after)})

    said = mesh("access", "review").out.splitlines()
    assert any(line.startswith("  no longer gives whole files of lines") for line in said)
    assert KEY in said


def test_another_purpose_says_nothing_of_files(mesh: Mesh, checkout: Path) -> None:
    write(checkout, {PEOPLE: FILES})
    commit(checkout, "files")
    write(checkout, {PEOPLE: FILES.replace("Own jobs", "Own reports")})

    assert "whole files" not in mesh("access", "review").out
