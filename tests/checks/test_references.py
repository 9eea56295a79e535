"""A column refers to one that is there and of its type; what is another product's only warns."""

import pytest

from meshwright.errors import Severity

from .conftest import Checked

ORDERS = "sales/orders/product.yaml"
SPEC = """\
description: x
tables:
  orders:
    columns:
      id: string
      email: {{type: string, pii: true}}
      margin: {{type: int, classification: restricted}}
      day: date
      c: {{type: {type}, references: {said}}}
  old: {{status: retired, columns: {{id: string}}}}
"""


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("string", "orders.id"),
        ("bigint", "orders.margin"),
        ("string", "[orders.id, sales.carts.orders.id]"),
        ("string", "sales.broken.orders.id"),
    ],
)
def test_a_reference_to_a_column_of_the_same_kind_is_no_finding(checked: Checked, kind, said):
    files = {ORDERS: SPEC.format(type=kind, said=said), "sales/broken/product.yaml": "x: 1\n"}

    assert checked(files) == ()


@pytest.mark.parametrize(
    ("kind", "said", "code", "column", "message"),
    [
        ("string", "order.id", "CHK198", 37, "sales.orders has no table 'order', did you mean"),
        ("string", "orders.ids", "CHK198", 37, "table orders of sales.orders has no column 'ids'"),
        ("string", "old.id", "CHK198", 37, "sales.orders has retired its table 'old'"),
        ("string", "[orders.day]", "CHK199", 38, "'c' is of type 'string', and sales.orders.ord"),
        ("array<int>", "orders.id", "CHK199", 41, "'c' is of type 'array<int>', and"),
        ("string", "orders.c", "CHK199", 37, "'c' refers to itself"),
        ("string", "sales.cart.orders.id", "CHK200", 37, "there is no product 'sales.cart'"),
        ("string", "sales.carts.orders.x", "CHK200", 37, "table orders of sales.carts has no"),
        ("date", "sales.carts.orders.id", "CHK200", 35, "'c' is of type 'date', and sales.carts"),
    ],
)
def test_a_reference_that_leads_nowhere_is_told(
    checked: Checked, kind, said, code, column, message
):
    (found,) = checked({ORDERS: SPEC.format(type=kind, said=said)})

    assert (found.code, found.subject) == (code, "sales.orders")
    assert (found.position.line, found.position.column) == (9, column)
    assert found.message.startswith(message)
    assert found.where == "tables.orders.columns.c.references.0"
    is_wrong = code == "CHK198"
    assert found.severity is (Severity.ERROR if is_wrong else Severity.WARNING)
