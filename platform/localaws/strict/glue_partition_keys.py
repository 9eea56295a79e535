"""A partition key has a name, a type and a comment, and no parameters; moto takes them.

Glue answers "Parameters not supported for partition columns", an InvalidInputException.
https://docs.aws.amazon.com/glue/latest/webapi/API_CreateTable.html
https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateTable.html
"""

from localaws.strict.call import Call, Fault, Guard, items, part

MESSAGE = "Parameters not supported for partition columns"


def check(call: Call) -> Fault | None:
    keys = items(part(call.body, "TableInput"), "PartitionKeys")
    if any(part(key, "Parameters") for key in keys):
        return Fault("InvalidInputException", MESSAGE)
    return None


GUARD = Guard("glue", ("CreateTable", "UpdateTable"), check)
