"""Looks at tables and buckets, at the local AWS with all that it refuses."""

from collections.abc import Iterator
from typing import Any

import pytest

from localaws import server
from meshwright.errors import MeshError
from meshwright.runner.data.emptying import full_buckets
from meshwright.runner.data.partition_fit import Partition
from meshwright.runner.data.table_data import Contents, Table, TableData
from meshwright.runner.state.checkpoint import Checkpoint
from tools.probes.cloud import Cloud

ORDERS = Table("sales", "orders")
BUCKET = "aws:s3/bucket:Bucket"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    folder = tmp_path_factory.mktemp("aws")
    aws = server.start(folder, region="eu-central-1", account="123456789012")
    yield Cloud(aws.endpoint)
    server.stop(folder)


@pytest.fixture
def cloud(running: Cloud) -> Iterator[Cloud]:
    running.bucket("data")
    running.table(PartitionKeys=[{"Name": "day", "Type": "date"}])
    yield running
    running.glue.delete_database(Name="sales")
    for version in running.s3.list_object_versions(Bucket="data").get("Versions", ()):
        running.s3.delete_object(Bucket="data", Key=version["Key"], VersionId=version["VersionId"])
    running.s3.delete_bucket(Bucket="data")


@pytest.fixture
def data(cloud: Cloud) -> TableData:
    return TableData(cloud.client)


def days(count: int) -> list[Partition]:
    return [
        Partition((f"{2000 + n}-01-01",), f"s3://data/orders/day={2000 + n}-01-01/")
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [1, 100, 101, 230])
def test_partitions_are_entered_and_taken_out_by_as_many_as_aws_takes(
    data: TableData, count: int
) -> None:
    data.register(ORDERS, days(count))
    entered = data.partitions(ORDERS)
    data.drop(ORDERS, entered)

    assert sorted(p.values for p in entered) == [p.values for p in days(count)]
    assert {p.location for p in entered} == {p.location for p in days(count)}
    assert data.partitions(ORDERS) == ()


def test_what_is_there_already_is_as_good(data: TableData) -> None:
    data.register(ORDERS, days(2))

    data.register(ORDERS, days(3))
    data.drop(ORDERS, [*days(1), Partition(("1999-01-01",))])

    assert len(data.partitions(ORDERS)) == 2


def test_a_partition_is_stored_as_its_table(data: TableData, cloud: Cloud) -> None:
    data.register(ORDERS, days(1))

    found: Any = cloud.glue.get_partitions(DatabaseName="sales", TableName="orders")
    (partition,) = found["Partitions"]
    assert [c["Name"] for c in partition["StorageDescriptor"]["Columns"]] == ["id", "amount"]


def test_one_partition_is_asked_for_where_one_is_enough(data: TableData) -> None:
    data.register(ORDERS, days(3))

    assert len(data.partitions(ORDERS, most=1)) == 1


def test_a_table_that_is_not_there_has_no_partitions(data: TableData) -> None:
    assert data.partitions(Table("sales", "gone")) == ()
    assert data.partitions(Table("gone", "gone")) == ()


def test_files_are_those_with_something_in_them(data: TableData, cloud: Cloud) -> None:
    for key, body in (("orders/day=1/a", b"1"), ("orders/day=2/", b""), ("lines/a", b"1")):
        cloud.s3.put_object(Bucket="data", Key=key, Body=body)

    assert list(data.files("s3://data/orders/")) == ["s3://data/orders/day=1/a"]


def test_a_refusal_of_aws_is_an_error_in_words(data: TableData, cloud: Cloud) -> None:
    cloud.glue.delete_table(DatabaseName="sales", Name="orders")
    with pytest.raises(MeshError, match=r"the partitions of sales\.orders could not be looked at"):
        data.register(ORDERS, days(1))


def test_a_partition_that_glue_refuses_is_an_error_in_words(data: TableData) -> None:
    with pytest.raises(MeshError, match=r"Glue refused a partition of sales\.orders"):
        data.register(ORDERS, [Partition(("2026-01-01", "north"), "s3://data/x/")])


def test_the_content_of_a_bucket_counts_old_versions(data: TableData, cloud: Cloud) -> None:
    assert data.contents("data") == Contents()
    assert data.contents("gone") == Contents()
    for number in range(7):
        cloud.s3.put_object(Bucket="data", Key=f"orders/{number}", Body=b"1")

    found = data.contents("data")

    assert (found.count, found.is_all) == (7, True)
    assert str(found).startswith("7 objects and old versions: orders/0, orders/1, orders/2, ")


def state(**inputs: Any) -> Checkpoint:
    resource = {"urn": "a::b::c::data", "type": BUCKET, "id": "data", "inputs": inputs}
    return Checkpoint(3, {"resources": [resource]})


def test_a_bucket_that_holds_something_is_named_before_it_is_to_go(
    data: TableData, cloud: Cloud
) -> None:
    cloud.s3.put_object(Bucket="data", Key="orders/a", Body=b"1")

    (reason,) = full_buckets(data, state(bucket="data", forceDestroy=False))

    assert reason.message == "bucket data holds 1 objects and old versions: orders/a"
    assert (reason.resource, reason.refusal) == (f"{BUCKET}::data", True)


def test_a_bucket_that_is_empty_or_emptied_by_the_engine_may_go(
    data: TableData, cloud: Cloud
) -> None:
    assert full_buckets(data, state(bucket="data")) == ()
    cloud.s3.put_object(Bucket="data", Key="orders/a", Body=b"1")

    assert full_buckets(data, state(bucket="data", forceDestroy=True)) == ()
    assert full_buckets(data, None) == ()


def test_a_bucket_that_was_there_before_the_mesh_may_go_from_the_state(
    data: TableData, cloud: Cloud
) -> None:
    cloud.s3.put_object(Bucket="data", Key="orders/a", Body=b"1")
    known = state(bucket="data", forceDestroy=False)
    (resource,) = known.resources

    taken = Checkpoint(3, {"resources": [{**resource, "importID": "data"}]})
    assert full_buckets(data, taken) == ()
