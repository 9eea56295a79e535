"""Step Functions: a call is about a machine or one of its executions; a machine is given its role.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
https://docs.aws.amazon.com/step-functions/latest/dg/concept-create-iam-advanced.html
"""

from collections.abc import Iterator

from localaws.authorise.asked.asking import (
    Environ,
    UnknownCallError,
    arn,
    new_tags,
    passed,
    request,
)
from localaws.strict.call import Call, items
from meshwright.aws.authorization.request import EVERY, Request

LISTS = ("ListStateMachines", "ValidateStateMachineDefinition")
OF_MACHINES = (
    "CreateStateMachine",
    "DeleteStateMachine",
    "DescribeStateMachine",
    "ListExecutions",
    "ListStateMachineVersions",
    "StartExecution",
    "UpdateStateMachine",
)
OF_EXECUTIONS = (
    "DescribeExecution",
    "DescribeStateMachineForExecution",
    "GetExecutionHistory",
    "StopExecution",
)
BY_ARN = ("ListTagsForResource", "TagResource", "UntagResource")
SERVICE = "states.amazonaws.com"


def asked(call: Call, _environ: Environ) -> Iterator[Request]:
    tags = new_tags([(str(t["key"]), str(t["value"])) for t in items(call.body, "tags")])
    resource = _resource(call)
    yield request(call, f"states:{call.operation}", resource, tags)
    if tags and call.operation == "CreateStateMachine":
        yield request(call, "states:TagResource", resource, tags)
    if call.operation in ("CreateStateMachine", "UpdateStateMachine"):
        yield from passed(call, call.body.get("roleArn"), SERVICE)


def _resource(call: Call) -> str:
    body, operation = call.body, call.operation
    if operation in LISTS:
        return EVERY
    if operation in BY_ARN:
        return str(body.get("resourceArn") or EVERY)
    if operation in OF_EXECUTIONS:
        return str(body.get("executionArn") or EVERY)
    if operation in OF_MACHINES:
        named = arn(call, "states", f"stateMachine:{body.get('name')}")
        return str(body.get("stateMachineArn") or named)
    raise UnknownCallError
