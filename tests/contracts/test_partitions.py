import pytest

from meshwright.contracts.breaks import broken_contracts
from meshwright.contracts.compare import brought
from meshwright.errors import Severity

from .conftest import Assess
from meshes import FILES

ORDERS = "sales/orders/product.yaml"
TEXT = FILES[ORDERS]


def repartitioned(base, head):
    return (f for f in broken_contracts(base, head) if f.code == "CHK061")


REGION = TEXT.replace("      ordered_on: date\n", "      ordered_on: date\n      region: string\n")


def keyed(keys: str, text: str = REGION) -> dict[str, str]:
    return {ORDERS: text.replace("partitionBy: [ordered_on]", keys)}


@pytest.mark.parametrize(
    ("base", "head", "said"),
    [
        (
            {},
            keyed("partitionBy: [region, ordered_on]"),
            "from ordered_on (date) to region (string), ordered_on (date)",
        ),
        ({}, keyed(""), "from ordered_on (date) to nothing"),
        (keyed(""), {}, "from nothing to ordered_on (date)"),
        ({}, keyed("partitionBy: [region]"), "from ordered_on (date) to region (string)"),
        (
            keyed("partitionBy: [region, ordered_on]"),
            keyed("partitionBy: [ordered_on, region]"),
            "from region (string), ordered_on (date) to ordered_on (date), region (string)",
        ),
        (
            {},
            {ORDERS: TEXT.replace("ordered_on: date", "ordered_on: string")},
            "from ordered_on (date) to ordered_on (string)",
        ),
    ],
)
def test_other_partition_keys_are_told(assessed: Assess, base, head, said: str) -> None:
    found = brought(assessed(base), assessed(head))
    (finding,) = (f for f in found if f.code == "CHK061")

    assert finding.severity is Severity.ERROR
    assert (finding.subject, said in finding.message) == ("sales.orders", True)
    assert finding.position.path == f"domains/{ORDERS}"


@pytest.mark.parametrize(
    "head",
    [
        {},
        {ORDERS: REGION},
        {ORDERS: TEXT.replace("ordered_on: date", "ordered_on: {type: date, description: Day}")},
        {ORDERS: TEXT.replace("  orders:\n", "  orders:\n    status: retired\n")},
        {ORDERS: TEXT.replace("  orders:\n    desc", "  all_orders:\n    desc")},
        {ORDERS: "x: ["},
    ],
    ids=["the same", "a column more", "a description", "retired", "another table", "unreadable"],
)
def test_what_leaves_the_keys_alone_is_not(assessed: Assess, head) -> None:
    assert list(repartitioned(assessed(), assessed(head))) == []


def test_a_table_is_known_by_the_names_it_has_in_aws(assessed: Assess) -> None:
    moved = {
        ORDERS: None,
        "sales/orders/access/finance.reporting.yaml": None,
        "sales/shop/product.yaml": TEXT.replace("ordered_on: date", "ordered_on: string"),
        "sales/shop/product.lock.yaml": "origin: sales.orders\n",
    }

    (finding,) = repartitioned(assessed(), assessed(moved))

    assert finding.subject == "sales.shop"


def test_a_new_product_has_no_partitions_yet(assessed: Assess) -> None:
    gone = {ORDERS: None, "sales/orders/access/finance.reporting.yaml": None}

    assert list(repartitioned(assessed(gone), assessed())) == []
