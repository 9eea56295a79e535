"""aws:iam/rolePolicy:RolePolicy: a policy that lies inside one role; its id is `role:name`."""

import json

from localaws.types.answers import answer_or_none
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import DOCUMENT, STRING, Output, Property, Values
from meshwright.aws import resource_types

PROPERTIES = (
    Property("name", STRING, replaces=True, auto_named=True),
    Property("policy", DOCUMENT, required=True),
    Property("role", STRING, required=True, replaces=True),
)
OUTPUTS = (Output("namePrefix", default=""),)
GONE = ("NoSuchEntity",)


def create(aws: Aws, inputs: Values) -> str:
    identity = f"{inputs['role']}:{inputs['name']}"
    _put(aws, identity, inputs["policy"])
    return identity


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    get = aws.client("iam").get_role_policy
    answer = answer_or_none(get, *GONE, **_named(identity))
    if answer is None:
        return None
    policy = json.dumps(answer["PolicyDocument"])
    return {"name": answer["PolicyName"], "policy": policy, "role": answer["RoleName"]}


def update(aws: Aws, identity: str, _old: Values, new: Values) -> None:
    _put(aws, identity, new["policy"])


def delete(aws: Aws, identity: str, _known: Values) -> None:
    answer_or_none(aws.client("iam").delete_role_policy, *GONE, **_named(identity))


def _put(aws: Aws, identity: str, policy: str) -> None:
    aws.client("iam").put_role_policy(**_named(identity), PolicyDocument=policy)


def _named(identity: str) -> dict[str, str]:
    role, _, name = identity.partition(":")
    return {"RoleName": role, "PolicyName": name}


TYPE = ResourceType(
    token=resource_types.ROLE_POLICY,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    identity=("name", "role"),
)
