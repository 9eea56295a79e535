"""CloudWatch: a call is about alarms by their names, or about the account's metrics.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
"""

from collections.abc import Iterator

from localaws.authorise.asked.asking import (
    Environ,
    UnknownCallError,
    arn,
    form_tags,
    listed,
    new_tags,
    request,
)
from localaws.strict.call import Call, items
from meshwright.aws.authorization.request import EVERY, Request, Value

OF_METRICS = ("GetMetricData", "GetMetricStatistics", "ListMetrics", "PutMetricData")
OF_ALARMS = (
    "DeleteAlarms",
    "DescribeAlarmHistory",
    "DescribeAlarms",
    "DisableAlarmActions",
    "EnableAlarmActions",
    "PutMetricAlarm",
    "SetAlarmState",
)
BY_ARN = ("ListTagsForResource", "TagResource", "UntagResource")


def asked(call: Call, _environ: Environ) -> Iterator[Request]:
    given = [(str(t["Key"]), str(t["Value"])) for t in items(call.body, "Tags")]
    tags = new_tags(given or form_tags(call.body))
    context = {**tags, **_context(call)}
    for resource in _resources(call):
        yield request(call, f"cloudwatch:{call.operation}", resource, context)
        if tags and call.operation == "PutMetricAlarm":
            yield request(call, "cloudwatch:TagResource", resource, tags)


def _resources(call: Call) -> list[str]:
    body, operation = call.body, call.operation
    if operation in OF_METRICS:
        return [EVERY]
    if operation in BY_ARN:
        return [str(body.get("ResourceARN") or EVERY)]
    if operation in OF_ALARMS:
        # Of all alarms where none is named.
        names = listed(body, "AlarmNames") or [body.get("AlarmName") or "*"]
        return [arn(call, "cloudwatch", f"alarm:{name}") for name in names]
    raise UnknownCallError


def _context(call: Call) -> dict[str, Value]:
    if call.operation == "PutMetricAlarm":
        fields = ("AlarmActions", "InsufficientDataActions", "OKActions")
        actions = tuple(str(each) for field in fields for each in listed(call.body, field))
        return {"cloudwatch:alarmactions": actions} if actions else {}
    if call.operation == "PutMetricData":
        return {"cloudwatch:namespace": str(call.body.get("Namespace"))}
    return {}
