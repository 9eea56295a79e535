"""Questions of an auditor, each answered by one command: of today, and of a past day."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .audited import ANN, ARN, BOB, CAROL, TODAY, UNCOMMITTED, committed, git, put
from .conftest import Mesh


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a history, each commit tagged with its day."""
    return committed(tmp_path_factory.mktemp("audited"))


@pytest.fixture
def uncommitted(audited: Path) -> Iterator[None]:
    """A change that lies in the checkout."""
    put(audited, UNCOMMITTED)
    yield
    git(audited, "checkout", "-q", "--", ".")


@pytest.fixture
def mesh(audited: Path, monkeypatch: pytest.MonkeyPatch, mesh: Mesh) -> Mesh:
    """Runs a command in the repository, as of the first of June."""
    monkeypatch.setenv("MESH_ROOT", str(audited))
    monkeypatch.setenv("MESH_AS_OF", TODAY)
    monkeypatch.chdir(audited)
    return mesh


Pick = Callable[[Any], Any]


def of(field: str) -> Pick:
    """A field of each right, but for a product's own jobs, by who has it and of what."""

    def pick(document: Any) -> Mapping[str, Any]:
        return {
            f"{right['consumer']}: {right['table']}": right[field]
            for right in document["rights"]
            if right["basis"] == "agreement"
        }

    return pick


def readers(document: Any) -> set[str]:
    return {right["consumer"] for right in document["rights"] if not right["writes"]}


def defaults(document: Any) -> set[tuple[str, str]]:
    return {(r["consumer"], r["basis"]) for r in document["rights"] if r["basis"] != "agreement"}


def consumers(state: str = "", *, protected: bool = False) -> Pick:
    """The consumers of agreements that stand so, or open what is protected."""

    def pick(document: Any) -> list[str]:
        return [
            agreement["consumer"]
            for agreement in document["agreements"]
            if state in ("", agreement["state"]) and (agreement["protected"] or not protected)
        ]

    return pick


def people(document: Any) -> Mapping[str, list[str]]:
    return {r["consumer"]: r["people"] for r in document["rights"] if r["people"]}


def more(document: Any) -> Mapping[str, list[str]]:
    """Who newly reads which columns."""
    return {c["reader"]: c["gained"] for c in document["changes"] if c["gained"]}


def other_rows(document: Any) -> Mapping[str, tuple[str, str | None]]:
    """Who reads other rows than before: those of before, and those of now."""
    changes = [c for c in document["changes"] if c["rowsBefore"] is not None]
    return {c["reader"]: (c["rowsBefore"], c["rows"]) for c in changes}


def less(document: Any) -> Mapping[str, list[str]]:
    """Who no longer reads which columns."""
    return {c["reader"]: c["lost"] for c in document["changes"] if c["lost"]}


def protected(document: Any) -> Mapping[str, list[str]]:
    return {a["consumer"]: a["protected"] for a in document["agreements"] if a["protected"]}


@dataclass(frozen=True)
class Question:
    """What an auditor asks, by which command it is answered, and what is right."""

    asks: str
    command: str
    pick: Pick
    today: Any
    then: Any
    day: str = "2026-04-15"


