"""Items added to a list of a spec: the file stays as it was otherwise."""

import pytest

from meshwright.errors import MeshError, Position
from meshwright.specs.yaml_edits import with_first_item, with_item

AT = "domains/sales/orders/product.yaml"
LAST = "sales.orders"


@pytest.mark.parametrize(
    ("before", "line", "column", "after"),
    [
        ("inputs: [sales.orders]  # all\n", 1, 10, "inputs: [sales.orders, new.one]  # all\n"),
        ("inputs: ['sales.orders']\n", 1, 10, "inputs: ['sales.orders', new.one]\n"),
        (
            "inputs:\n  - sales.orders  # why\ntables:\n",
            2,
            5,
            "inputs:\n  - sales.orders  # why\n  - new.one\ntables:\n",
        ),
        (
            "inputs:\r\n- sales.orders\r\na: b\r\n",
            2,
            3,
            "inputs:\r\n- sales.orders\r\n- new.one\r\na: b\r\n",
        ),
        ("inputs:\n- sales.orders", 2, 3, "inputs:\n- sales.orders\n- new.one\n"),
    ],
)
def test_an_item_comes_last_in_the_form_of_its_list(
    before: str, line: int, column: int, after: str
) -> None:
    assert with_item(before, [(Position(AT, line, column), LAST)], "new.one") == after


def test_an_alias_is_left_to_a_person() -> None:
    with pytest.raises(MeshError, match="does not stand there"):
        with_item("inputs: [*it]\n", [(Position(AT, 1, 10), LAST)], "new.one")


def test_an_empty_list_gets_its_first_item() -> None:
    assert with_first_item("inputs: [ ]  # none\n", Position(AT, 1, 9), "a.b") == (
        "inputs: [a.b]  # none\n"
    )
    with pytest.raises(MeshError, match="no empty list"):
        with_first_item("inputs: *none\n", Position(AT, 1, 9), "a.b")
