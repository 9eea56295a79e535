"""A location is a place in S3, opened by a role that exists, and keeps how it was registered.

moto takes any text for both, and keeps the role alone.
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_RegisterResource.html
https://docs.aws.amazon.com/lake-formation/latest/dg/registration-role.html
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ResourceInfo.html
https://docs.aws.amazon.com/lake-formation/latest/dg/service-linked-roles.html
"""

import re
import time
from typing import Any

from moto.lakeformation.models import lakeformation_backends

from localaws.strict import principals
from localaws.strict.call import Answer, Call, Correction, Fault, Forward, Guard

INVALID = "InvalidInputException"
KEPT = ("WithFederation", "HybridAccessEnabled", "WithPrivilegedAccess")
SERVICE_ROLE = (
    "aws-service-role/lakeformation.amazonaws.com/AWSServiceRoleForLakeFormationDataAccess"
)

PLACE = re.compile(r"arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]+(/.*)?")


def check(call: Call) -> Fault | None:
    arn, role = str(call.body.get("ResourceArn", "")), call.body.get("RoleArn")
    if not PLACE.fullmatch(arn):
        return Fault(INVALID, f"Invalid resource: {arn} is no place in Amazon S3.")
    if call.body.get("UseServiceLinkedRole"):
        return None
    if not role:
        return Fault(INVALID, "Role is required where the service-linked role is not used.")
    exists = ":role/" in str(role) and principals.exists(call.account, str(role))
    return None if exists else Fault(INVALID, f"Role {role} does not exist.")


def answer(call: Call, forward: Forward) -> Answer:
    given = forward()
    if given.error:
        return given
    match call.operation:
        case "RegisterResource":
            _remember(call)
            return given
        case "DescribeResource":
            return Answer(200, {"ResourceInfo": _complete(call, given.body["ResourceInfo"])})
        case _:
            known = [_complete(call, info) for info in given.body["ResourceInfoList"]]
            return Answer(200, {"ResourceInfoList": known})


def _remember(call: Call) -> None:
    resource: Any = lakeformation_backends[call.account][call.region].resources[
        call.body["ResourceArn"]
    ]
    if call.body.get("UseServiceLinkedRole"):
        resource.role_arn = f"arn:aws:iam::{call.account}:role/{SERVICE_ROLE}"
    flags = {name: bool(call.body.get(name)) for name in KEPT}
    resource.registered = {**flags, "LastModified": time.time()}


def _complete(call: Call, info: dict[str, Any]) -> dict[str, Any]:
    resource = lakeformation_backends[call.account][call.region].resources[info["ResourceArn"]]
    return info | getattr(resource, "registered", {})


GUARD = Guard("lakeformation", ("RegisterResource",), check)
CORRECTION = Correction(
    "lakeformation", ("RegisterResource", "DescribeResource", "ListResources"), answer
)
