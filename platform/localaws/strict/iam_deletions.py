"""A policy that is in use stays; moto deletes it.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html
"""

from typing import Any

from moto.iam.models import iam_backends

from localaws.strict import principals
from localaws.strict.call import Call, Fault, Guard

CONFLICT = "DeleteConflict"


def check(call: Call) -> Fault | None:
    arn = str(call.body.get("PolicyArn", ""))
    policy: Any = iam_backends[call.account]["aws"].managed_policies.get(arn)
    if policy is None:
        return None
    bounded = any(role.permissions_boundary_arn == arn for role in principals.roles(call.account))
    if policy.attachment_count > 0 or bounded:
        return Fault(CONFLICT, "Cannot delete a policy attached to entities.", 409)
    if len(policy.versions) > 1:
        message = (
            "This policy has more than one version. Before you delete a policy, you must delete "
            "the policy's versions. The default version is deleted with the policy."
        )
        return Fault(CONFLICT, message, 409)
    return None


GUARD = Guard("iam", ("DeletePolicy",), check)
