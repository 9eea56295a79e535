"""A registered location keeps how it was registered and since when; moto keeps the role alone.

https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ResourceInfo.html
https://docs.aws.amazon.com/lake-formation/latest/dg/service-linked-roles.html
"""

import time
from typing import Any

from moto.lakeformation.models import lakeformation_backends

from meshwright.localaws.strict.call import Answer, Call, Correction, Forward

KEPT = ("WithFederation", "HybridAccessEnabled", "WithPrivilegedAccess")
SERVICE_ROLE = (
    "aws-service-role/lakeformation.amazonaws.com/AWSServiceRoleForLakeFormationDataAccess"
)


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


CORRECTION = Correction(
    "lakeformation", ("RegisterResource", "DescribeResource", "ListResources"), answer
)
