"""`mesh new access`: what it writes passes the check, and what cannot be is refused."""

import sys
from pathlib import Path

import pytest

from meshwright.agreements import asking
from meshwright.agreements.inputs import NewInput

from .conftest import Mesh, write

AGREED = "domains/sales/orders/access/finance.reporting.yaml"
READER = "domains/finance/reporting/product.yaml"
PEOPLE = "domains/sales/orders/access/finance.yaml"
PLAIN = """\
description: Revenue by month.   # kept
declassification: Sums tell nobody
tables:
  # what it is
  revenue:
    columns: {month: date}
"""
ASK = ("new", "access", "sales.orders", "--for")
WHY = ("--purpose", "Monthly revenue report")


@pytest.fixture
def unasked(checkout: Path) -> Path:
    """The sample mesh in which finance.reporting reads nothing yet."""
    (checkout / AGREED).unlink()
    write(checkout, {READER: PLAIN})
    return checkout


def errors(mesh: Mesh) -> list[str]:
    found = mesh("check", "--json").document["findings"]
    return [f["message"] for f in found if f["severity"] == "error"]


def test_what_is_asked_for_passes_the_check(mesh: Mesh, unasked: Path) -> None:
    ended = mesh(*ASK, "finance.reporting", *WHY, "--columns", "orders.margin,orders.order_id")

    assert ended.code == 0
    assert ended.out.splitlines() == [AGREED, READER]
    assert (unasked / AGREED).read_text() == (
        "# yaml-language-server: $schema=../../../../schema/agreement.schema.json\n"
        "purpose: Monthly revenue report\n"
        "tables:\n"
        "  orders: {columns: [order_id, margin]}\n"
        "expires: 2027-06-01\n"
        "contact: team-finance@acme.example\n"
    )
    assert (unasked / READER).read_text() == PLAIN.replace(
        "tables:\n", "inputs: [sales.orders]\ntables:\n"
    )
    assert "asks to read sales.orders until 2027-06-01" in ended.err
    assert "whoever may merge: domains/sales/domain.yaml names no reviewers" in ended.err
    assert errors(mesh) == []


def test_it_says_who_approves_on_both_sides(mesh: Mesh, unasked: Path) -> None:
    for domain in ("sales", "finance"):
        file = unasked / f"domains/{domain}/domain.yaml"
        file.write_text(f'{file.read_text()}reviewers: ["@acme/{domain}"]\n')

    said = mesh(*ASK, "finance.reporting", *WHY).err
    assert "approved by @acme/sales, who merge it" in said
    assert f"{READER}: the new input is approved by @acme/finance" in said
    (unasked / AGREED).unlink()
    write(unasked, {READER: PLAIN})
    document = mesh(*ASK, "finance.reporting", *WHY, "--json").document
    assert document["approvers"] == ["@acme/sales"]
    assert document["consumerApprovers"] == ["@acme/finance"]
    assert document["files"] == [AGREED, READER]
    assert document["inputByHand"] is None


@pytest.mark.parametrize(
    ("inputs", "after"),
    [
        ("inputs: [sales.invoices]  # why", "inputs: [sales.invoices, sales.orders]  # why"),
        ("inputs: []", "inputs: [sales.orders]"),
    ],
)
def test_inputs_that_are_there_stay_as_they_are(
    mesh: Mesh, unasked: Path, inputs: str, after: str
) -> None:
    opened = "purpose: x\ntables: {invoices: }\nexpires: 2026-12-31\n"
    invoices = "domains/sales/invoices/access/finance.reporting.yaml"
    write(unasked, {READER: f"{inputs}\n{PLAIN}", invoices: opened})

    assert mesh(*ASK, "finance.reporting", *WHY).code == 0
    assert (unasked / READER).read_text() == f"{after}\n{PLAIN}"


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (PLAIN.replace("declassification: Sums tell nobody\n", ""), "GOV-004"),
        (
            "{description: x, tables: {revenue: {columns: {month: date}}}}\n",
            "not written line by line",
        ),
        (f"extensions: {{a: &none []}}\ninputs: *none\n{PLAIN}", "no empty list stands there"),
    ],
)
def test_what_only_the_consumer_can_say_is_left_to_it(
    mesh: Mesh, unasked: Path, spec: str, said: str
) -> None:
    write(unasked, {READER: spec})

    ended = mesh(*ASK, "finance.reporting", *WHY, "--columns", "orders.margin")
    assert ended.code == 0
    assert ended.out.splitlines() == [AGREED]
    assert (unasked / READER).read_text() == spec
    assert f"{READER} is left as it is: " in ended.err
    assert said in ended.err
    assert errors(mesh) == []


def test_people_and_principals_have_no_inputs(mesh: Mesh, unasked: Path) -> None:
    ended = mesh(*ASK, "finance", *WHY)

    assert ended.out.splitlines() == [PEOPLE]
    assert "lines:\n" in (unasked / PEOPLE).read_text()
    local = unasked / "platform/environments/local.yaml"
    account = "123456789012"
    local.write_text(
        f"{local.read_text()}\nprincipals:\n  auditor: arn:aws:iam::{account}:role/auditor\n"
    )
    ended = mesh(*ASK, "auditor", *WHY)
    assert ended.code == 0, ended.err
    assert "contact" not in (unasked / "domains/sales/orders/access/auditor.yaml").read_text()


