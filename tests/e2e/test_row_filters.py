"""A consumer sees exactly the rows and columns of its agreement, as long as it has one."""

from collections.abc import Mapping
from typing import Any

import boto3
import pytest

from checkouts import Checkout, keep_one_product, put
from local_aws.athena.athena import Athena

pytestmark = pytest.mark.e2e

SPEC = """\
description: Confirmed orders.
tables:
  orders:
    format: iceberg
    columns:
      order_id: string
      country: string
      customer_email: {type: string, pii: true}
      amount: decimal(6,2)
"""
AGREEMENT = "domains/sales/orders/access/finance.yaml"
AGREED = """\
purpose: Revenue by country
tables:
  orders: {{columns: [order_id, amount], rows: "{0}"}}
expires: 2099-12-31
"""
ROWS = """\
insert into sales__orders.orders values
  ('A1', 'DE', 'a@x.example', cast('1.50' as decimal(6,2))),
  ('A2', 'FR', 'b@x.example', cast('9.00' as decimal(6,2))),
  ('A3', null, 'c@x.example', cast('7.00' as decimal(6,2))),
  ('A4', 'DE', 'd@x.example', null)
"""
ALL = "select * from sales__orders.orders order by 1"


@pytest.fixture(scope="module")
def orders(small_checkout: Checkout) -> Checkout:
    """A table with rows, of which another domain's people see those of one country."""
    keep_one_product(small_checkout)
    put(small_checkout.root / "domains/finance/domain.yaml", FINANCE)
    put(small_checkout.root / "domains/sales/orders/product.yaml", SPEC)
    agree(small_checkout, "country = 'DE'")
    assert small_checkout.document("query", ROWS)["returncode"] == 0
    return small_checkout


FINANCE = """\
owner: team-finance@acme.example
description: The domain finance.
costCenter: cc-1
classification: internal
"""


def agree(checkout: Checkout, rows: str | None) -> None:
    """Brings up what is agreed on; then nothing is left to do."""
    put(checkout.root / AGREEMENT, None if rows is None else AGREED.format(rows))
    for words in (("lock",), ("up",)):
        done = checkout.run(*words)
        assert done.returncode == 0, done.stdout + done.stderr
    assert checkout.document("preview", "--no-skip")["changes"] == 0


def seen(checkout: Checkout, sql: str = ALL) -> Any:
    answer = checkout.document("query", sql, "--as", "finance")
    return answer.get("rows") if answer["returncode"] == 0 else answer


def filters(checkout: Checkout) -> list[Mapping[str, Any]]:
    table = {"DatabaseName": "sales__orders", "Name": "orders"}
    return checkout.client("lakeformation").list_data_cells_filter(Table=table)["DataCellsFilters"]


def test_the_people_of_the_consumer_see_their_rows_alone(orders: Checkout) -> None:
    assert seen(orders) == [["A1", "1.50"], ["A4", None]]
    assert seen(orders, "select count(*), sum(amount) from sales__orders.orders") == [["2", "1.50"]]
    assert "customer_email" in str(seen(orders, "select customer_email from sales__orders.orders"))


def test_boto3_with_their_credentials_sees_no_more(orders: Checkout) -> None:
    role = orders.document("query", "select 1", "--as", "finance")
    assert role["returncode"] == 0

    assert _asked_by_boto3(orders) == [("A1", "1.50"), ("A4", None)]


def _asked_by_boto3(orders: Checkout) -> list[tuple[str | None, ...]]:
    reader = "arn:aws:iam::123456789012:role/mesh/finance/mesh-local--finance--reader"
    keys = orders.client("sts").assume_role(RoleArn=reader, RoleSessionName="ada")["Credentials"]
    athena = boto3.client(
        "athena",
        endpoint_url=orders.endpoint,
        region_name="eu-central-1",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    return Athena(athena, "mesh-local--finance").rows(ALL)


def test_another_filter_shows_other_rows_and_the_last_day_shows_none(orders: Checkout) -> None:
    agree(orders, "country IS NULL or country <> 'DE'")

    assert seen(orders) == [["A2", "9.00"], ["A3", "7.00"]]
    assert [said["VersionId"] for said in filters(orders)] == ["2"]

    agree(orders, None)

    assert "Insufficient Lake Formation permission" in str(seen(orders))
    assert filters(orders) == []
