"""aws:cloudwatch/metricAlarm:MetricAlarm: says that a figure is not as it should be."""

from typing import Any

from localaws.types.resource_type import Aws, ResourceType, State, chosen
from localaws.types.shape import (
    BOOLEAN,
    INTEGER,
    MAP,
    NUMBER,
    STRING,
    STRING_SET,
    Output,
    Property,
    Values,
)
from localaws.types.tags import (
    TAGS,
    TAGS_ALL,
    tag_list,
    tag_map,
    tell_tags,
    with_tags,
)
from meshwright.aws import resource_types

PLAIN = {
    "actionsEnabled": "ActionsEnabled",
    "alarmActions": "AlarmActions",
    "alarmDescription": "AlarmDescription",
    "comparisonOperator": "ComparisonOperator",
    "datapointsToAlarm": "DatapointsToAlarm",
    "evaluationPeriods": "EvaluationPeriods",
    "insufficientDataActions": "InsufficientDataActions",
    "metricName": "MetricName",
    "namespace": "Namespace",
    "okActions": "OKActions",
    "period": "Period",
    "statistic": "Statistic",
    "threshold": "Threshold",
    "treatMissingData": "TreatMissingData",
    "unit": "Unit",
}
PROPERTIES = (
    Property("actionsEnabled", BOOLEAN, default=True),
    Property("alarmActions", STRING_SET, default=[]),
    Property("alarmDescription", STRING, default=""),
    Property("comparisonOperator", STRING, required=True),
    Property("datapointsToAlarm", INTEGER),
    Property("dimensions", MAP, default={}),
    Property("evaluationPeriods", INTEGER, required=True),
    Property("insufficientDataActions", STRING_SET, default=[]),
    Property("metricName", STRING, required=True),
    Property("name", STRING, required=True, replaces=True),
    Property("namespace", STRING, required=True),
    Property("okActions", STRING_SET, default=[]),
    Property("period", INTEGER, required=True),
    Property("statistic", STRING, required=True),
    TAGS,
    Property("threshold", NUMBER, required=True),
    Property("treatMissingData", STRING, default="missing"),
    Property("unit", STRING),
)
OUTPUTS = (
    Output("arn"),
    Output("evaluateLowSampleCountPercentiles", default=""),
    Output("region"),
    TAGS_ALL,
)


def _arn(aws: Aws, name: str) -> str:
    return f"arn:aws:cloudwatch:{aws.region}:{aws.account}:alarm:{name}"


def derived(aws: Aws, inputs: Values) -> Values:
    return {"arn": _arn(aws, inputs["name"]), "region": aws.region}


def create(aws: Aws, inputs: Values) -> str:
    aws.client("cloudwatch").put_metric_alarm(**_said(inputs), Tags=tag_list(inputs.get("tags")))
    return inputs["name"]


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    found = _alarm(aws, identity)
    if found is None:
        return None
    tags = aws.client("cloudwatch").list_tags_for_resource(ResourceARN=found["AlarmArn"])["Tags"]
    values = {ours: found.get(theirs) for ours, theirs in PLAIN.items()}
    dimensions = {each["Name"]: each["Value"] for each in found.get("Dimensions", [])}
    own = {"arn": found["AlarmArn"], "dimensions": dimensions, "name": identity}
    return {k: v for k, v in values.items() if v is not None} | own | with_tags(tag_map(tags))


def update(aws: Aws, identity: str, old: Values, new: Values) -> None:
    cloudwatch = aws.client("cloudwatch")
    if _said(old) != _said(new):
        cloudwatch.put_metric_alarm(**_said(new))
    tell_tags(cloudwatch, old, new, ResourceARN=_arn(aws, identity))


def delete(aws: Aws, identity: str, _known: Values) -> None:
    if _alarm(aws, identity) is not None:
        aws.client("cloudwatch").delete_alarms(AlarmNames=[identity])


def _alarm(aws: Aws, name: str) -> dict[str, Any] | None:
    found = aws.client("cloudwatch").describe_alarms(AlarmNames=[name], AlarmTypes=["MetricAlarm"])
    return next(iter(found["MetricAlarms"]), None)


def _said(inputs: Values) -> dict[str, Any]:
    given: dict[str, str] = inputs.get("dimensions") or {}
    return {
        "AlarmName": inputs["name"],
        "Dimensions": [{"Name": name, "Value": given[name]} for name in sorted(given)],
        **chosen(inputs, PLAIN),
    }


TYPE = ResourceType(
    token=resource_types.METRIC_ALARM,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    identity=("name",),
)