WHO, WHAT, LIST = "access who sales.orders", "access what", "access list"
QUESTIONS = (
    Question(
        "Who can read the margins?",
        f"{WHO}.orders.margin",
        readers,
        set[str](),
        {"finance.reporting", "partner"},
    ),
    Question(
        "Who can read mail addresses of customers?",
        f"{WHO}.customer_email",
        readers,
        {"analyst"},
        {"analyst", "partner"},
    ),
    Question(
        "Who can read any of a product?",
        WHO,
        readers,
        {"sales", "finance.reporting", "analyst"},
        {"sales"},
        "2026-02-15",
    ),
    Question(
        "Who reads without an agreement, and why?",
        f"{WHO}.lines",
        defaults,
        {("sales", "people of the product's domain"), ("sales.orders", "the product's own jobs")},
        {("sales", "people of the product's domain"), ("sales.orders", "the product's own jobs")},
    ),
    Question(
        "What do the jobs of a product read of others?",
        f"{WHAT} finance.reporting",
        of("columns"),
        {"finance.reporting: orders": ["order_id"]},
        {"finance.reporting: orders": ["order_id", "margin"]},
    ),
    Question(
        "Which rows do they see?",
        f"{WHAT} finance.reporting",
        of("rows"),
        {"finance.reporting: orders": "country = 'DE'"},
        {"finance.reporting: orders": "all"},
    ),
    Question(
        "What do the people of a domain read of others?",
        f"{WHAT} marketing",
        of("columns"),
        {},
        {"marketing: orders": ["order_id", "country"]},
    ),
    Question(
        "As whom does a principal read?",
        f"{WHAT} partner",
        of("principal"),
        {},
        {"partner: orders": f"{ARN}partner"},
    ),
    Question(
        "Will somebody read columns that are yet to come?",
        WHO,
        of("columnsToCome"),
        {"finance.reporting: orders": False, "analyst: orders": False},
        {
            "finance.reporting: orders": False,
            "analyst: orders": False,
            "marketing: orders": False,
            "partner: orders": True,
        },
    ),
    Question(
        "What for?",
        WHO,
        of("purpose"),
        {"finance.reporting: orders": "Monthly revenue of Germany", "analyst: orders": "Survey"},
        {"finance.reporting: orders": "Monthly revenue"},
        "2026-03-10",
    ),
    Question(
        "Since when?",
        WHO,
        of("since"),
        {"finance.reporting: orders": "2026-03-01", "analyst: orders": "2026-04-01"},
        {"finance.reporting: orders": "2026-03-01"},
        "2026-03-10",
    ),
    Question(
        "Until when?",
        WHO,
        of("until"),
        {"finance.reporting: orders": "2026-11-30", "analyst: orders": "2026-06-20"},
        {"finance.reporting: orders": "2026-12-31"},
        "2026-03-10",
    ),
    Question(
        "Who approved it?",
        WHO,
        of("approvals"),
        {
            "finance.reporting: orders": [],
            "analyst: orders": [{"who": CAROL, "by": "Approved-by"}],
        },
        {"finance.reporting: orders": [{"who": BOB, "by": "Reviewed-by"}]},
        "2026-03-10",
    ),
    Question(
        "Who wrote it?",
        f"{WHAT} finance.reporting",
        of("authors"),
        {"finance.reporting: orders": [ANN]},
        {"finance.reporting: orders": [ANN]},
    ),
    Question(
        "In which pull request?",
        f"{WHAT} finance.reporting",
        of("request"),
        {"finance.reporting: orders": None},
        {"finance.reporting: orders": "#4"},
    ),
    Question(
        "Who may act as the people of a domain?",
        f"{WHO}.lines",
        people,
        {"sales": [f"{ARN}sso-sales"]},
        {},
    ),
    Question(
        "On which legal basis is personal data read?",
        f"{WHO}.customer_email",
        of("legalBasis"),
        {"analyst: orders": "consent"},
        {"analyst: orders": "consent", "partner: orders": "contract"},
    ),
    Question(
        "Which agreements have ended?",
        LIST,
        consumers("expired"),
        ["marketing"],
        [],
    ),
    Question(
        "Which end within 30 days?",
        f"{LIST} --expiring 30d",
        consumers(),
        ["analyst"],
        ["marketing"],
        "2026-05-05",
    ),
    Question(
        "Which have not begun?",
        LIST,
        consumers("not started"),
        ["finance"],
        [],
    ),
    Question(
        "Which give protected columns, and which ones?",
        LIST,
        protected,
        {"analyst": ["orders.customer_email"], "finance": ["orders.margin"]},
        {
            "analyst": ["orders.customer_email"],
            "finance.reporting": ["orders.margin"],
            "partner": ["orders.customer_email", "orders.margin"],
        },
    ),
)
THEN, NOW = "--changed-since on-2026-03-15 --at 2026-04-01", "--changed-since HEAD"
REVIEWS = (
    (
        "Who newly reads what by this change?",
        more,
        (NOW, {"finance.reporting": ["margin"]}),
        (
            THEN,
            {
                "analyst": ["order_id", "customer_email"],
                "partner": ["order_id", "country", "customer_email", "margin"],
            },
        ),
    ),
    (
        "Who reads other rows?",
        other_rows,
        (NOW, {"finance.reporting": ("country = 'DE'", None)}),
        (
            "--changed-since on-2026-04-01 --at 2026-05-10",
            {"finance.reporting": ("", "country = 'DE'")},
        ),
    ),
    (
        "Who no longer reads what?",
        less,
        (NOW, {"analyst": ["order_id", "customer_email"]}),
        (
            "--changed-since on-2026-04-01 --at 2026-05-20",
            {
                "finance.reporting": ["margin"],
                "partner": ["order_id", "country", "customer_email", "margin"],
            },
        ),
    ),
)


def test_there_are_twenty_at_least() -> None:
    asked = [*(question.asks for question in QUESTIONS), *(asks for asks, *_ in REVIEWS)]

    assert len({*asked}) == len(asked) >= 20


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.asks)
def test_a_question_is_answered_for_today(mesh: Mesh, question: Question) -> None:
    ended = mesh(*question.command.split(), "--json")

    assert ended.code == 0
    assert question.pick(ended.document) == question.today


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.asks)
def test_a_question_is_answered_for_a_past_day(mesh: Mesh, question: Question) -> None:
    ended = mesh(*question.command.split(), "--at", question.day, "--json")

    assert ended.code == 0
    assert question.pick(ended.document) == question.then


@pytest.mark.usefixtures("uncommitted")
@pytest.mark.parametrize("review", REVIEWS, ids=lambda review: review[0])
def test_a_change_is_answered_for_today_and_for_a_past_day(mesh: Mesh, review: Any) -> None:
    _, pick, *cases = review

    for words, answer in cases:
        ended = mesh("access", "review", *words.split(), "--json")
        assert ended.code == 0
        assert pick(ended.document) == answer


def test_a_change_cannot_have_begun_after_the_day_that_is_asked_for(mesh: Mesh) -> None:
    ended = mesh("access", "review", "--at", "2026-04-15")

    assert ended.code == 2
    assert "HEAD came after 2026-04-15" in ended.err
    assert "--changed-since REF" in ended.err
