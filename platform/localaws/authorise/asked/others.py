"""Services of which a mesh uses little: who one is, what is tagged, and stacks.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonresourcegrouptaggingapi.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
"""

from collections.abc import Iterator

from localaws.authorise.asked.asking import Environ, UnknownCallError, arn, request
from localaws.strict.call import Call
from meshwright.aws.authorization.request import Request


def sts(call: Call, _environ: Environ) -> Iterator[Request]:
    """Who one is everybody may ask; whom one may become, the role's trust policy says too."""
    if call.operation not in ("AssumeRole", "GetCallerIdentity"):
        raise UnknownCallError
    yield from ()


def tagging(call: Call, _environ: Environ) -> Iterator[Request]:
    yield request(call, f"tag:{call.operation}")


def cloudformation(call: Call, _environ: Environ) -> Iterator[Request]:
    name = str(call.body.get("StackName") or "")
    if not name and call.operation.startswith(("Get", "Validate", "List")):
        yield request(call, f"cloudformation:{call.operation}")
        return
    written = name if name.startswith("arn:") else arn(call, "cloudformation", f"stack/{name}/*")
    yield request(call, f"cloudformation:{call.operation}", written)
