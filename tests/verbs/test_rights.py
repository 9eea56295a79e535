"""Who has no right sees nothing: by the verb, and by the services behind it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from verbs.ledger import Ledger
from verbs.shop import FEEDS, ORDERS, Shop

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"},
    ],
}
TABLE = "sales__orders.orders"


@pytest.fixture(scope="module")
def stranger(shop: Shop) -> str:
    """A role that may do nothing at all."""
    iam = shop.client("iam")
    document = json.dumps(TRUST)
    made = iam.create_role(RoleName="stranger", AssumeRolePolicyDocument=document)
    return made["Role"]["Arn"]


@pytest.fixture(scope="module")
def client(shop: Shop, stranger: str) -> Callable[[str], Any]:
    keys = shop.client("sts").assume_role(RoleArn=stranger, RoleSessionName="test")["Credentials"]
    return lambda service: shop.new_client(service, keys)


def refused(call: Callable[..., Any], **arguments: Any) -> str:
    with pytest.raises(ClientError) as error:
        call(**arguments)
    return error.value.response["Error"]["Code"]


def test_a_stranger_is_denied_by_every_service(
    shop: Shop, ledger: Ledger, client: Callable[[str], Any], stranger: str
) -> None:
    assert ledger.orders
    data, landing = shop.bucket(ORDERS), shop.landing(ORDERS)
    named = {"DatabaseName": "sales__orders", "Name": "orders"}
    asked = {"QueryString": f"select * from {TABLE}", "WorkGroup": shop.workgroup}
    (key, *_) = shop.client("s3").list_objects_v2(Bucket=data)["Contents"]

    query = shop.mesh("query", f"select * from {TABLE}", "--as", stranger)

    assert (query.code, query.out) == (1, "")
    assert "AccessDenied" in query.err
    assert refused(client("s3").get_object, Bucket=data, Key=key["Key"]) == "AccessDenied"
    assert refused(client("s3").list_objects_v2, Bucket=landing) == "AccessDenied"
    assert refused(client("glue").get_table, **named) == "AccessDeniedException"
    assert refused(client("athena").start_query_execution, **asked) == "AccessDeniedException"


@pytest.mark.parametrize("table", ["orders__rejects", "orders__landing", "orders__next"])
def test_people_see_a_table_and_not_those_that_its_runs_need(
    shop: Shop, ledger: Ledger, table: str
) -> None:
    assert shop.rows(f"select count(*) from {TABLE}", "--as", "sales") == [[ledger.sums[-1][0]]]

    done = shop.mesh("query", f"select * from sales__orders.{table}", "--as", "sales")

    assert (done.code, done.out) == (1, "")
    assert "Insufficient Lake Formation permission" in done.err


def test_a_product_sees_no_rows_of_another_that_it_does_not_read(shop: Shop) -> None:
    done = shop.mesh("query", f"select * from {TABLE}", "--as", FEEDS)

    assert (done.code, done.out) == (1, "")
    assert "Insufficient Lake Formation permission" in done.err
