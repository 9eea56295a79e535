"""The environment file names products that take files, and domains of the mesh."""

from .conftest import Checked, Files

SHOP = "arn:aws:iam::111122223333:role/shop"
TAKES_FILES: Files = {
    "sales/carts/product.yaml": (
        "description: x\n"
        "tables: {carts: {source: {format: csv}, primaryKey: [id], columns: {id: string}}}\n"
    )
}
OWN = ("CHK137", "CHK138", "CHK139", "CHK165")


def told(checked: Checked, files: Files, **fields: object) -> list[tuple[str, str, str]]:
    found = (f for f in checked(files, **fields) if f.code in OWN)
    return [(f.code, f.message, f.where) for f in found]


def test_who_may_land_files_is_named(checked: Checked) -> None:
    assert told(checked, TAKES_FILES, name="dev", landing={"sales.carts": [SHOP]}) == []


def test_nobody_may_land_files_where_nobody_is_named(checked: Checked) -> None:
    said = [("CHK138", "nobody may land files for sales.carts in dev", "tables")]

    assert told(checked, TAKES_FILES, name="dev") == said
    assert told(checked, TAKES_FILES, name="dev", landing={"sales.carts": []}) == said
    assert told(checked, TAKES_FILES, name="local") == []


def test_files_land_for_products_that_are_there_and_take_them(checked: Checked) -> None:
    landing = {"sales.cart": [SHOP], "sales.orders": [SHOP], "sales.carts": [SHOP]}

    assert told(checked, TAKES_FILES, landing=landing) == [
        ("CHK137", "no table of sales.orders has a `source`", "landing.sales.orders"),
        (
            "CHK137",
            "there is no product 'sales.cart', did you mean 'sales.carts'?",
            "landing.sales.cart",
        ),
    ]


def test_nothing_is_said_of_a_product_with_errors(checked: Checked) -> None:
    broken = {"sales/carts/product.yaml": "description: x\ntypo: 1\n"}

    assert told(checked, broken, landing={"sales.carts": [SHOP]}) == []


def test_alarms_are_told_of_domains_that_are_there(checked: Checked) -> None:
    channels = {"sales": "C07EZ1ABC23", "sale": "C07EZ1ABC24"}
    slack = {"workspace": "T07EA123LEP", "channels": channels}

    assert told(checked, {}, name="dev", slack=slack) == [
        ("CHK139", "there is no domain 'sale', did you mean 'sales'?", "slack.channels.sale")
    ]


def test_slack_is_said_to_be_left_out_of_the_local_aws(checked: Checked) -> None:
    slack = {"workspace": "T07EA123LEP", "channels": {"sales": "C07EZ1ABC23"}}

    said = [("CHK165", "alarms are not told in Slack here", "slack")]
    assert told(checked, {}, name="local", slack=slack) == said
