"""Alarms over Step Functions, and over what callers count, are looked at when they are read.

They tell their topics of a change. On AWS they are looked at all the time; here nothing happens by
itself. Those over other figures of AWS's services stay as they are.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
"""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from moto.cloudwatch.models import CloudWatchBackend
from moto.cloudwatch.responses import CloudWatchResponse

from localaws.alarms import evaluation, figures
from localaws.events import publishing

LOG = logging.getLogger(__name__)
SERVICE, OF_AWS = "cloudwatch", "AWS/"
ACTIONS = {
    evaluation.ALARM: "alarm_actions",
    evaluation.OK: "ok_actions",
    evaluation.UNKNOWN: "insufficient_data_actions",
}


def install() -> None:
    """Once a process, before the first call."""
    put, describe = CloudWatchBackend.put_metric_alarm, CloudWatchResponse.describe_alarms

    def put_metric_alarm(self: Any, name: str, *args: Any, **given: Any) -> Any:
        before = self.alarms.get(name)
        alarm = put(self, name, *args, **given)
        alarm.state_value = before.state_value if before else evaluation.UNKNOWN
        return alarm

    def describe_alarms(self: Any) -> Any:
        for alarm in list(self.cloudwatch_backend.alarms.values()):
            _look_at(alarm, self.cloudwatch_backend)
        return describe(self)

    CloudWatchBackend.put_metric_alarm = put_metric_alarm
    CloudWatchResponse.describe_alarms = describe_alarms


def _look_at(alarm: Any, backend: Any) -> None:
    account = backend.account_id
    if alarm.namespace == figures.NAMESPACE and alarm.metric_name in figures.METRICS:
        machine = next((d.value for d in alarm.dimensions if d.name == figures.MACHINE), "")
        happened = figures.moments(account, alarm.region_name, machine, alarm.metric_name)
    elif not str(alarm.namespace).startswith(OF_AWS) and alarm.statistic == "Sum":
        happened = figures.told(backend, alarm)
    else:
        return
    counted = evaluation.counts(list(happened), datetime.now(UTC), alarm)
    found = evaluation.state(counted, alarm)
    if found != alarm.state_value:
        _change(alarm, found, counted, account)


def _change(alarm: Any, found: str, counted: list[int | None], account: str) -> None:
    before = alarm.state_value
    shown = ", ".join("no data" if figure is None else str(figure) for figure in counted[:5])
    reason = f"Threshold of {alarm.threshold} against the last periods: {shown}"
    alarm.update_state(reason, "{}", found)
    if alarm.actions_enabled:
        for action in getattr(alarm, ACTIONS[found]):
            _tell(alarm, str(action), _message(alarm, before, account))


def _tell(alarm: Any, topic: str, message: dict[str, Any]) -> None:
    subject = f'{message["NewStateValue"]}: "{alarm.name}" in {alarm.region_name}'
    try:
        publishing.publish(SERVICE, alarm.alarm_arn, topic, json.dumps(message), subject)
    except publishing.NotPublishedError as error:
        LOG.warning("%s did not reach %s: %s", alarm.alarm_arn, topic, error)


def _message(alarm: Any, before: str, account: str) -> dict[str, Any]:
    return {
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.description,
        "AWSAccountId": account,
        "NewStateValue": alarm.state_value,
        "NewStateReason": alarm.state_reason,
        "OldStateValue": before,
        "StateChangeTime": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000+0000}",
        "Region": alarm.region_name,
        "AlarmArn": alarm.alarm_arn,
        "Trigger": {"MetricName": alarm.metric_name, "Namespace": alarm.namespace},
    }
