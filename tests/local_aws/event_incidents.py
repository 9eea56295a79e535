"""What happens behind the provider's back to what runs, what starts it, and whom it tells."""

from typing import Any

from local_aws.event_samples import MACHINE_ARN, RULE, TOPIC_ARN, definition, topic_policy
from local_aws.incident import Clients, Incident
from local_aws.sample import ROLE


def _rule(**changes: Any) -> dict[str, Any]:
    own = {"Name": "inputs", "EventBusName": "mesh-dev", "EventPattern": '{"source": ["aws.s3"]}'}
    return {**own, **changes}


def _target_changed(client: Clients, _id: str) -> None:
    targets = [{"Id": "alarms", "Arn": TOPIC_ARN}]
    client("events").put_targets(Rule="inputs", EventBusName="mesh-dev", Targets=targets)


def _target_removed(client: Clients, _id: str) -> None:
    client("events").remove_targets(Rule=RULE[1]["name"], EventBusName="mesh-dev", Ids=["alarms"])


def _alarm_changed(client: Clients, _id: str) -> None:
    client("cloudwatch").put_metric_alarm(
        AlarmName="stale",
        Namespace="AWS/States",
        MetricName="ExecutionsFailed",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=0.5,
        ComparisonOperator="GreaterThanThreshold",
    )


def _schedule_changed(client: Clients, _id: str) -> None:
    client("scheduler").update_schedule(
        Name="orders",
        GroupName="sales",
        ScheduleExpression="rate(5 minutes)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": MACHINE_ARN, "RoleArn": ROLE},
    )


def _policy_opened(client: Clients, _id: str) -> None:
    client("sns").set_topic_attributes(
        TopicArn=TOPIC_ARN, AttributeName="Policy", AttributeValue=topic_policy("s3")
    )


def _made_raw(client: Clients, id_: str) -> None:
    client("sns").set_subscription_attributes(
        SubscriptionArn=id_, AttributeName="RawMessageDelivery", AttributeValue="true"
    )


EVENT_INCIDENTS = {
    "StateMachine": Incident(
        lambda client, id_: client("stepfunctions").update_state_machine(
            stateMachineArn=id_, definition=definition("somebody's")
        ),
        lambda client, id_: client("stepfunctions").delete_state_machine(stateMachineArn=id_),
    ),
    "EventBus": Incident(
        lambda client, id_: client("events").update_event_bus(Name=id_, Description="Somebody's"),
        lambda client, id_: client("events").delete_event_bus(Name=id_),
        "ResourceAlreadyExistsException",
    ),
    "EventRule": Incident(
        lambda client, _id: client("events").put_rule(**_rule()),
        lambda client, _id: client("events").delete_rule(Name="inputs", EventBusName="mesh-dev"),
    ),
    "EventTarget": Incident(_target_changed, _target_removed),
    "MetricAlarm": Incident(
        _alarm_changed, lambda client, id_: client("cloudwatch").delete_alarms(AlarmNames=[id_])
    ),
    "ScheduleGroup": Incident(
        lambda client, _id: client("scheduler").tag_resource(
            ResourceArn=client("scheduler").get_schedule_group(Name="sales")["Arn"],
            Tags=[{"Key": "owner", "Value": "b"}],
        ),
        lambda client, id_: client("scheduler").delete_schedule_group(Name=id_),
        "ConflictException",
    ),
    "Schedule": Incident(
        _schedule_changed,
        lambda client, _id: client("scheduler").delete_schedule(GroupName="sales", Name="orders"),
        "ConflictException",
    ),
    "Topic": Incident(
        lambda client, id_: client("sns").set_topic_attributes(
            TopicArn=id_, AttributeName="DisplayName", AttributeValue="Somebody's"
        ),
        lambda client, id_: client("sns").delete_topic(TopicArn=id_),
    ),
    "TopicPolicy": Incident(
        _policy_opened, lambda client, id_: client("sns").delete_topic(TopicArn=id_)
    ),
    "TopicSubscription": Incident(
        _made_raw, lambda client, id_: client("sns").unsubscribe(SubscriptionArn=id_)
    ),
}
"""By the type's last word."""
