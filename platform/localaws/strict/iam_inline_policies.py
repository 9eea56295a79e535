"""A role's own policy names no principal; moto takes one.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

import json
from collections.abc import Mapping
from typing import Any, cast

from localaws.strict.bucket_policies import statements
from localaws.strict.call import Call, Fault, Guard


def check(call: Call) -> Fault | None:
    try:
        document = json.loads(str(call.body.get("PolicyDocument", "")))
    except ValueError:
        return None
    if not isinstance(document, dict):
        return None
    found = statements(cast("Mapping[str, Any]", document))
    if any(field in statement for statement in found for field in ("Principal", "NotPrincipal")):
        message = "Policy document should not specify a principal."
        return Fault("MalformedPolicyDocument", message)
    return None


GUARD = Guard("iam", ("PutRolePolicy", "CreatePolicy", "CreatePolicyVersion"), check)
