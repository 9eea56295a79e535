from datetime import date

from meshwright.errors import Position, Severity

from .conftest import SOUND, Checked, agreement, product, said

REPORTS = "finance/reports/product.yaml"
ACCESS = "sales/orders/access/finance.reports.yaml"


def test_a_sound_mesh_has_no_findings(checked: Checked) -> None:
    assert checked() == ()


def test_an_input_has_to_exist(checked: Checked) -> None:
    (finding,) = checked({REPORTS: product(inputs="[sales.orders, sales.order]")})

    assert finding.code == "CHK001"
    assert finding.position == Position(f"domains/{REPORTS}", 2, 24)
    assert finding.message == "there is no product 'sales.order', did you mean 'sales.orders'?"
    assert finding.where == "inputs.1"


def test_an_input_that_cannot_be_read_is_left_in_peace(checked: Checked) -> None:
    assert checked({"sales/orders/product.yaml": "x: 1\n"}) == ()


def test_an_input_of_a_domain_that_cannot_be_read_is_left_in_peace(checked: Checked) -> None:
    assert checked({"sales/domain.yaml": "x: 1\n"}) == ()


def test_a_product_does_not_read_itself(checked: Checked) -> None:
    findings = checked({"sales/carts/product.yaml": product(inputs="[sales.carts]")})

    assert said(findings) == [("CHK002", "sales.carts")]


def test_an_input_of_the_own_domain_needs_no_agreement(checked: Checked) -> None:
    assert checked({"sales/carts/product.yaml": product(inputs="[sales.orders]")}) == ()


def test_an_input_of_another_domain_needs_an_agreement(checked: Checked) -> None:
    (finding,) = checked({ACCESS: None, "sales/orders/access/finance.yaml": agreement()})

    assert finding.code == "CHK004"
    assert finding.subject == "finance.reports"
    assert finding.fix.endswith("domains/sales/orders/access/finance.reports.yaml")


def test_an_expired_agreement_warns_at_both_of_its_ends(checked: Checked) -> None:
    findings = checked(as_of=date(2027, 1, 1))

    assert said(findings) == [("CHK005", "finance.reports"), ("CHK010", "sales.orders")]
    assert {finding.severity for finding in findings} == {Severity.WARNING}


def test_an_agreement_holds_on_its_first_and_its_last_day(checked: Checked) -> None:
    text = agreement(starts="2026-06-01", expires="2026-06-01")

    assert checked({ACCESS: text}, as_of=date(2026, 6, 1)) == ()


def test_an_agreement_yet_to_start_warns_at_both_of_its_ends(checked: Checked) -> None:
    findings = checked({ACCESS: agreement(starts="2026-06-02")})

    assert said(findings) == [("CHK006", "finance.reports"), ("CHK011", "sales.orders")]


def test_an_input_that_is_retired_warns_whom_it_still_serves(checked: Checked) -> None:
    (finding,) = checked({"sales/orders/product.yaml": product(status="retired")})

    assert (finding.code, finding.severity) == ("CHK007", Severity.WARNING)
    assert (finding.subject, finding.message) == ("finance.reports", "sales.orders is retired")
    both = {
        "sales/orders/product.yaml": product(status="retired"),
        REPORTS: product(status="retired", inputs="[sales.orders]"),
    }
    assert checked(both) == ()


def test_an_impossible_agreement_is_one_finding_and_not_two(checked: Checked) -> None:
    for day in (date(2026, 1, 1), date(2026, 7, 1), date(2027, 1, 1)):
        findings = checked(
            {ACCESS: agreement(starts="2026-09-01", expires="2026-03-01")}, as_of=day
        )

        assert said(findings) == [("CHK012", "sales.orders")]


def test_findings_come_in_the_order_of_their_positions(checked: Checked) -> None:
    findings = checked(
        {REPORTS: product(inputs="[a.b]"), "sales/carts/product.yaml": product(inputs="[c.d, e.f]")}
    )

    assert list(findings) == sorted(findings)
    assert len(findings) == 3
    assert REPORTS in SOUND
