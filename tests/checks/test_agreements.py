import pytest

from meshwright.errors import Position, Severity

from .conftest import Checked, agreement, product, said

ACCESS = "sales/orders/access/finance.yaml"


@pytest.mark.parametrize("consumer", ["finance", "sales", "sales.carts", "analyst"])
def test_a_consumer_is_a_product_a_domain_or_a_principal(checked: Checked, consumer: str) -> None:
    principals = {"analyst": "arn:aws:iam::111122223333:role/analyst"}

    assert (
        checked({f"sales/orders/access/{consumer}.yaml": agreement()}, principals=principals) == ()
    )


@pytest.mark.parametrize(
    ("consumer", "message"),
    [
        ("finanse", "unknown consumer 'finanse', neither a domain nor a principal of local"),
        ("sales.cart", "there is no product 'sales.cart', did you mean 'sales.carts'?"),
    ],
)
def test_a_consumer_has_to_exist(checked: Checked, consumer: str, message: str) -> None:
    (finding,) = checked({f"sales/orders/access/{consumer}.yaml": agreement()})

    assert finding.code == "CHK015"
    assert finding.message.startswith(message)


@pytest.mark.parametrize("consumer", ["legal", "legal.cases", "sales.broken"])
def test_a_consumer_that_cannot_be_read_is_left_in_peace(checked: Checked, consumer: str) -> None:
    changes = {
        "legal/domain.yaml": "x: 1\n",
        "sales/broken/product.yaml": "x: 1\n",
        f"sales/orders/access/{consumer}.yaml": agreement(),
    }

    assert checked(changes) == ()


def test_a_product_needs_no_agreement_with_itself(checked: Checked) -> None:
    findings = checked({"sales/orders/access/sales.orders.yaml": agreement()})

    assert said(findings) == [("CHK016", "sales.orders")]


def test_a_table_has_to_exist(checked: Checked) -> None:
    (finding,) = checked({ACCESS: agreement(tables="{order: , orders: }")})

    assert finding.code == "CHK013"
    assert finding.position == Position(f"domains/{ACCESS}", 2, 10)
    assert finding.message == "sales.orders has no table 'order', did you mean 'orders'?"


def test_a_retired_table_gives_nobody_a_right(checked: Checked) -> None:
    spec = product().replace("  orders:\n", "  orders:\n    status: retired\n")
    findings = checked({"sales/orders/product.yaml": spec, ACCESS: agreement()})

    assert said(findings) == [("CHK019", "sales.orders")] * 2
    assert {finding.severity for finding in findings} == {Severity.WARNING}
    assert findings[0].position.line == 2
    assert findings[0].message == "'orders' of sales.orders is retired"


def test_a_column_has_to_exist(checked: Checked) -> None:
    (finding,) = checked({ACCESS: agreement(tables="{orders: {columns: [id, emial]}}")})

    assert finding.code == "CHK014"
    assert finding.message == "'orders' has no column 'emial', did you mean 'email'?"


@pytest.mark.parametrize("columns", ["all", "[id, email]"])
def test_personal_data_needs_a_legal_basis(checked: Checked, columns: str) -> None:
    tables = f"{{orders: {{columns: {columns}}}}}"

    (finding,) = checked({ACCESS: agreement(tables=tables)})
    sound = checked({ACCESS: agreement(tables=tables, legalBasis="contract")})

    assert finding.code == "CHK017"
    assert finding.message.endswith("without legalBasis: email")
    assert sound == ()


@pytest.mark.parametrize("opened", ["", "{columns: [id, margin]}"])
def test_other_columns_need_none(checked: Checked, opened: str) -> None:
    assert checked({ACCESS: agreement(tables=f"{{orders: {opened}}}")}) == ()


def test_an_agreement_opens_something(checked: Checked) -> None:
    closed = product(classification="restricted")

    (finding,) = checked({"sales/orders/product.yaml": closed, ACCESS: agreement()})

    assert finding.code == "CHK018"
    assert finding.severity is Severity.WARNING
