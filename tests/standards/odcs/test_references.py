"""Which relationships of a contract are references of a spec."""

import pytest

from meshwright.standards.odcs.references import is_plain, resolved, target_of


@pytest.mark.parametrize(
    ("said", "target"),
    [
        ({"to": "Customers.CustomerID"}, "customers.customer_id"),
        (
            {"to": "sales.crm.odcs.yaml#/schema/customers/properties/id", "type": "foreignKey"},
            "sales.crm.customers.id",
        ),
        ({"to": "https://x.example/a.yaml#/schema/customers/properties/id"}, None),
        ({"to": "schema.customers.id"}, None),
        ({"to": "customers.--"}, None),
        ({"to": "customers.id", "type": "composition"}, None),
        ({"to": ["customers.id"]}, None),
        ("customers.id", None),
    ],
)
def test_a_relationship_is_a_reference_where_it_names_one_column(said, target) -> None:
    assert target_of(said) == target


def test_what_is_no_relationship_is_kept_as_it_is() -> None:
    assert not is_plain("customers.id", [])


def test_a_reference_to_what_the_contract_has_not_is_none_of_the_spec() -> None:
    tables = {"orders": {"columns": {"id": {}, "customer": {}}}}
    asked = {("orders", "id"): [{"to": "gone.id"}], ("orders", "customer"): [{"to": "orders.id"}]}

    resolved(tables, asked)

    assert tables == {"orders": {"columns": {"id": {}, "customer": {"references": "orders.id"}}}}
