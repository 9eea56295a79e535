"""A role is assumed by whom it trusts, for as long as it allows; moto lets anyone assume anything.

Who brings session tags or a source identity along also needs the role's trust in that.
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
"""

import json
from collections.abc import Iterator
from typing import Any

from moto.iam.access_control import PermissionResult

from localaws.strict import principals
from localaws.strict.bucket_policies import statements, verdict
from localaws.strict.call import Call, Fault, Guard

HOUR = 3600
ASSUME = "sts:AssumeRole"


def check(call: Call) -> Fault | None:
    arn = str(call.body.get("RoleArn", ""))
    role = next((r for r in principals.roles(call.account) if r.arn == arn), None)
    if f":{call.account}:" not in arn:
        return None
    if role is None:
        return _denied(call, arn, ASSUME)
    for action in _asked(call):
        if not _trusts(role, call, action):
            return _denied(call, arn, action)
    if int(call.body.get("DurationSeconds", HOUR)) > int(role.max_session_duration or HOUR):
        message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        return Fault("ValidationError", message)
    return None


def _asked(call: Call) -> Iterator[str]:
    yield ASSUME
    if any(name.startswith("Tags.member.") for name in call.body):
        yield "sts:TagSession"
    if call.body.get("SourceIdentity"):
        yield "sts:SetSourceIdentity"


def _trusts(role: Any, call: Call, action: str) -> bool:
    context = {
        "aws:principalarn": principals.caller(call),
        "aws:principalaccount": call.account,
        "sts:externalid": str(call.body.get("ExternalId", "")),
        "sts:rolesessionname": str(call.body.get("RoleSessionName", "")),
    }
    policy = json.loads(role.assume_role_policy_document)
    # Trust is about the role itself, and names no resource.
    policy["Statement"] = [{**s, "Resource": "*"} for s in statements(policy)]
    return verdict(policy, action, role.arn, context) is PermissionResult.PERMITTED


def _denied(call: Call, arn: str, action: str) -> Fault:
    who = principals.caller(call)
    message = f"User: {who} is not authorized to perform: {action} on resource: {arn}"
    return Fault("AccessDenied", message, 403)


GUARD = Guard("sts", ("AssumeRole",), check)
