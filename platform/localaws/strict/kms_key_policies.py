"""A key policy is well formed, for principals that exist, and locks its writer not out.

https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
"""

from dataclasses import replace

from localaws.authorise.callers import EVERYTHING, asking
from localaws.strict import policy_documents, principals
from localaws.strict.call import Call, Fault, Guard
from localaws.strict.policy_documents import MalformedError
from meshwright.aws.authorization.document import policy
from meshwright.aws.authorization.evaluate import evaluate
from meshwright.aws.authorization.request import Request

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
    lets = bypassed or _lets_change(text, call)
    return None if lets else Fault(MALFORMED, LOCKED_OUT)


def _lets_change(text: str, call: Call) -> bool:
    """Whether who writes a policy may write the next one, as far as the policy goes."""
    who = asking(call.account, call.headers.get("authorization", ""))
    policies = replace(
        who.policies, identity=(EVERYTHING,), resource=policy(text), resource_decides=True
    )
    put = Request("kms:PutKeyPolicy", "*", {"kms:calleraccount": call.account})
    return evaluate(put, who.caller, policies).is_allowed


GUARD = Guard("kms", ("CreateKey", "PutKeyPolicy"), check)
