"""Policies have IAM's sizes, counted without blanks; moto takes any.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from localaws.strict import principals
from localaws.strict.call import Call, Fault, Guard
from localaws.strict.policy_documents import compact

TRUST, INLINE, MANAGED = 2048, 10_240, 6144
LIMIT = "LimitExceeded"


def check(call: Call) -> Fault | None:
    text = str(call.body.get("AssumeRolePolicyDocument") or call.body.get("PolicyDocument") or "")
    size = len(compact(text))
    if call.operation in ("CreateRole", "UpdateAssumeRolePolicy"):
        over = size > TRUST
        return (
            Fault(LIMIT, f"Cannot exceed quota for ACLSizePerRole: {TRUST}", 409) if over else None
        )
    if call.operation == "PutRolePolicy":
        return _inline(call, size)
    over = size > MANAGED
    return Fault(LIMIT, f"Cannot exceed quota for PolicySize: {MANAGED}", 409) if over else None


def _inline(call: Call, size: int) -> Fault | None:
    """All inline policies of a role count together."""
    name = str(call.body.get("RoleName", ""))
    own = str(call.body.get("PolicyName", ""))
    role = next((r for r in principals.roles(call.account) if r.name == name), None)
    others: dict[str, str] = role.policies if role else {}
    size += sum(len(compact(text)) for other, text in others.items() if other != own)
    if size <= INLINE:
        return None
    return Fault(LIMIT, f"Maximum policy size of {INLINE} bytes exceeded for role {name}", 409)


GUARD = Guard(
    "iam",
    (
        "CreateRole",
        "UpdateAssumeRolePolicy",
        "PutRolePolicy",
        "CreatePolicy",
        "CreatePolicyVersion",
    ),
    check,
)
