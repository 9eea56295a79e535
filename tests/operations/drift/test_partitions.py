"""Partitions that do not fit their table are drift, with what takes them out of the catalog."""

from typing import Any

import pytest

from meshwright.operations.drift.partitions import misfitting_partitions
from meshwright.operations.drift.state import Holdings
from meshwright.operations.drift.values import Kind

import shapes

pytestmark = pytest.mark.usefixtures("recorded_shape")
TABLE = "aws:glue/catalogTable:CatalogTable"
AT = "s3://data/orders/"
DAY = {"name": "day", "type": "date"}
REGION = {"name": "region", "type": "string"}


class NotFoundError(Exception):
    pass


class Glue:
    """As much of Glue as a look needs."""

    exceptions = type("Exceptions", (), {"EntityNotFoundErrorException": NotFoundError})

    def __init__(self, *partitions: tuple[list[str], str]) -> None:
        self.partitions = partitions

    def get_paginator(self, _name: str) -> "Glue":
        return self

    def paginate(self, **_arguments: str) -> Any:
        yield {
            "Partitions": [
                {"Values": values, "StorageDescriptor": {"Location": f"{AT}{folder}"}}
                for values, folder in self.partitions
            ]
        }


def drifts(*partitions: tuple[list[str], str], keys: Any = (DAY,)) -> list[Any]:
    inputs = {
        "databaseName": "sales__orders",
        "name": "orders",
        "partitionKeys": list(keys),
        "storageDescriptor": {"location": AT},
    }
    holding = shapes.holding(TABLE, inputs, name="orders")
    glue = Glue(*partitions)
    cloud: Any = type("Cloud", (), {"client": lambda _self, _service: glue})()
    stack = Holdings("local.sales.orders", (holding,))
    return list(misfitting_partitions(stack, cloud, lambda _key: "sales.orders"))


@pytest.mark.parametrize(
    ("partition", "keys", "why"),
    [
        (
            (["2026-01-01"], "day=2026-01-01/"),
            (REGION, DAY),
            "it has 1 values, and the table 2 keys",
        ),
        ((["2026-01-01"], "day=2026-01-01/"), (), "it has 1 values, and the table 0 keys"),
        ((["soon"], "day=soon/"), (DAY,), "'soon' is no date for day"),
        ((["north"], "city=north/"), (REGION,), "its files lie by city"),
        (
            (["2026-01-01", "n"], "day=2026-01-01/region=n/"),
            (REGION, DAY),
            "its files lie by day, region",
        ),
    ],
)
def test_a_partition_that_does_not_fit_is_drift(partition, keys, why: str) -> None:
    (found,) = drifts(partition, keys=keys)

    assert (found.kind, found.subject, found.opens) == (Kind.EXTRA, "sales.orders", False)
    named = "/".join(partition[0])
    assert found.what == f"partition {named} of table sales__orders.orders: {why}"
    assert found.remedy.arguments["PartitionsToDelete"] == [{"Values": partition[0]}]


def test_what_fits_is_none() -> None:
    assert drifts((["2026-01-01"], "day=2026-01-01/"), (["2026-01-02"], "elsewhere/")) == []


def test_many_misfits_of_a_table_are_one_drift_and_one_call_that_aws_takes() -> None:
    many = [([f"x{number}"], f"day=x{number}/") for number in range(40)]

    (found,) = drifts((["2026-01-01"], "day=2026-01-01/"), *many)

    assert found.what.endswith("(and 39 more of that table)")
    assert len(found.remedy.arguments["PartitionsToDelete"]) == 25
