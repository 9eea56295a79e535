"""A consumer sees exactly the rows and columns of its agreement, as long as it has one."""

import json
from collections.abc import Mapping
from typing import Any

import boto3
import pytest

from checkouts import Checkout, keep_one_product, put
from e2e.test_counts import permission_entries
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


def test_whoever_reads_a_table_reads_the_one_that_takes_its_place(orders: Checkout) -> None:
    agree(orders, "country = 'DE'")
    before, tags = granted(orders), lf_tags(orders)
    assert len(before) > 3

    put(orders.root / "domains/sales/orders/product.yaml", SPEC.replace("iceberg", "parquet"))
    preview = orders.document("preview")
    done = orders.document("up")

    assert done["returncode"] == 0, done
    (changed,) = (r for r in done["results"] if r["stack"] == "local.sales.orders")
    kinds = {(c["operation"], c["resource"].split(":")[2]) for c in changed["changed"]}
    assert ("replace", "CatalogTable") in kinds
    # A reader is without until the new grant is made: the preview says so.
    for said in (preview, done):
        (result,) = (r for r in said["results"] if r["stack"] == "local.sales.orders")
        assert {each["reader"] for each in result["interrupted"]} >= {"finance", "sales"}
    assert granted(orders) == {each for each in before if not is_beside(each)}
    assert lf_tags(orders) == tags
    assert [each["Name"] for each in filters(orders)] == ["finance"]
    empty(orders, "mesh-local--sales--orders--123456789012")
    assert seen(orders) == []
    assert orders.document("preview", "--no-skip")["changes"] == 0


def empty(checkout: Checkout, bucket: str) -> None:
    """Takes the files of the old table away, which are none of the new one's format."""
    s3 = checkout.client("s3")
    for listed in s3.list_objects_v2(Bucket=bucket, Prefix="orders/")["Contents"]:
        s3.delete_object(Bucket=bucket, Key=listed["Key"])


def granted(checkout: Checkout) -> set[str]:
    """Who has which right on what, in the cloud."""
    entries = permission_entries(checkout.client("lakeformation"))
    return {json.dumps(entry, sort_keys=True) for entry in entries}


def is_beside(entry: str) -> bool:
    """Whether a right is on a table that runs need beside a refreshed one."""
    return "__" in json.loads(entry)["Resource"].get("Table", {}).get("Name", "")


def lf_tags(checkout: Checkout) -> Any:
    """What is said of the one protected column."""
    column = {"DatabaseName": "sales__orders", "Name": "orders", "ColumnNames": ["customer_email"]}
    said = checkout.client("lakeformation").get_resource_lf_tags(
        Resource={"TableWithColumns": column}
    )
    (tagged,) = said["LFTagsOnColumns"]
    assert tagged["LFTags"]
    return tagged
