"""A key policy is well formed, for principals that exist, and locks its writer not out.

https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
"""

from moto.iam.access_control import PermissionResult

from localaws.strict import policy_documents, principals
from localaws.strict.bucket_policies import verdict
from localaws.strict.call import Call, Fault, Guard
from localaws.strict.policy_documents import MalformedError

MALFORMED = "MalformedPolicyDocumentException"
MOST_BYTES = 32_768
LOCKED_OUT = "The new key policy will not allow you to update the key policy in the future."
INVALID = "Policy contains a statement with one or more invalid principals."


def check(call: Call) -> Fault | None:
    text = call.body.get("Policy")
    if not text:
        return None
    if len(text.encode()) > MOST_BYTES:
        return Fault("LimitExceededException", f"The key policy exceeds {MOST_BYTES} bytes.")
    try:
        statements = policy_documents.statements(text)
    except MalformedError as error:
        return Fault(MALFORMED, str(error))
    named = (statement.get("Principal", "*") for statement in statements)
    if any(name for each in named for name in principals.invalid(call.account, each)):
        return Fault(MALFORMED, INVALID)
    bypassed = call.body.get("BypassPolicyLockoutSafetyCheck")
    lets = bypassed or _lets_change(statements, call)
    return None if lets else Fault(MALFORMED, LOCKED_OUT)


def _lets_change(statements: list[policy_documents.Statement], call: Call) -> bool:
    context = {
        "aws:principalarn": principals.caller(call),
        "aws:principalaccount": call.account,
        "kms:calleraccount": call.account,
    }
    policy = {"Statement": statements}
    return verdict(policy, "kms:PutKeyPolicy", "*", context) is PermissionResult.PERMITTED


GUARD = Guard("kms", ("CreateKey", "PutKeyPolicy"), check)
