import pytest

from meshwright.errors import Finding, Position, Severity
from meshwright.gate import held as gate

IDS = ("", "sales", "sales.orders", "sales_eu", "sales_eu.orders")


def finding(path="domains/sales/orders/product.yaml", subject="", severity=Severity.ERROR):
    return Finding(Position(path), "SPEC001", severity, "no", "fix", subject)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (finding(subject="sales.orders"), {"sales.orders"}),
        (finding(), {"sales.orders"}),
        (finding("domains/sales/orders/access/x.yaml"), {"sales.orders"}),
        (finding("domains/sales/domain.yaml", "sales"), {"sales", "sales.orders"}),
        (finding("domains/sales/stray.txt"), {"sales", "sales.orders"}),
        (finding("domains/stray.txt"), set()),
        (finding("platform/environments/local.yaml"), set(IDS)),
        (finding(subject="local"), set(IDS)),
        (finding(subject="sales.orders", severity=Severity.WARNING), set()),
    ],
)
def test_a_finding_holds_back_what_it_is_about_and_what_rests_on_it(found, expected):
    assert set(gate.held(IDS, [found], "local")) == expected


def test_what_is_held_back_carries_its_findings():
    errors = [finding(subject="sales"), finding(subject="sales.orders")]

    assert gate.held(IDS, errors, "local")["sales.orders"] == tuple(errors)


def test_a_selection_is_concerned_by_its_own_findings_and_those_of_nobody():
    own, other = finding(subject="sales.orders"), finding(subject="sales_eu.orders")
    nobody = finding("domains/stray.txt")

    concerned = gate.concerning([own, other, nobody], frozenset({"sales.orders"}), "local")

    assert concerned == (own, nobody)
