"""Who will newly read what, for changes of columns, classifications, agreements and readers."""

from typing import Any

import pytest

from meshwright.contracts.readers import new_readers
from meshwright.errors import Severity

from .conftest import Assess, Files
from meshes import FILES, environment

SPEC = "sales/orders/product.yaml"
ORDERS = FILES[SPEC]
AGREEMENT = "sales/orders/access/finance.reporting.yaml"
EMAIL = "customer_email: {type: string, pii: true}"
MARGIN = 'margin: {type: "decimal(18,2)", classification: confidential}'
OWN = "sales and sales.invoices"


def spec(*changes: tuple[str, str]) -> Files:
    text = ORDERS
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return {SPEC: text}


def agreed(columns: str, **fields: str) -> Files:
    written = {"purpose": "x", "expires": "2026-12-31", **fields}
    said = "".join(f"{name}: {value}\n" for name, value in written.items())
    return {AGREEMENT: f"{said}tables:\n  orders: {columns}\n"}


BIRTH = spec((EMAIL, f"{EMAIL}\n      birth_date: {{type: date, pii: true}}"))
SKU = spec((EMAIL, f"{EMAIL}\n      sku: string"))
ALL = agreed("{columns: all}", legalBasis="contract")


def said(assessed: Assess, base: Files, head: Files, **fields: Any) -> set[tuple[str, str]]:
    place = environment(**fields)
    found = [*new_readers(assessed(base, place), assessed(head, place))]
    assert all(f.position.path == f"domains/{SPEC}" for f in found)
    return {(f.severity.value, f.message) for f in found}


def test_a_new_personal_column_goes_to_who_reads_all(assessed: Assess) -> None:
    (finding,) = new_readers(assessed(ALL), assessed({**ALL, **BIRTH}))

    assert finding.severity is Severity.WARNING
    assert finding.message == (
        "finance.reporting will newly read 'birth_date' of sales.orders.orders, which is"
        " personal: by an agreement that opens all columns, on the basis of contract"
    )
    assert finding.where == "tables.orders.columns.birth_date"
    assert finding.position.line == 9


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            spec(("string, pii: true", "string")),
            f"{OWN} will newly read 'customer_email' of sales.orders.orders, which was personal"
            " before: without an agreement",
        ),
        (
            spec(("classification: confidential", "classification: internal")),
            f"{OWN} will newly read 'margin' of sales.orders.orders, which was confidential"
            " before: without an agreement",
        ),
        (
            spec((EMAIL, "customer_email: string"), (MARGIN, 'margin: "decimal(18,2)"')),
            f"{OWN} will newly read 'customer_email' of sales.orders.orders, which was personal"
            " before: without an agreement",
        ),
        (
            agreed("{columns: all}", legalBasis="consent"),
            "finance.reporting will newly read 'customer_email' of sales.orders.orders, which is"
            " personal: by an agreement that opens all columns, on the basis of consent",
        ),
    ],
)
def test_what_is_or_was_protected_and_is_not_named_is_a_warning(
    assessed: Assess, change: Files, message: str
) -> None:
    assert ("warning", message) in said(assessed, {}, change)


def test_a_product_classified_lower_opens_all_its_columns_at_once(assessed: Assess) -> None:
    high = spec(("tables:\n  orders", "classification: restricted\ntables:\n  orders"))

    assert said(assessed, high, {}) == {
        (
            "warning",
            f"{OWN} will newly read 'order_id' and 'ordered_on' of sales.orders.orders, which was"
            " restricted before: without an agreement",
        ),
        (
            "warning",
            f"{OWN} will newly read 'order_id' and 'sku' of sales.orders.lines, which was"
            " restricted before: without an agreement",
        ),
    }


