"""A partition has one value for each key of its table, for good; moto takes any, and other ones.

https://docs.aws.amazon.com/glue/latest/webapi/API_CreatePartition.html
https://docs.aws.amazon.com/glue/latest/webapi/API_BatchCreatePartition.html
https://docs.aws.amazon.com/glue/latest/webapi/API_UpdatePartition.html
"""

from typing import Any

from moto.glue.exceptions import InvalidInputException
from moto.glue.models import GlueBackend

from localaws.strict.call import Patch

MISMATCH = "The number of partition keys do not match the number of partition values"
CHANGED = "The values of a partition cannot be changed"


def install() -> None:
    create, create_many = GlueBackend.create_partition, GlueBackend.batch_create_partition
    update = GlueBackend.update_partition

    def create_partition(
        self: GlueBackend, database_name: str, table_name: str, part_input: dict[str, Any]
    ) -> None:
        if not _fits(self.get_table(database_name, table_name), part_input):
            raise InvalidInputException("CreatePartition", MISMATCH)
        create(self, database_name, table_name, part_input)

    def batch_create_partition(
        self: GlueBackend,
        database_name: str,
        table_name: str,
        partition_input: list[dict[str, Any]],
    ) -> list[dict[str, Any]]:
        table = self.get_table(database_name, table_name)
        fitting = [each for each in partition_input if _fits(table, each)]
        refused = [_refusal(each) for each in partition_input if not _fits(table, each)]
        return [*create_many(self, database_name, table_name, fitting), *refused]

    def update_partition(
        self: GlueBackend,
        database_name: str,
        table_name: str,
        part_input: dict[str, Any],
        part_to_update: Any,
    ) -> None:
        if list(part_input.get("Values") or part_to_update) != list(part_to_update):
            raise InvalidInputException("UpdatePartition", CHANGED)
        update(self, database_name, table_name, part_input, part_to_update)

    GlueBackend.create_partition = create_partition
    GlueBackend.update_partition = update_partition
    GlueBackend.batch_create_partition = batch_create_partition


def _fits(table: Any, partition: dict[str, Any]) -> bool:
    keys = table.as_dict().get("PartitionKeys") or ()
    return len(partition.get("Values") or ()) == len(keys)


def _refusal(partition: dict[str, Any]) -> dict[str, Any]:
    detail = {"ErrorCode": "InvalidInputException", "ErrorMessage": MISMATCH}
    return {"PartitionValues": partition.get("Values") or [], "ErrorDetail": detail}


PATCH = Patch(install)
