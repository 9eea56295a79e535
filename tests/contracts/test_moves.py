from typing import Any

import pytest

from meshwright.contracts.moves import specs_gone
from meshwright.errors import Severity

from .conftest import Assess, Files
from meshes import FILES, environment

SPEC, AGREEMENT = "sales/orders/product.yaml", "sales/orders/access/finance.reporting.yaml"
ORDERS = FILES[SPEC]
LEFT: Files = {SPEC: None, AGREEMENT: None}


def said(assessed: Assess, head: Files, **fields: Any) -> list[tuple[str, str, str]]:
    found = [*specs_gone(assessed(), assessed(head, environment(**fields)))]
    assert all((f.severity is Severity.ERROR) == ("by agreement until" in f.message) for f in found)
    return [(f.code, f.subject, f.position.path) for f in found]


@pytest.mark.parametrize("path", ["sales/bookings", "finance/orders", "finance/bookings"])
@pytest.mark.parametrize(
    "text",
    [
        ORDERS,
        ORDERS.replace("Confirmed orders.", "All orders."),
        ORDERS.replace("sku: string", "sku: string, color: string"),
        "tier: bronze\n" + ORDERS,
    ],
)
def test_a_product_at_another_path_seems_to_have_moved(
    assessed: Assess, path: str, text: str
) -> None:
    file = f"{path}/product.yaml"

    assert said(assessed, {**LEFT, file: text}) == [
        ("CHK076", path.replace("/", "."), f"domains/{file}")
    ]


def test_what_to_do_about_it_is_said(assessed: Assess) -> None:
    (finding,) = specs_gone(assessed(), assessed({**LEFT, "sales/bookings/product.yaml": ORDERS}))

    assert "it seems to be sales.orders, moved" in finding.message
    assert "mesh move sales.orders sales.bookings" in finding.fix
    assert "move the folder back" in finding.fix


def test_a_product_whose_names_moved_along_is_no_news(assessed: Assess) -> None:
    lock = {"sales/bookings/product.lock.yaml": "origin: sales.orders\n"}

    assert said(assessed, {**LEFT, "sales/bookings/product.yaml": ORDERS, **lock}) == []


def test_what_is_gone_is_said_at_its_domain(assessed: Assess) -> None:
    other = {"sales/cars/product.yaml": "description: x\ntables: {cars: {columns: {id: int}}}\n"}

    assert said(assessed, LEFT) == [("CHK077", "sales.orders", "domains/sales/domain.yaml")]
    assert said(assessed, {**LEFT, **other}) == said(assessed, LEFT)


def test_a_domain_that_is_gone_is_said_with_its_products(assessed: Assess) -> None:
    gone: Files = {"finance/domain.yaml": None, "finance/reporting/product.yaml": None}

    assert said(assessed, gone) == [
        ("CHK077", "finance.reporting", "domains"),
        ("CHK077", "finance", "domains"),
    ]


def test_a_renamed_domain_moves_its_products(assessed: Assess) -> None:
    gone: Files = {"finance/domain.yaml": None, "finance/reporting/product.yaml": None}
    new = {
        "money/domain.yaml": FILES["finance/domain.yaml"],
        "money/reporting/product.yaml": FILES["finance/reporting/product.yaml"],
    }

    assert said(assessed, {**gone, **new}) == [
        ("CHK076", "money.reporting", "domains/money/reporting/product.yaml"),
        ("CHK077", "finance", "domains"),
    ]


@pytest.mark.parametrize(
    "head",
    [{SPEC: "x: ["}, {"sales/domain.yaml": "x: ["}, {SPEC: ORDERS + "tags: [x]\n"}],
)
def test_what_is_there_is_not_gone(assessed: Assess, head: Files) -> None:
    assert said(assessed, head) == []


def test_a_retired_product_may_leave(assessed: Assess) -> None:
    retired = assessed({SPEC: "status: retired\n" + ORDERS})

    assert list(specs_gone(retired, assessed(LEFT))) == []


def test_where_no_data_is_kept_it_matters_to_those_who_rely_on_it(assessed: Assess) -> None:
    gone: Files = {"finance/reporting/product.yaml": None}

    assert said(assessed, gone, keepData=False) == []
    assert said(assessed, LEFT, keepData=False) == [
        ("CHK077", "sales.orders", "domains/sales/domain.yaml")
    ]


def test_who_loses_a_product_is_named(assessed: Assess) -> None:
    (finding,) = specs_gone(assessed(), assessed(LEFT))

    assert finding.message.endswith(
        "stays: read by finance.reporting (by agreement until 2026-12-31),"
        " sales.invoices (as an input), sales (the domain's people)"
    )
    assert finding.contract
    assert [(h.reader, h.way) for h in finding.contract.hits] == [
        ("finance.reporting", "agreement"),
        ("sales.invoices", "input"),
        ("sales", "domain"),
    ]


@pytest.mark.parametrize("said_before", ["status: draft\n", "sunset: 2026-05-31\n"])
def test_what_was_never_promised_or_has_ended_hits_nobody(
    assessed: Assess, said_before: str
) -> None:
    (finding,) = specs_gone(assessed({SPEC: said_before + ORDERS}), assessed(LEFT))

    assert finding.severity is Severity.WARNING
    assert "read by" not in finding.message
