"""How many partitions one call may name; moto takes any number.

https://docs.aws.amazon.com/glue/latest/webapi/API_BatchCreatePartition.html
https://docs.aws.amazon.com/glue/latest/webapi/API_BatchDeletePartition.html
https://docs.aws.amazon.com/glue/latest/webapi/API_BatchUpdatePartition.html
https://docs.aws.amazon.com/glue/latest/webapi/API_BatchGetPartition.html
https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html
"""

from collections.abc import Mapping

from localaws.strict.call import Call, Fault, Guard, items

MOST: Mapping[str, tuple[str, int]] = {
    "BatchCreatePartition": ("PartitionInputList", 100),
    "BatchDeletePartition": ("PartitionsToDelete", 25),
    "BatchUpdatePartition": ("Entries", 100),
    "BatchGetPartition": ("PartitionsToGet", 1000),
}
"""The list of each operation and its longest length."""
PAGE = 1000
"""The most partitions of one answer of GetPartitions."""


def check(call: Call) -> Fault | None:
    if call.operation == "GetPartitions":
        asked = call.body.get("MaxResults") or PAGE
        return _too_large("maxResults", "value", PAGE) if asked > PAGE else None
    field, most = MOST[call.operation]
    too_long = len(items(call.body, field)) > most
    place = field[0].lower() + field[1:]
    return _too_large(place, "length", most) if too_long else None


def _too_large(place: str, what: str, most: int) -> Fault:
    message = (
        f"1 validation error detected: Value at '{place}' failed to satisfy constraint: "
        f"Member must have {what} less than or equal to {most}"
    )
    return Fault("ValidationException", message)


GUARD = Guard("glue", (*MOST, "GetPartitions"), check)
