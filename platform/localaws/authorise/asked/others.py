"""Services of which a mesh uses little: who one is, what is tagged, topics, and stacks.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonresourcegrouptaggingapi.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
"""

from collections.abc import Iterator

from localaws.authorise.asked.asking import Environ, UnknownCallError, arn, request
from localaws.strict.call import Call
from meshwright.aws.authorization.request import EVERY, Request


def sts(call: Call, _environ: Environ) -> Iterator[Request]:
    """Who one is everybody may ask; whom one may become, the role's trust policy says too."""
    if call.operation not in ("AssumeRole", "GetCallerIdentity"):
        raise UnknownCallError
    yield from ()


def tagging(call: Call, _environ: Environ) -> Iterator[Request]:
    yield request(call, f"tag:{call.operation}")


def sns(call: Call, _environ: Environ) -> Iterator[Request]:
    body = call.body
    topic = str(body.get("TopicArn") or body.get("ResourceArn") or "")
    if call.operation == "CreateTopic":
        topic = arn(call, "sns", str(body.get("Name")))
    # A subscription's ARN is its topic's, and one part more.
    topic = topic or ":".join(str(body.get("SubscriptionArn", "")).split(":")[:6])
    yield request(call, f"sns:{call.operation}", topic or EVERY)


def cloudformation(call: Call, _environ: Environ) -> Iterator[Request]:
    name = str(call.body.get("StackName") or "")
    if not name and call.operation.startswith(("Get", "Validate", "List")):
        yield request(call, f"cloudformation:{call.operation}")
        return
    written = name if name.startswith("arn:") else arn(call, "cloudformation", f"stack/{name}/*")
    yield request(call, f"cloudformation:{call.operation}", written)