def test_a_term_is_what_the_data_allows(mesh: Mesh, unasked: Path) -> None:
    floor = "governanceTeam: '@acme/gov'\nrules:\n  GOV-013: {%sparameters: {mostDays: {%s}}}\n"
    write(unasked, {"policies/floor.yaml": floor % ("", "confidential: 30, personal: 10")})

    basis = ("--legal-basis", "contract")
    assert mesh(*ASK, "finance", *WHY, "--columns", "all", *basis).code == 0
    assert "expires: 2026-06-11\n" in (unasked / PEOPLE).read_text()
    (unasked / PEOPLE).unlink()
    late = mesh(*ASK, "finance", *WHY, "--columns", "orders.margin", "--expires", "2026-09-01")
    assert late.code == 0
    assert "warning GOV-013" in late.err
    (unasked / PEOPLE).unlink()
    write(unasked, {"policies/floor.yaml": floor % ("level: mandatory, ", "confidential: 30")})
    late = mesh(*ASK, "finance", *WHY, "--columns", "orders.margin", "--expires", "2026-09-01")
    assert late.code == 2
    assert "this agreement cannot be: GOV-013" in late.err
    assert not (unasked / PEOPLE).exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sales.order", "--for", "finance", *WHY), "no product 'sales.order', did you mean"),
        (("sales.orders", "--for", "financ", *WHY), "'financ' is no product, no domain"),
        (("sales.orders", "--for", "sales.orders", *WHY), "reads its own tables"),
        (("sales.orders", "--for", "finance"), "an agreement needs a purpose"),
        (("sales.orders", "--for", "finance", "--purpose", " "), "an agreement needs a purpose"),
        (("sales.orders", "--for", "finance", *WHY, "--columns", "all"), "no legal basis is said"),
        (
            ("sales.orders", "--for", "finance", *WHY, "--legal-basis", "because"),
            "this agreement cannot be: ",
        ),
        (
            ("sales.orders", "--for", "finance", "--purpose", "a\u202eb"),
            "this agreement cannot be: ",
        ),
        (
            ("sales.orders", "--for", "finance", *WHY, "--expires", "tomorrow"),
            "'tomorrow' is not a date",
        ),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    mesh: Mesh, unasked: Path, words: tuple[str, ...], said: str
) -> None:
    ended = mesh("new", "access", *words)

    assert ended.code == 2
    assert said in ended.err
    assert not (unasked / "domains/sales/orders/access").is_dir() or not [
        *(unasked / "domains/sales/orders/access").iterdir()
    ]


def test_what_has_errors_is_not_asked(mesh: Mesh, unasked: Path) -> None:
    write(unasked, {"domains/sales/orders/product.yaml": "tables: {}\n"})

    assert "sales.orders has errors" in mesh(*ASK, "finance", *WHY).err


def test_an_agreement_is_never_overwritten(mesh: Mesh, checkout: Path) -> None:
    before = (checkout / AGREED).read_text()
    ended = mesh(*ASK, "finance.reporting", *WHY)

    assert ended.code == 2
    assert f"{AGREED} is there already, until 2026-12-31" in ended.err
    assert "mesh access renew sales.orders finance.reporting" in ended.err
    assert (checkout / AGREED).read_text() == before


def test_what_has_come_there_since_is_not_overwritten(
    mesh: Mesh, unasked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*_: object) -> NewInput:
        write(unasked, {PEOPLE: "purpose: another\n"})
        return NewInput()

    monkeypatch.setattr(asking, "new_input", meanwhile)
    ended = mesh(*ASK, "finance", *WHY)

    assert ended.code == 2
    assert (unasked / PEOPLE).read_text() == "purpose: another\n"


def test_a_checkout_without_an_environment_says_so(mesh: Mesh, unasked: Path) -> None:
    (unasked / "platform/environments/local.yaml").unlink()

    assert "there is no environment" in mesh(*ASK, "finance", *WHY).err


def test_a_terminal_is_asked_what_the_flags_leave_open(
    mesh: Mesh, unasked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["orders", "customer_email, order_id", "contract", "Letters to customers"])
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    asked: list[str] = []

    def answer(question: str, **_: object) -> str:
        asked.append(question)
        return next(answers)

    monkeypatch.setattr("typer.prompt", answer)
    ended = mesh(*ASK, "finance")

    assert ended.code == 0, ended.err
    assert len(asked) == 4
    assert "  orders, personal: customer_email" in ended.err
    assert "lines" not in ended.err
    text = (unasked / PEOPLE).read_text()
    assert "legalBasis: contract\n" in text
    assert "  orders: {columns: [order_id, customer_email]}\n" in text


def test_a_terminal_is_asked_no_basis_where_nobody_is_told_of(
    mesh: Mesh, unasked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["", "Counting"])
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(answers))

    assert mesh(*ASK, "finance", "--tables", "lines").code == 0
    assert "  lines:\n" in (unasked / PEOPLE).read_text()


def test_files_are_asked_for_where_nothing_is_left_out(mesh: Mesh, unasked: Path) -> None:
    ended = mesh(*ASK, "finance.reporting", *WHY, "--tables", "lines", "--files")

    assert ended.code == 0
    assert "\nfiles: true\n" in (unasked / AGREED).read_text()
    assert "asks to read sales.orders, and its files whole until 2027-06-01" in ended.err
    assert errors(mesh) == []


def test_files_with_protected_columns_are_refused_before_they_are_asked_for(
    mesh: Mesh, unasked: Path
) -> None:
    ended = mesh(*ASK, "finance.reporting", *WHY, "--tables", "orders", "--files")

    assert ended.code == 2
    assert "CHK168 the files of 'orders' hold protected columns" in ended.err
    assert not (unasked / AGREED).exists()
