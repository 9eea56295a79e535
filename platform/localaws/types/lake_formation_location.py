"""aws:lakeformation/resource:Resource: a place in S3 under Lake Formation; its id is the ARN.

One that is registered already is taken for what was asked for, whatever its role, and none can be
imported: as with the official provider (terraform-provider-aws, internal/service/lakeformation,
resource.go). What differs is seen as drift.
"""

from localaws.types.answers import answer_or_none
from localaws.types.casing import fields_from_aws
from localaws.types.resource_type import Aws, ResourceType, State, chosen
from localaws.types.shape import BOOLEAN, STRING, Output, Property, Values
from meshwright.aws import resource_types

GONE = ("EntityNotFoundException",)
THERE = ("AlreadyExistsException",)
REGISTRATION = {
    "arn": "ResourceArn",
    "hybridAccessEnabled": "HybridAccessEnabled",
    "roleArn": "RoleArn",
    "useServiceLinkedRole": "UseServiceLinkedRole",
    "withFederation": "WithFederation",
    "withPrivilegedAccess": "WithPrivilegedAccess",
}
SHOWN = (
    Property("hybridAccessEnabled", BOOLEAN, replaces=True, computed=True),
    Property("roleArn", STRING, replaces=True, computed=True),
    Property("withFederation", BOOLEAN, replaces=True, computed=True),
    Property("withPrivilegedAccess", BOOLEAN, replaces=True, computed=True),
)
PROPERTIES = (
    Property("arn", STRING, required=True, replaces=True),
    *SHOWN,
    Property("useServiceLinkedRole", BOOLEAN, replaces=True, readable=False),
)
OUTPUTS = (
    Output("hybridAccessEnabled", default=False),
    Output("lastModified"),
    Output("region"),
    Output("roleArn"),
    Output("withFederation", default=False),
    Output("withPrivilegedAccess", default=False),
)


def derived(aws: Aws, _inputs: Values) -> Values:
    return {"region": aws.region}


def create(aws: Aws, inputs: Values) -> str:
    register = aws.client("lakeformation").register_resource
    answer_or_none(register, *THERE, **chosen(inputs, REGISTRATION))
    return inputs["arn"]


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    describe = aws.client("lakeformation").describe_resource
    answer = answer_or_none(describe, *GONE, ResourceArn=identity)
    if answer is None:
        return None
    info = answer["ResourceInfo"]
    since = info["LastModified"].strftime("%Y-%m-%dT%H:%M:%SZ") if "LastModified" in info else ""
    return fields_from_aws(SHOWN, info) | {"arn": identity, "lastModified": since}


def delete(aws: Aws, identity: str, _known: Values) -> None:
    deregister = aws.client("lakeformation").deregister_resource
    answer_or_none(deregister, *GONE, ResourceArn=identity)


TYPE = ResourceType(
    token=resource_types.LOCATION,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    delete=delete,
    derived=derived,
    identity=("arn",),
    importable=False,
)