def test_an_agreement_on_the_unprotected_ones_grows_as_they_do(assessed: Assess) -> None:
    rest = agreed("")
    lowered = spec((MARGIN, 'margin: "decimal(18,2)"'))

    assert said(assessed, rest, {**rest, **lowered}) == {
        (
            "warning",
            "finance.reporting will newly read 'margin' of sales.orders.orders, which was"
            " confidential before: by an agreement that opens every unprotected column",
        ),
        (
            "warning",
            f"{OWN} will newly read 'margin' of sales.orders.orders, which was confidential"
            " before: without an agreement",
        ),
    }


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (SKU, f"{OWN} will newly read 'sku' of sales.orders.orders"),
        (
            agreed("{columns: [margin, order_id, customer_email]}", legalBasis="consent"),
            "finance.reporting will newly read 'customer_email' of sales.orders.orders",
        ),
        (
            {
                "sales/orders/access/finance.yaml": "purpose: x\nexpires: 2026-12-31\n"
                "starts: 2026-11-01\ntables: {lines: }\n"
            },
            "finance will newly read 'order_id' and 'sku' of sales.orders.lines",
        ),
        (
            {
                "sales/returns/product.yaml": "description: x\ninputs: [sales.orders]\n"
                "tables: {returns: {columns: {id: string}}}\n"
            },
            "sales.returns will newly read 'order_id' and 'sku' of sales.orders.lines",
        ),
    ],
)
def test_what_is_expected_is_a_note(assessed: Assess, change: Files, message: str) -> None:
    found = said(assessed, {}, change)

    assert ("note", message) in found
    assert {severity for severity, _ in found} == {"note"}


@pytest.mark.parametrize(
    "change",
    [
        {"sales/returns/product.yaml": "description: x\ntables: {returns: {columns: {id: int}}}\n"},
        {AGREEMENT: None},
        BIRTH,
        spec(("order_id: {type: string,", "order_id: {type: string, classification: restricted,")),
        agreed("{columns: [order_id]}"),
    ],
    ids=["a new table", "no agreement", "a protected column", "classified higher", "fewer"],
)
def test_where_nobody_reads_more_nothing_is_said(assessed: Assess, change: Files) -> None:
    assert said(assessed, {}, change) == set()


def test_a_platform_wide_reader_reads_by_classification(assessed: Assess) -> None:
    arn = "arn:aws:iam::111122223333:role/auditor"
    readers = {"auditor": {"principal": arn, "classifications": ["internal"]}}
    change = spec(("string, pii: true", "string"))
    found = said(assessed, {}, change, readers=readers)

    assert (
        "warning",
        "auditor will newly read 'customer_email' of sales.orders.orders, which was personal"
        " before: as a reader of the whole platform",
    ) in found


def test_a_principal_that_becomes_another_one_reads_anew(assessed: Assess) -> None:
    change = {
        "sales/orders/access/auditor.yaml": "purpose: x\nexpires: 2026-12-31\n"
        "legalBasis: contract\ntables: {orders: {columns: all}}\n"
    }
    arn = "arn:aws:iam::111122223333:role/"
    one, other = (environment(principals={"auditor": arn + name}) for name in ("a", "b"))
    found = new_readers(assessed(change, one), assessed(change, other))

    assert {f.severity for f in found} == {Severity.WARNING, Severity.NOTE}
    assert list(new_readers(assessed(change, one), assessed(change, one))) == []


def test_a_product_that_moved_with_its_names_has_no_new_readers(assessed: Assess) -> None:
    moved: Files = {
        SPEC: None,
        AGREEMENT: None,
        "sales/invoices/product.yaml": None,
        "sales/bookings/product.yaml": ORDERS,
        "sales/bookings/product.lock.yaml": "origin: sales.orders\n",
    }

    assert list(new_readers(assessed(), assessed(moved))) == []


def test_what_shows_landed_files_to_a_product_has_no_readers(assessed: Assess) -> None:
    """A product's jobs read it as their own; it is no table that anybody else reads."""
    landed = spec(("  lines:\n", "  lines:\n    source: {format: csv}\n    primaryKey: [sku]\n"))

    assert said(assessed, landed, landed) == set()
