"""CloudTrail: a call is about one trail, by its name or its ARN, or about all.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
"""

from collections.abc import Iterator

from localaws.authorise.asked.asking import Environ, UnknownCallError, arn, request
from localaws.strict.call import Call, items
from meshwright.aws.authorization.request import EVERY, Request

LISTS = ("DescribeTrails", "ListTrails")
OF_ONE = (
    *("AddTags", "CreateTrail", "DeleteTrail", "GetEventSelectors", "GetInsightSelectors"),
    *("GetTrail", "GetTrailStatus", "ListTags", "PutEventSelectors", "RemoveTags"),
    *("StartLogging", "StopLogging", "UpdateTrail"),
)
NAMED_BY = ("ResourceId", "TrailName", "Name")


def asked(call: Call, _environ: Environ) -> Iterator[Request]:
    action = f"cloudtrail:{call.operation}"
    if call.operation in LISTS:
        yield request(call, action, EVERY)
        return
    if call.operation not in OF_ONE:
        raise UnknownCallError
    named = [str(call.body[field]) for field in NAMED_BY if call.body.get(field)]
    for name in (*named, *map(str, items(call.body, "ResourceIdList"))):
        trail = name if name.startswith("arn:") else arn(call, "cloudtrail", f"trail/{name}")
        yield request(call, action, trail)
        if call.operation == "CreateTrail" and call.body.get("TagsList"):
            yield request(call, "cloudtrail:AddTags", trail)
