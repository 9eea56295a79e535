"""A trust policy is well formed, about assuming a role, and for principals that exist.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from localaws.strict import principals
from localaws.strict.bucket_policies import statements
from localaws.strict.call import Call, Fault, Guard

MALFORMED = "MalformedPolicyDocument"
ACTIONS = (
    "sts:assumerole",
    "sts:assumerolewithsaml",
    "sts:assumerolewithwebidentity",
    "sts:setcontext",
    "sts:setsourceidentity",
    "sts:tagsession",
)
RESOURCES = ("Resource", "NotResource")


def check(call: Call) -> Fault | None:
    text = str(call.body.get("AssumeRolePolicyDocument") or call.body.get("PolicyDocument") or "")
    try:
        document = json.loads(text)
    except ValueError:
        return Fault(MALFORMED, "This policy contains invalid Json")
    if not isinstance(document, dict):
        return Fault(MALFORMED, "Syntax errors in policy.")
    found = statements(cast("Mapping[str, Any]", document))
    message = next((m for statement in found for m in _faults(statement, call.account)), None)
    return None if message is None else Fault(MALFORMED, message)


def _faults(statement: Mapping[str, Any], account: str) -> Iterator[str]:
    if "Principal" not in statement:
        yield "Missing required field Principal"
    for field in RESOURCES:
        if field in statement:
            yield f"Has prohibited field {field}"
    actions = principals.listed(statement.get("Action", []))
    if not all(action.lower() in ACTIONS or action in ("*", "sts:*") for action in actions):
        yield "AssumeRole policy may only specify STS AssumeRole actions."
    for kind, name in principals.invalid(account, statement.get("Principal")):
        yield f'Invalid principal in policy: "{kind.upper()}":"{name}"'


GUARD = Guard("iam", ("CreateRole", "UpdateAssumeRolePolicy"), check)
