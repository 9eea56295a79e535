"""A topic's policy is about the topic, its actions SNS's, its principals there; moto takes any.

https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
https://docs.aws.amazon.com/sns/latest/dg/sns-creating-custom-policy.html
"""

from collections.abc import Iterator

from localaws.strict import policy_documents, principals
from localaws.strict.call import Call, Fault, Guard

INVALID = "InvalidParameter"


def check(call: Call) -> Fault | None:
    if call.body.get("AttributeName") != "Policy":
        return None
    message = next(_faults(call), None)
    return None if message is None else Fault(INVALID, f"Invalid parameter: {message}")


def _faults(call: Call) -> Iterator[str]:
    try:
        statements = policy_documents.statements(str(call.body.get("AttributeValue", "")))
    except policy_documents.MalformedError as error:
        yield f"Policy Error: {error}"
        return
    topic = str(call.body.get("TopicArn"))
    for statement in statements:
        for action in principals.listed(statement.get("Action", [])):
            if action != "*" and not action.lower().startswith("sns:"):
                yield "Policy statement action out of service scope!"
        for resource in principals.listed(statement.get("Resource", topic)):
            if resource not in (topic, "*"):
                yield "Policy statement resource out of service scope!"
        for _ in principals.invalid(call.account, statement.get("Principal")):
            yield "Policy Error: PrincipalNotFound"


GUARD = Guard("sns", ("SetTopicAttributes",), check)
