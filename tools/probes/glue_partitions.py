"""Partitions of tables, and the keys that they have values of."""

from typing import Any

from tools.probes.cloud import Cloud
from tools.probes.probe import Gives, Probe, Refused, Works

API = "https://docs.aws.amazon.com/glue/latest/webapi"
DAY = {"Name": "day", "Type": "date"}
DESCRIBED = {**DAY, "Parameters": {"pii": "false"}}
ORDERS = {"DatabaseName": "sales", "TableName": "orders"}
FIRST = ["2026-01-01"]


def _partitioned(aws: Cloud, *values: list[str]) -> None:
    aws.table(PartitionKeys=[DAY])
    for each in values:
        partition = {"Values": each, "StorageDescriptor": {"Location": "s3://data/orders/"}}
        aws.glue.create_partition(
            DatabaseName="sales", TableName="orders", PartitionInput=partition
        )


def _batched(aws: Cloud) -> Any:
    aws.table(PartitionKeys=[DAY])
    both = [{"Values": ["2026-01-01"]}, {"Values": ["2026-01-01", "x"]}]
    answer = aws.glue.batch_create_partition(
        DatabaseName="sales", TableName="orders", PartitionInputList=both
    )
    return [error["ErrorDetail"]["ErrorCode"] for error in answer["Errors"]]


def _keyed_anew(aws: Cloud) -> None:
    aws.table(PartitionKeys=[DAY])
    table = aws.glue.get_table(DatabaseName="sales", Name="orders")["Table"]
    changed = {
        "Name": "orders",
        "StorageDescriptor": table["StorageDescriptor"],
        "PartitionKeys": [DESCRIBED],
    }
    aws.glue.update_table(DatabaseName="sales", TableInput=changed)


def _many(count: int) -> list[dict[str, Any]]:
    return [{"Values": [f"{number:04}"]} for number in range(count)]


def _created(aws: Cloud, count: int) -> int:
    aws.table(PartitionKeys=[DAY])
    answer = aws.glue.batch_create_partition(**ORDERS, PartitionInputList=_many(count))
    return len(answer.get("Errors", ()))


def _deleted(aws: Cloud, count: int) -> int:
    aws.table(PartitionKeys=[DAY])
    answer = aws.glue.batch_delete_partition(**ORDERS, PartitionsToDelete=_many(count))
    return len(answer.get("Errors", ()))


def _fetched(aws: Cloud, count: int) -> int:
    aws.table(PartitionKeys=[DAY])
    answer = aws.glue.batch_get_partition(**ORDERS, PartitionsToGet=_many(count))
    return len(answer["Partitions"])


def _changed_at_once(aws: Cloud, count: int) -> int:
    aws.table(PartitionKeys=[DAY])
    entries = [
        {"PartitionValueList": each["Values"], "PartitionInput": each} for each in _many(count)
    ]
    return len(aws.glue.batch_update_partition(**ORDERS, Entries=entries).get("Errors", ()))


def _changed(aws: Cloud, **fields: Any) -> None:
    _partitioned(aws, FIRST)
    changed = {"Values": FIRST, **fields}
    aws.glue.update_partition(**ORDERS, PartitionValueList=FIRST, PartitionInput=changed)


def _page(aws: Cloud, size: int) -> int:
    _partitioned(aws, FIRST)
    return len(aws.glue.get_partitions(**ORDERS, MaxResults=size)["Partitions"])


def _commented(aws: Cloud, length: int) -> None:
    columns = [{"Name": "id", "Type": "string", "Comment": "c" * length}]
    aws.table(PartitionKeys=[DAY])
    partition = {"Values": FIRST, "StorageDescriptor": {"Columns": columns}}
    aws.glue.create_partition(**ORDERS, PartitionInput=partition)


def _of_a_plain_table(aws: Cloud) -> None:
    aws.table()
    aws.glue.create_partition(**ORDERS, PartitionInput={"Values": FIRST})


def _twice_at_once(aws: Cloud) -> Any:
    aws.table(PartitionKeys=[DAY])
    both = [{"Values": FIRST}, {"Values": FIRST}]
    answer = aws.glue.batch_create_partition(**ORDERS, PartitionInputList=both)
    return [error["ErrorDetail"]["ErrorCode"] for error in answer["Errors"]]


