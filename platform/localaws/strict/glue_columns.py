"""A table's columns have names of their own and types that Hive knows; moto takes any.

https://docs.aws.amazon.com/glue/latest/webapi/API_CreateTable.html
https://docs.aws.amazon.com/athena/latest/ug/data-types.html
"""

from collections import Counter

from localaws.strict.call import (
    Call,
    Fault,
    Guard,
    items,
    part,
)
from localaws.strict.hive_types import TypeTextError, check_type

INVALID = "InvalidInputException"


def check(call: Call) -> Fault | None:
    table = part(call.body, "TableInput")
    columns = [
        *items(part(table, "StorageDescriptor"), "Columns"),
        *items(table, "PartitionKeys"),
    ]
    twice = [
        name for name, times in Counter(c["Name"].lower() for c in columns).items() if times > 1
    ]
    if twice:
        message = f"Table descriptor contains duplicate columns: {', '.join(twice)}"
        return Fault(INVALID, message)
    try:
        for column in columns:
            if column.get("Type"):
                check_type(column["Type"])
    except TypeTextError as error:
        return Fault(INVALID, str(error))
    return None


GUARD = Guard("glue", ("CreateTable", "UpdateTable"), check)
