"""A role is assumed by whom it trusts, for as long as it allows; moto lets anyone assume anything.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

import json
from typing import Any

from moto.iam.access_control import PermissionResult

from meshwright.localaws.strict import principals
from meshwright.localaws.strict.bucket_policies import statements, verdict
from meshwright.localaws.strict.call import Call, Fault, Guard

HOUR = 3600


def check(call: Call) -> Fault | None:
    arn = str(call.body.get("RoleArn", ""))
    role = next((r for r in principals.roles(call.account) if r.arn == arn), None)
    if f":{call.account}:" not in arn:
        return None
    if role is None or not _trusts(role, call):
        return _denied(call, arn)
    if int(call.body.get("DurationSeconds", HOUR)) > int(role.max_session_duration or HOUR):
        message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        return Fault("ValidationError", message)
    return None


def _trusts(role: Any, call: Call) -> bool:
    context = {
        "aws:principalarn": principals.caller(call),
        "aws:principalaccount": call.account,
        "sts:externalid": str(call.body.get("ExternalId", "")),
        "sts:rolesessionname": str(call.body.get("RoleSessionName", "")),
    }
    policy = json.loads(role.assume_role_policy_document)
    # Trust is about the role itself, and names no resource.
    policy["Statement"] = [{**s, "Resource": "*"} for s in statements(policy)]
    return verdict(policy, "sts:AssumeRole", role.arn, context) is PermissionResult.PERMITTED


def _denied(call: Call, arn: str) -> Fault:
    who = principals.caller(call)
    message = f"User: {who} is not authorized to perform: sts:AssumeRole on resource: {arn}"
    return Fault("AccessDenied", message, 403)


GUARD = Guard("sts", ("AssumeRole",), check)