PROBES = (
    Probe(
        "glue-partition-twice",
        f"{API}/API_CreatePartition.html",
        "A partition is made once.",
        lambda aws: _partitioned(aws, ["2026-01-01"], ["2026-01-01"]),
        Refused("AlreadyExistsException", status=400),
    ),
    Probe(
        "glue-partition-of-other-keys",
        f"{API}/API_CreatePartition.html",
        "A partition has a value for each key of its table.",
        lambda aws: _partitioned(aws, ["2026-01-01", "north"]),
        Refused("InvalidInputException", "number of partition keys", 400),
        rule="glue_partitions",
    ),
    Probe(
        "glue-partitions-at-once",
        f"{API}/API_BatchCreatePartition.html",
        "Of many partitions the wrong ones are named.",
        _batched,
        Gives(["InvalidInputException"]),
        rule="glue_partitions",
    ),
    Probe(
        "glue-partition-key-with-parameters",
        f"{API}/API_CreateTable.html",
        "A partition key carries no parameters.",
        lambda aws: aws.table(PartitionKeys=[DESCRIBED]),
        Refused("InvalidInputException", "Parameters not supported for partition columns", 400),
        rule="glue_partition_keys",
    ),
    Probe(
        "glue-partition-key-given-parameters",
        f"{API}/API_UpdateTable.html",
        "A partition key carries no parameters later either.",
        _keyed_anew,
        Refused("InvalidInputException", "Parameters not supported for partition columns", 400),
        rule="glue_partition_keys",
    ),
    Probe(
        "glue-partition-key-with-a-comment",
        f"{API}/API_CreateTable.html",
        "A partition key may have a comment.",
        lambda aws: aws.table(PartitionKeys=[{**DAY, "Comment": "Day of the order"}]),
        Works(),
    ),
    Probe(
        "glue-partition-of-a-table-without-keys",
        f"{API}/API_CreatePartition.html",
        "A table without partition keys has no partition with a value.",
        _of_a_plain_table,
        Refused("InvalidInputException", "number of partition keys", 400),
        rule="glue_partitions",
    ),
    Probe(
        "glue-partition-of-other-values",
        f"{API}/API_UpdatePartition.html",
        "The values of a partition cannot be changed: it is deleted and made anew.",
        lambda aws: _changed(aws, Values=["2026-01-02"]),
        Refused("InvalidInputException", status=400),
        rule="glue_partitions",
    ),
    Probe(
        "glue-partition-in-another-place",
        f"{API}/API_UpdatePartition.html",
        "Where a partition lies can be changed.",
        lambda aws: _changed(aws, StorageDescriptor={"Location": "s3://data/elsewhere/"}),
        Works(),
    ),
    Probe(
        "glue-partitions-created-at-once",
        f"{API}/API_BatchCreatePartition.html",
        "One call creates 100 partitions.",
        lambda aws: _created(aws, 100),
        Gives(0),
    ),
    Probe(
        "glue-partitions-too-many-to-create",
        f"{API}/API_BatchCreatePartition.html",
        "One call creates no more than 100 partitions.",
        lambda aws: _created(aws, 101),
        Refused("ValidationException", "less than or equal to 100", 400),
        rule="glue_partition_batches",
    ),
    Probe(
        "glue-partitions-too-many-to-delete",
        f"{API}/API_BatchDeletePartition.html",
        "One call deletes no more than 25 partitions.",
        lambda aws: _deleted(aws, 26),
        Refused("ValidationException", "less than or equal to 25", 400),
        rule="glue_partition_batches",
    ),
    Probe(
        "glue-partitions-too-many-to-change",
        f"{API}/API_BatchUpdatePartition.html",
        "One call changes no more than 100 partitions.",
        lambda aws: _changed_at_once(aws, 101),
        Refused("ValidationException", "less than or equal to 100", 400),
        rule="glue_partition_batches",
    ),
    Probe(
        "glue-partitions-too-many-to-get",
        f"{API}/API_BatchGetPartition.html",
        "One call gets no more than 1,000 partitions.",
        lambda aws: _fetched(aws, 1001),
        Refused("ValidationException", "less than or equal to 1000", 400),
        rule="glue_partition_batches",
    ),
    Probe(
        "glue-partitions-in-a-page-too-large",
        f"{API}/API_GetPartitions.html",
        "One page lists no more than 1,000 partitions.",
        lambda aws: _page(aws, 1001),
        Refused("ValidationException", "less than or equal to 1000", 400),
        rule="glue_partition_batches",
    ),
    Probe(
        "glue-partition-twice-at-once",
        f"{API}/API_BatchCreatePartition.html",
        "Of two partitions of the same values the second is refused by name.",
        _twice_at_once,
        Gives(["AlreadyExistsException"]),
    ),
    Probe(
        "glue-partition-column-comment-too-long",
        f"{API}/API_Column.html",
        "A column's comment has at most 255 characters in a partition too.",
        lambda aws: _commented(aws, 256),
        Refused("ValidationException", "length less than or equal to 255", 400),
        rule="glue_limits",
    ),
    Probe(
        "glue-partition-parameter-too-long",
        f"{API}/API_PartitionInput.html",
        "A partition's parameter has at most 512,000 characters.",
        lambda aws: _changed(aws, Parameters={"spec": "x" * 512_001}),
        Refused("ValidationException", "length less than or equal to 512000", 400),
        rule="glue_limits",
    ),
)
