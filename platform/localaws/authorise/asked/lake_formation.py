"""Lake Formation: its actions know no resources; what counts there are its own grants.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslakeformation.html
https://docs.aws.amazon.com/lake-formation/latest/dg/registration-role.html
"""

from collections.abc import Iterator

from localaws.authorise.asked.asking import Environ, request
from localaws.strict.call import Call
from meshwright.aws.authorization.request import Request

PASSED = {"iam:passedtoservice": "lakeformation.amazonaws.com"}


def asked(call: Call, _environ: Environ) -> Iterator[Request]:
    yield request(call, f"lakeformation:{call.operation}")
    # Registering a location hands Lake Formation a role.
    if call.operation in ("RegisterResource", "UpdateResource") and call.body.get("RoleArn"):
        yield request(call, "iam:PassRole", str(call.body["RoleArn"]), PASSED)
