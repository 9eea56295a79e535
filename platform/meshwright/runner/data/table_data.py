"""What lies in tables and buckets, asked of AWS: partitions and names of files, never rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from meshwright.errors import MeshError
from meshwright.runner.aws_answers import answered
from meshwright.runner.data.partition_fit import Partition

CREATE_AT_ONCE = 100
"""Glue's limit of one BatchCreatePartition."""
DELETE_AT_ONCE = 25
"""Glue's limit of one BatchDeletePartition."""
SHOWN = 5
"""How many names of files a message holds."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the data catalog."""

    database: str
    name: str

    @property
    def arguments(self) -> dict[str, str]:
        return {"DatabaseName": self.database, "TableName": self.name}

    def __str__(self) -> str:
        return f"{self.database}.{self.name}"


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a bucket, as far as one look shows it."""

    names: tuple[str, ...] = ()
    """The first keys."""
    count: int = 0
    is_all: bool = True
    """Whether there is no more than what was counted; old versions count too."""

    def __str__(self) -> str:
        more = "" if self.is_all else " and more"
        listed = ", ".join(self.names) + (", …" if self.count > len(self.names) else "")
        return f"{self.count:,}{more} objects and old versions: {listed}"


@dataclass(frozen=True, slots=True)
class TableData:
    """Looks at tables and buckets as the deploying role. Raises MeshError where AWS says no."""

    client: Callable[[str], Any]
    """The client of a service."""

    def partitions(self, table: Table, *, most: int | None = None) -> tuple[Partition, ...]:
        """The registered partitions; none of a table that is not there."""
        with _asked(f"the partitions of {table}"):
            return tuple(islice(self._partitions(table), most))

    def _partitions(self, table: Table) -> Iterator[Partition]:
        glue = self.client("glue")
        try:
            for page in glue.get_paginator("get_partitions").paginate(**table.arguments):
                for found in page["Partitions"]:
                    descriptor: Mapping[str, Any] = found.get("StorageDescriptor") or {}
                    yield Partition(tuple(found["Values"]), descriptor.get("Location", ""))
        except glue.exceptions.EntityNotFoundException:
            return

    def drop(self, table: Table, partitions: Sequence[Partition]) -> None:
        """Take partitions out of the catalog; their files stay."""
        wanted = [{"Values": list(partition.values)} for partition in partitions]
        with _asked(f"the partitions of {table}"):
            for some in _chunks(wanted, DELETE_AT_ONCE):
                answer = self.client("glue").batch_delete_partition(
                    **table.arguments, PartitionsToDelete=some
                )
                _check(table, answer)

    def register(self, table: Table, partitions: Sequence[Partition]) -> None:
        """Enter partitions in the catalog, stored as their table is."""
        with _asked(f"the partitions of {table}"):
            glue = self.client("glue")
            found = glue.get_table(DatabaseName=table.database, Name=table.name)["Table"]
            inputs = [_input(found["StorageDescriptor"], each) for each in partitions]
            for some in _chunks(inputs, CREATE_AT_ONCE):
                answer = glue.batch_create_partition(**table.arguments, PartitionInputList=some)
                _check(table, answer)

    def files(self, location: str) -> Iterator[str]:
        """The places of all files below a location, such as `s3://bucket/orders/day=1/a`."""
        bucket, _, prefix = location.removeprefix("s3://").partition("/")
        with _asked(f"the files of {location}"):
            pages = self.client("s3").get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=bucket, Prefix=prefix):
                for found in page.get("Contents", ()):
                    if found["Size"]:
                        yield f"s3://{bucket}/{found['Key']}"

    def contents(self, bucket: str) -> Contents:
        """What is in a bucket; nothing in one that is not there."""
        s3 = self.client("s3")
        with _asked(f"the content of bucket {bucket}"):
            try:
                page = s3.list_object_versions(Bucket=bucket)
            except s3.exceptions.NoSuchBucket:
                return Contents()
        found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
        names = tuple(dict.fromkeys(each["Key"] for each in found))[:SHOWN]
        return Contents(names, len(found), not page.get("IsTruncated"))


def _asked(what: str) -> AbstractContextManager[None]:
    fix = "give the deploying role the actions in docs/how-to/delete-data.md"
    return answered(f"{what} could not be looked at", fix=fix)


def _input(descriptor: Mapping[str, Any], partition: Partition) -> dict[str, Any]:
    stored = {**descriptor, "Location": partition.location}
    return {"Values": list(partition.values), "StorageDescriptor": stored}


def _chunks(entries: list[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    rest = iter(entries)
    while some := list(islice(rest, size)):
        yield some


def _check(table: Table, answer: Mapping[str, Any]) -> None:
    """Refuse an answer that says yes to the call and no to some of its partitions."""
    for error in answer.get("Errors", ()):
        detail = error["ErrorDetail"]
        # Somebody else was faster: that is what was wanted.
        if detail.get("ErrorCode") not in ("AlreadyExistsException", "EntityNotFoundException"):
            raise MeshError(f"Glue refused a partition of {table}: {detail.get('ErrorMessage')}")
