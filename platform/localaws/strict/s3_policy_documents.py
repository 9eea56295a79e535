"""A bucket's policy is well formed, about its bucket, and for principals that exist; moto's is any.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from localaws.strict import policy_documents, principals
from localaws.strict.call import Call, Fault, Guard
from localaws.strict.policy_documents import MalformedError, Statement

MOST_BYTES = 20_480


def check(call: Call) -> Fault | None:
    text, bucket = call.body["Text"], call.body["Bucket"]
    if len(policy_documents.compact(text).encode()) > MOST_BYTES:
        message = (
            f"Normalized policy document exceeds the maximum allowed size of {MOST_BYTES} bytes."
        )
        return Fault("PolicyTooLarge", message)
    try:
        for statement in policy_documents.statements(text):
            _check(statement, bucket, call.account)
    except MalformedError as error:
        return Fault("MalformedPolicy", str(error))
    return None


def _check(statement: Statement, bucket: str, account: str) -> None:
    actions = principals.listed(statement.get("Action", statement.get("NotAction")))
    if not all(action == "*" or action.lower().startswith("s3:") for action in actions):
        raise MalformedError("Policy has invalid action")
    resources = principals.listed(statement.get("Resource", statement.get("NotResource")))
    if not all(_is_of(resource, bucket) for resource in resources):
        raise MalformedError("Policy has invalid resource")
    named = statement.get("Principal", statement.get("NotPrincipal"))
    for _ in principals.invalid(account, named):
        raise MalformedError("Invalid principal in policy")


def _is_of(resource: str, bucket: str) -> bool:
    own = f"arn:aws:s3:::{bucket}"
    return resource == own or resource.startswith(f"{own}/")


GUARD = Guard("s3", ("PutBucketPolicy",), check)
