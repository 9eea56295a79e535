"""Tables as they are deployed: what the Glue data catalog says of them, and their partitions.

The only place of the sample that speaks to AWS: with boto3 to the catalog and for whole objects,
with pyarrow's file system where files are read by column.
"""

# pyright: reportMissingTypeStubs=false
# boto3 carries no types: its clients and answers are `Any`.

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from botocore.config import Config
from botocore.exceptions import ClientError, EndpointConnectionError

from localaws.clients import KEY, local_session
from meshwright.errors import MeshError
from meshwright.sample import arrow
from meshwright.specs.models import Table

CREATE_AT_ONCE = 100
"""Glue's limit of partitions in one BatchCreatePartition or BatchUpdatePartition."""
DELETE_AT_ONCE = 25
"""Glue's limit of partitions in one BatchDeletePartition."""


@dataclass(frozen=True, slots=True)
class Lake:
    """The clients of one local AWS."""

    glue: Any
    s3: Any
    files: Any
    """The file system of S3 by which pyarrow reads columns."""


@dataclass(frozen=True, slots=True)
class DeployedTable:
    """A table of the data catalog."""

    id: str
    """`domain.product.table`, for messages."""
    database: str
    name: str
    columns: Mapping[str, str]
    """Glue types by column, partition keys included."""
    partition_keys: tuple[str, ...]
    storage: Mapping[str, Any] = field(repr=False)
    """Glue's storage descriptor."""

    @property
    def bucket(self) -> str:
        return _bucket_and_path(self.storage)[0]

    @property
    def prefix(self) -> str:
        return f"{_bucket_and_path(self.storage)[1]}/"

    def partition_prefix(self, values: Sequence[str]) -> str:
        """Where a partition's files lie, in Hive's form; without keys, the table's prefix."""
        pairs = zip(self.partition_keys, values, strict=True)
        return self.prefix + "".join(f"{key}={quote(value, safe=' ')}/" for key, value in pairs)


@dataclass(frozen=True, slots=True)
class Partition:
    """A registered partition: its values in the order of the table's keys, and where it lies."""

    values: tuple[str, ...]
    storage: Mapping[str, Any]

    @property
    def path(self) -> str:
        """Bucket and prefix, as pyarrow names a folder."""
        return "/".join(_bucket_and_path(self.storage))


def _bucket_and_path(storage: Mapping[str, Any]) -> tuple[str, str]:
    location: str = storage["Location"]
    bucket, _, path = location.removeprefix("s3://").partition("/")
    return bucket, path.rstrip("/")


def open_lake(endpoint: str, region: str) -> Lake:
    """The clients for a local AWS; nothing is asked of it yet."""
    settings: dict[str, Any] = {
        "endpoint_url": endpoint,
        "config": Config(s3={"addressing_style": "path"}, retries={"max_attempts": 2}),
    }
    files = arrow.s3(endpoint, region, access_key=KEY, secret_key=KEY)
    client = local_session(region).client
    return Lake(client("glue", **settings), client("s3", **settings), files)


def deployed_table(lake: Lake, table_id: str, database: str, name: str) -> DeployedTable:
    """A table as the catalog has it. Raises MeshError where it is not deployed."""
    try:
        found = lake.glue.get_table(DatabaseName=database, Name=name)["Table"]
    except EndpointConnectionError as error:
        raise MeshError("no local AWS answers", fix="run `mesh up` first") from error
    except ClientError as error:
        if error.response["Error"]["Code"] != "EntityNotFoundException":
            raise
        raise MeshError(f"{table_id} is not deployed", fix="run `mesh up` first") from error
    keys = found.get("PartitionKeys", [])
    columns = {c["Name"]: c["Type"] for c in (*found["StorageDescriptor"]["Columns"], *keys)}
    return DeployedTable(
        table_id,
        database,
        name,
        columns,
        tuple(k["Name"] for k in keys),
        found["StorageDescriptor"],
    )


def require_columns(table: DeployedTable, spec: Table) -> None:
    """Refuse a table that is deployed with other columns or partitions than its spec has."""
    declared = {name: column.type.glue for name, column in spec.columns.items()}
    if dict(table.columns) != declared or set(table.partition_keys) != set(spec.partition_by):
        raise MeshError(
            f"{table.id} is deployed with other columns than its spec has",
            fix="run `mesh up` first",
        )


def partitions(lake: Lake, table: DeployedTable) -> tuple[Partition, ...]:
    """The registered partitions, in the order of their values; of a table without keys, itself."""
    if not table.partition_keys:
        return (Partition((), table.storage),)
    pages = lake.glue.get_paginator("get_partitions").paginate(
        DatabaseName=table.database, TableName=table.name
    )
    found = (p for page in pages for p in page["Partitions"])
    listed = (Partition(tuple(p["Values"]), p["StorageDescriptor"]) for p in found)
    return tuple(sorted(listed, key=lambda partition: partition.values))


def register_partitions(
    lake: Lake, table: DeployedTable, wanted: Sequence[tuple[str, ...]]
) -> None:
    """Make the registered partitions exactly the wanted ones, each where its files belong."""
    if not table.partition_keys:
        return
    registered = {p.values: p.storage for p in partitions(lake, table)}
    inputs = {values: _partition_input(table, values) for values in wanted}
    new = [inputs[values] for values in wanted if values not in registered]
    moved = [
        {"PartitionValueList": list(values), "PartitionInput": inputs[values]}
        for values in wanted
        if values in registered and registered[values] != inputs[values]["StorageDescriptor"]
    ]
    stale = [{"Values": list(values)} for values in registered if values not in inputs]
    at = {"DatabaseName": table.database, "TableName": table.name}
    for some in _chunks(new, CREATE_AT_ONCE):
        _batch(table, lake.glue.batch_create_partition(**at, PartitionInputList=some))
    for some in _chunks(moved, CREATE_AT_ONCE):
        _batch(table, lake.glue.batch_update_partition(**at, Entries=some))
    for some in _chunks(stale, DELETE_AT_ONCE):
        _batch(table, lake.glue.batch_delete_partition(**at, PartitionsToDelete=some))


def upload(lake: Lake, table: DeployedTable, path: Path, key: str) -> None:
    lake.s3.upload_file(str(path), table.bucket, key)


def delete_others(lake: Lake, table: DeployedTable, keep: frozenset[str]) -> None:
    """Delete every object under a table's location but those named."""
    pages = lake.s3.get_paginator("list_objects_v2").paginate(
        Bucket=table.bucket, Prefix=table.prefix
    )
    for page in pages:
        stale = [{"Key": o["Key"]} for o in page.get("Contents", []) if o["Key"] not in keep]
        if stale:
            lake.s3.delete_objects(Bucket=table.bucket, Delete={"Objects": stale, "Quiet": True})


def _partition_input(table: DeployedTable, values: tuple[str, ...]) -> dict[str, Any]:
    location = f"s3://{table.bucket}/{table.partition_prefix(values)}"
    return {"Values": list(values), "StorageDescriptor": {**table.storage, "Location": location}}


def _chunks(entries: list[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    rest = iter(entries)
    while some := list(islice(rest, size)):
        yield some


def _batch(table: DeployedTable, answer: Mapping[str, Any]) -> None:
    """Refuse an answer that says yes to the call and no to some of its partitions."""
    for error in answer.get("Errors", []):
        detail = error["ErrorDetail"]
        values = error.get("PartitionValues") or error.get("PartitionValueList")
        raise MeshError(
            f"Glue refused partition {values} of {table.id}: {detail.get('ErrorMessage', detail)}"
        )
