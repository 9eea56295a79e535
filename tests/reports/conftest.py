import pytest

from meshwright.contracts.novelty import gone, novel
from meshwright.errors import Finding, Position, Severity
from meshwright.reports.model import Base, Card, Report
from meshwright.reports.reported import Surroundings, report_of

ORDERS = "domains/sales/orders/product.yaml"
LINES = {8: "      discount: {type: strin, pii: true}"}
CARDS = {
    "SPEC017": Card("Unknown type", "Glue has no such type.", "use a type of Glue", Severity.ERROR)
}
WEB = "https://github.example/acme/mesh/blob/abc/"

HOSTILE = (
    "a 'quote' and a \"double\" one",
    "two\nlines\r\nand a return\r",
    "control \x00 \x0b \x1b[31m \x85 \ufffe characters",
    "percent %0A and 100%",
    "::error file=x::injected",
    "</details><script>alert(1)</script><!-- -->",
    "@acme/security and #1 and https://evil.example and www.evil.example",
    "[click](https://evil.example) ![x](https://evil.example/x.png)",
    "`code` and ``more`` and a trailing `",
    "a | pipe and \\| an escaped one",
    "half of a pair \ud800",
    "turned \u202e around",
    "]]> &amp; & <a>",
    "",
    "long " * 20_000,
)


def finding(message="unknown type 'strin'", code="SPEC017", line=8, column=24, **other):
    """An error in the orders' spec, and what a test changes of it."""
    return Finding(
        Position(other.pop("path", ORDERS), line, column),
        code,
        other.pop("severity", Severity.ERROR),
        message,
        other.pop("fix", "write string"),
        **{"subject": "sales.orders", "where": "tables.orders.columns.discount", **other},
    )


def warning(message="the domain has no support channel", **other):
    return finding(
        message,
        **{"code": "GOV-001", "rule": "owner-required", "severity": Severity.WARNING, **other},
    )


def reported(*findings, existing=None, web=WEB, judged=(), fault="", folder=""):
    """A report of findings; `existing` are those of the base."""
    compared = existing is not None or fault
    new = None if existing is None else novel(findings, existing)
    base = Base("main", gone(findings, existing or ()), fault) if compared else None
    empty = Report("mesh check", (), judged, "1 product in 1 domain, for dev", base, web, CARDS)
    around = Surroundings({"sales": "team-sales@acme.example"}, folder, line_of)
    return report_of(empty, findings, around, new)


def line_of(position):
    return LINES.get(position.line, "")


@pytest.fixture
def hostile():
    """A report whose every text tries to be something else."""
    findings = [
        finding(text, fix=text, path=f"domains/a b/{text[:40]}.yaml", subject=text, where=text)
        for text in HOSTILE
    ]
    return reported(*findings, existing=())
