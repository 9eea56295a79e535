"""A role's boundary is a policy that exists; moto takes any ARN.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html
"""

from moto.iam.models import iam_backends

from localaws.strict.call import Call, Fault, Guard


def check(call: Call) -> Fault | None:
    arn = call.body.get("PermissionsBoundary")
    if not arn or arn in iam_backends[call.account]["aws"].managed_policies:
        return None
    return Fault("NoSuchEntity", f"Scope ARN: {arn} does not exist or is not attachable.", 404)


GUARD = Guard("iam", ("CreateRole", "PutRolePermissionsBoundary"), check)
