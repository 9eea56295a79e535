from collections.abc import Callable

import pytest

from meshwright.gate.readers import readers_of_product, readers_of_table

from meshes import FILES, TODAY

ORDERS, INVOICES = "sales.orders", "sales.invoices"
AGREEMENT = "sales/orders/access/finance.reporting.yaml"
AGREED = "finance.reporting (by agreement until 2026-12-31)"
INPUT = "sales.invoices (names it under inputs)"
NOBODY = {AGREEMENT: None, "finance/reporting/product.yaml": None}


@pytest.fixture
def readers(mesh_of) -> Callable[..., tuple[str, ...]]:
    def of(changes=None, *, table: str = "", going=()) -> tuple[str, ...]:
        mesh = mesh_of(changes)
        product = mesh.products[ORDERS]
        if table:
            return readers_of_table(mesh, product, table, TODAY)
        return readers_of_product(mesh, product, TODAY, frozenset(going))

    return of


def agreement(**fields: str) -> dict[str, str]:
    said = {"purpose": "p", "tables": "{orders: }", "expires": "2026-12-31", **fields}
    return {AGREEMENT: "".join(f"{name}: {value}\n" for name, value in said.items())}


def queried(sql: str) -> dict[str, str]:
    text = FILES["sales/invoices/product.yaml"].replace("columns:", "query: i.sql\n    columns:")
    return {"sales/invoices/product.yaml": text, "sales/invoices/i.sql": sql}


def test_readers_are_those_of_agreements_and_of_inputs(readers) -> None:
    assert readers() == (AGREED, INPUT)


def test_a_reader_by_both_is_named_once(readers) -> None:
    assert sum("finance.reporting" in reader for reader in readers()) == 1


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        (agreement(expires="2026-05-31"), ("finance.reporting (names it under inputs)", INPUT)),
        (agreement(starts="2026-06-02"), (AGREED, INPUT)),
        (
            agreement(expires="2026-06-01"),
            ("finance.reporting (by agreement until 2026-06-01)", INPUT),
        ),
        (
            {
                "finance/reporting/product.yaml": "status: retired\n"
                + FILES["finance/reporting/product.yaml"]
            },
            (INPUT,),
        ),
        (
            {
                "sales/invoices/product.yaml": "status: retired\n"
                + FILES["sales/invoices/product.yaml"]
            },
            (AGREED,),
        ),
        ({"sales/invoices/product.yaml": "inputs: [sales.orders]\nx: 1\n"}, (AGREED, INPUT)),
    ],
    ids=["expired", "pending", "last day", "retired consumer", "retired input", "unreadable"],
)
def test_who_reads_no_more_is_not_named(readers, changes, left) -> None:
    assert readers(changes) == left


def test_who_goes_in_the_same_run_reads_no_more(readers) -> None:
    assert readers(going={"sales.invoices"}) == (AGREED,)
    assert readers(going={"finance.reporting", "sales.invoices", ORDERS}) == ()


def test_a_table_is_read_by_whose_agreement_names_it(readers) -> None:
    assert readers(table="orders") == (AGREED,)
    assert readers(table="lines") == ()


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 from sales__orders.lines",
        'select 1 from "sales__orders"."lines" as l',
        "select 1 from SALES__ORDERS.LINES",
        "select 1 from sales__orders . lines",
        "select 1 from sales__orders.orders join sales__orders.lines using (order_id)",
    ],
)
def test_a_table_is_read_by_whose_query_names_it(readers, sql: str) -> None:
    assert readers(queried(sql), table="lines") == ("sales.invoices (its query reads it)",)


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 as n -- from sales__orders.lines",
        "select 'from sales__orders.lines' as text",
        "with lines as (select 1 as n) select n from lines",
        "select 1 from sales__orders.lines_old",
        "select 1 from other.lines",
        "select 1 as lines",
    ],
)
def test_a_query_of_another_table_reads_another_table(readers, sql: str) -> None:
    assert readers(queried(sql), table="lines") == ()


@pytest.mark.parametrize(
    "sql", ["select from sales__orders.orders where", "select 1; select 2", f"select {'(' * 900}1"]
)
def test_a_query_that_cannot_be_understood_may_read_every_table_of_an_input(readers, sql) -> None:
    said = "sales.invoices (its query, which cannot be understood, may read it)"

    assert readers(queried(sql), table="lines") == (said,)
