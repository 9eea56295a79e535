"""Who sees other rows of a table after a change: filters that come, go or are others."""

from typing import Any

import pytest

from meshwright.contracts.compare import brought
from meshwright.contracts.other_rows import other_rows
from meshwright.contracts.readers import new_readers
from meshwright.errors import Finding, Severity

from .conftest import Assess, Files
from meshes import environment

AGREEMENT = "sales/orders/access/finance.reporting.yaml"
OWN = "sales/orders/access/sales.yaml"
REPORTING = "finance.reporting"
SOME, OTHER = "order_id = 'a'", "order_id = 'b'"


def agreed(rows: str = "", columns: str = "[margin, order_id]") -> str:
    said = f', rows: "{rows}"' if rows else ""
    opened = f"  orders: {{columns: {columns}{said}}}\n"
    return f"purpose: x\nlegalBasis: contract\ntables:\n{opened}expires: 2026-12-31\n"


def found(assessed: Assess, base: Files, head: Files, **fields: Any) -> list[Finding]:
    place = environment(**fields)
    return [*other_rows(assessed(base, place), assessed(head, place))]


def said(assessed: Assess, base: Files, head: Files, **fields: Any) -> list[str]:
    return [finding.message for finding in found(assessed, base, head, **fields)]


@pytest.mark.parametrize(
    ("before", "after", "message", "contract", "line"),
    [
        (
            SOME,
            "",
            "finance.reporting will newly see all rows of sales.orders.orders, until now those"
            " where order_id = 'a'",
            ("rowsOpened", SOME, ""),
            4,
        ),
        (
            SOME,
            OTHER,
            "finance.reporting will see other rows of sales.orders.orders: those where"
            " order_id = 'b', until now those where order_id = 'a'; filters are not compared, so"
            " that this counts as more",
            ("otherRows", SOME, OTHER),
            4,
        ),
        (
            "",
            SOME,
            "finance.reporting will only see the rows of sales.orders.orders where"
            " order_id = 'a', until now all: its queries go on, and find less",
            ("rowsHidden", "", SOME),
            4,
        ),
    ],
    ids=["dropped", "changed", "added"],
)
def test_a_filter_that_differs_is_a_warning_with_its_reader(
    assessed: Assess,
    before: str,
    after: str,
    message: str,
    contract: tuple[str, str, str],
    line: int,
) -> None:
    (finding,) = found(assessed, {AGREEMENT: agreed(before)}, {AGREEMENT: agreed(after)})

    assert (finding.code, finding.severity, finding.message) == (
        "CHK154",
        Severity.WARNING,
        message,
    )
    assert (finding.position.path, finding.position.line) == (f"domains/{AGREEMENT}", line)
    assert (finding.subject, finding.where) == ("sales.orders", "tables.orders.rows")
    assert finding.contract is not None
    told = finding.contract
    assert ((told.kind, told.old, told.new), told.level) == (contract, "governance")
    (hit,) = told.hits
    assert (hit.reader, hit.way, hit.columns) == (REPORTING, "agreement", ("order_id", "margin"))
    assert str(hit.until) == "2026-12-31"


@pytest.mark.parametrize(
    ("base", "head"),
    [
        ({AGREEMENT: agreed(SOME)}, {AGREEMENT: agreed("order_id='a'")}),
        ({AGREEMENT: agreed(SOME)}, {AGREEMENT: agreed(SOME, "[margin]")}),
        ({AGREEMENT: agreed(SOME)}, {AGREEMENT: None}),
        ({AGREEMENT: None}, {AGREEMENT: agreed(SOME)}),
        ({AGREEMENT: agreed(SOME, "[margin]")}, {AGREEMENT: agreed("", "[order_id]")}),
    ],
    ids=["written otherwise", "fewer columns", "ended", "new", "no column in common"],
)
def test_where_no_column_is_read_on_in_other_rows_nothing_is_said(
    assessed: Assess, base: Files, head: Files
) -> None:
    assert said(assessed, base, head) == []


def test_who_newly_reads_some_rows_is_said_to(assessed: Assess) -> None:
    base, head = assessed({AGREEMENT: None}), assessed({AGREEMENT: agreed(SOME)})
    (finding,) = new_readers(base, head)

    assert finding.message == (
        "finance.reporting will newly read 'order_id' and 'margin' of sales.orders.orders in the"
        " rows where order_id = 'a'"
    )


def test_a_protected_column_of_some_rows_is_a_warning_that_names_them(assessed: Assess) -> None:
    base, head = assessed({AGREEMENT: None}), assessed({AGREEMENT: agreed(SOME, "all")})
    warnings = [f for f in new_readers(base, head) if f.severity is Severity.WARNING]

    assert len(warnings) == 2
    assert all(" in the rows where order_id = 'a', which is" in f.message for f in warnings)


def test_an_agreement_in_place_of_the_default_hides_rows_of_what_was_read(
    assessed: Assess,
) -> None:
    """The people of the domain read the unprotected columns without one."""
    (message,) = said(assessed, {}, {OWN: agreed(SOME, "all")})

    assert message == (
        "sales will only see the rows of 'order_id', 'ordered_on' in sales.orders.orders where"
        " order_id = 'a', until now all: its queries go on, and find less"
    )


def test_the_default_in_place_of_an_agreement_opens_all_rows(assessed: Assess) -> None:
    (finding,) = found(assessed, {OWN: agreed(SOME, "all")}, {})

    assert finding.message.startswith("sales will newly see all rows of sales.orders.orders,")
    assert finding.position.path == "domains/sales/orders/product.yaml"
    assert finding.contract is not None
    assert [(hit.way, hit.until) for hit in finding.contract.hits] == [("domain", None)]


def test_an_agreement_that_begins_later_counts_as_in_force(assessed: Assess) -> None:
    """Until then the default shows all rows of what is not protected."""
    later, other = (agreed(rows, "all") + "starts: 2026-09-01\n" for rows in (SOME, OTHER))

    assert said(assessed, {OWN: later}, {OWN: other}) == [
        "sales will see other rows of 'customer_email', 'margin' in sales.orders.orders: those"
        " where order_id = 'b', until now those where order_id = 'a'; filters are not compared,"
        " so that this counts as more"
    ]


def test_a_reader_of_the_whole_platform_sees_all_rows_also_by_a_filter(assessed: Assess) -> None:
    """Lake Formation's grants add up: what a tag opens is not narrowed by a filter beside it."""
    arn = "arn:aws:iam::111122223333:role/auditor"
    places: dict[str, Any] = {
        "principals": {"auditor": arn},
        "readers": {"watch": {"principal": arn, "classifications": ["internal", "confidential"]}},
    }
    by = "sales/orders/access/auditor.yaml"

    assert said(assessed, {by: agreed()}, {by: agreed(SOME)}, **places) == []


def test_the_comparison_is_asked_with_all_others(assessed: Assess) -> None:
    told = brought(assessed({AGREEMENT: agreed(SOME)}), assessed({AGREEMENT: agreed()}))

    assert [finding.code for finding in told] == ["CHK154"]
