"""aws:scheduler/schedule:Schedule: when something starts by itself; its id is `group/name`."""

from typing import Any

from localaws.types.answers import answer_or_none
from localaws.types.casing import fields_from_aws, fields_to_aws
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import INTEGER, STRING, Output, Property, Values, block
from meshwright.aws import resource_types

DEFAULT_GROUP = "default"
RETRIES = {"maximumEventAgeInSeconds": 86400, "maximumRetryAttempts": 185}
"""What Scheduler does where nothing was said: for a day, up to 185 times."""
TARGET = block(
    Property("arn", STRING, required=True),
    Property("deadLetterConfig", block(Property("arn", STRING, required=True))),
    Property("input", STRING),
    Property(
        "retryPolicy",
        block(*(Property(name, INTEGER, default=value) for name, value in RETRIES.items())),
        default=RETRIES,
    ),
    Property("roleArn", STRING, required=True),
)
SENT = (
    Property("actionAfterCompletion", STRING, default="NONE"),
    Property("description", STRING, default=""),
    Property(
        "flexibleTimeWindow",
        block(Property("maximumWindowInMinutes", INTEGER), Property("mode", STRING, required=True)),
        required=True,
    ),
    Property("scheduleExpression", STRING, required=True),
    Property("scheduleExpressionTimezone", STRING, default="UTC"),
    Property("state", STRING, default="ENABLED"),
    Property("target", TARGET, required=True),
)
PROPERTIES = (
    *SENT,
    Property("groupName", STRING, replaces=True, default=DEFAULT_GROUP),
    Property("name", STRING, replaces=True, auto_named=True),
)
OUTPUTS = (
    Output("actionAfterCompletion", default="NONE"),
    Output("arn"),
    Output("namePrefix", default=""),
    Output("region"),
)
NOT_THERE = "ResourceNotFoundException"


def _group(inputs: Values) -> str:
    return inputs.get("groupName") or DEFAULT_GROUP


def derived(aws: Aws, inputs: Values) -> Values:
    path = f"{_group(inputs)}/{inputs['name']}"
    arn = f"arn:aws:scheduler:{aws.region}:{aws.account}:schedule/{path}"
    return {"arn": arn, "region": aws.region}


def create(aws: Aws, inputs: Values) -> str:
    aws.client("scheduler").create_schedule(**_said(inputs))
    return f"{_group(inputs)}/{inputs['name']}"


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    group, _, name = identity.partition("/")
    get = aws.client("scheduler").get_schedule
    found = answer_or_none(get, NOT_THERE, GroupName=group, Name=name)
    if found is None:
        return None
    own = {"arn": found["Arn"], "groupName": group, "name": name}
    return fields_from_aws(SENT, found) | own


def update(aws: Aws, _identity: str, _old: Values, new: Values) -> None:
    aws.client("scheduler").update_schedule(**_said(new))


def delete(aws: Aws, identity: str, _known: Values) -> None:
    group, _, name = identity.partition("/")
    remove = aws.client("scheduler").delete_schedule
    answer_or_none(remove, NOT_THERE, GroupName=group, Name=name)


def _said(inputs: Values) -> dict[str, Any]:
    """All of it, since an update forgets what it does not say."""
    return {"GroupName": _group(inputs), "Name": inputs["name"], **fields_to_aws(SENT, inputs)}


TYPE = ResourceType(
    token=resource_types.SCHEDULE,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    identity=("groupName", "name"),
)
