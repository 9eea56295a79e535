"""`mesh access used`: how what a trail tells of agreements is said."""

from datetime import UTC, datetime
from typing import Any

import pytest

from meshwright.aws.data_events import Access, access_of
from meshwright.entitlements import answers
from meshwright.operations.used import asking
from meshwright.operations.used.asking import Evidence

from operations.used.trail import rows, session

ACCOUNT = "123456789012"
REPORTING = f"arn:aws:iam::{ACCOUNT}:role/mesh/finance/mesh-local--finance--reporting--runtime"
INVOICES = f"arn:aws:iam::{ACCOUNT}:role/mesh/sales/mesh-local--sales--invoices--runtime"
EVE = f"arn:aws:iam::{ACCOUNT}:role/eve"
ORDERS = {"tableArn": f"arn:aws:glue:eu-central-1:{ACCOUNT}:table/sales__orders/orders"}
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def by(principal: str, name: str = "run", person: str = "", asked: Any = ORDERS) -> Access:
    access = access_of(rows(session(principal, name, person), principal, asked))
    assert access is not None
    return access


@pytest.fixture
def trail(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the trail tells, and since when."""

    def tells(*accesses: Access, since: datetime = LONG_AGO) -> None:
        monkeypatch.setattr(asking, "evidence", lambda *_: Evidence(accesses, since))

    tells()
    return tells


def test_a_used_agreement_is_told_with_its_tables_and_people(mesh: Any, trail: Any):
    trail(by(REPORTING, person="jane"), by(REPORTING, person="jane"), by(REPORTING, "night"))

    told = mesh("access", "used")

    assert told.code == 0
    assert told.out.splitlines() == [
        "sales.orders -> finance.reporting: used, 3 accesses, the last on 2026-05-20",
        "  tables: orders 3",
        "  by: jane 2, session night 1",
        "local: 1 agreement in force, 2026-03-03 to 2026-06-01: 1 used",
    ]


@pytest.mark.usefixtures("trail")
def test_an_unused_agreement_is_a_note_to_both_sides(mesh: Any):
    told = mesh("access", "used")

    assert told.out.splitlines() == [
        "sales.orders -> finance.reporting: unused since 2026-03-03",
        "note: sales.orders -> finance.reporting: unused for 90 days; do both sides still want"
        " it? (team-sales@acme.example, finance.reporting)",
        "local: 1 agreement in force, 2026-03-03 to 2026-06-01: 1 unused",
    ]


def test_a_young_trail_and_a_young_agreement_are_not_called_unused(mesh: Any, trail: Any):
    trail(since=datetime(2026, 5, 1, 8, 30, tzinfo=UTC))

    young = mesh("access", "used").out
    new = mesh("access", "used", "--days", "400").out

    assert "not seen; not known before 2026-05-01 08:30 UTC" in young
    assert "not used yet, in force since 2026-01-01" in new


def test_other_accesses_are_told_once_and_seen_whole(mesh: Any, trail: Any):
    odd = f"{EVE}\x1b[2J\u202e"
    trail(by(INVOICES), by(odd), by(EVE, asked={}))

    out = mesh("access", "used").out

    assert "by default rights, without any agreement: 1 access\n" in out
    assert f"sales.orders.orders: 1 access by {EVE}\\u001b[2J\\u202e, the last on" in out
    assert "1 access of which the trail does not tell by whom, or of what" in out
    assert "\x1b" not in out


def test_a_name_that_is_a_formula_is_a_text_in_the_table(mesh: Any, trail: Any):
    trail(by(REPORTING, person="=1+1"))

    header, row = mesh("access", "used", "--csv").out.splitlines()

    assert header.startswith("environment,producer,consumer,state,accesses,last,people,tables")
    assert row.startswith(
        "local,sales.orders,finance.reporting,used,1,2026-05-20T09:30:00Z,'=1+1 1,orders 1,"
    )


def test_the_document_has_all_of_it(mesh: Any, trail: Any):
    trail(by(REPORTING, person="jane"), by(EVE))

    document = mesh("access", "used", "--json").document

    assert (document["first"], document["last"]) == ("2026-03-03", "2026-06-01")
    assert (document["seenSince"], document["isWhole"]) == ("2025-01-01T00:00:00Z", True)
    (usage,) = document["agreements"]
    assert (usage["state"], usage["principal"], usage["owner"]) == (
        "used",
        REPORTING,
        "team-sales@acme.example",
    )
    (other,) = document["withoutAgreement"]
    assert (other["principal"], other["basis"]) == (EVE, None)


@pytest.mark.parametrize(
    ("words", "agreements", "others"),
    [
        (("--product", "sales"), 1, 1),
        (("--product", "finance.reporting"), 0, 0),
        (("--consumer", "finance"), 1, 0),
        (("--consumer", "sales"), 0, 0),
    ],
)
def test_only_what_is_asked_for_is_told(
    mesh: Any, trail: Any, words: tuple[str, str], agreements: int, others: int
):
    trail(by(EVE))

    document = mesh("access", "used", *words, "--json").document

    assert len(document["agreements"]) == agreements
    assert len(document["withoutAgreement"]) == others


@pytest.mark.usefixtures("trail")
def test_a_history_that_git_knows_whole_is_not_remarked_on(
    mesh: Any, monkeypatch: pytest.MonkeyPatch
):
    without_git = mesh("access", "used").err
    ask = answers.answered
    monkeypatch.setattr(answers, "answered", lambda *given: (ask(*given)[0], ""))

    assert "history: " in without_git
    assert "history: " not in mesh("access", "used").err


@pytest.mark.usefixtures("trail")
def test_a_consumer_that_nobody_knows_is_refused(mesh: Any):
    told = mesh("access", "used", "--consumer", "nobody")

    assert told.code == 2
    assert "there is no consumer 'nobody'" in told.err
