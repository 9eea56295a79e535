"""EventBridge: buses, their rules, and what these send events to."""

import json
import time
from collections.abc import Callable
from typing import Any

from tools.probes.cloud import ACCOUNT, REGION, ROLE, Cloud, allow, document
from tools.probes.probe import Gives, Probe, Refused

EVENTS = "https://docs.aws.amazon.com/eventbridge/latest"
API, GUIDE = f"{EVENTS}/APIReference", f"{EVENTS}/userguide"
SNS = "https://docs.aws.amazon.com/sns/latest/dg"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms"
MACHINE = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:orders"
PASSING = json.dumps({"StartAt": "a", "States": {"a": {"Type": "Succeed"}}})
SECONDS = 5.0
A_WHILE = 0.5
"""Within which an event would have arrived that does not."""


def _events(aws: Cloud) -> Any:
    events = aws.client("events")
    events.create_event_bus(Name="mesh")
    return events


def _described_anew(aws: Cloud) -> Any:
    events = _events(aws)
    events.update_event_bus(Name="mesh", Description="Refreshed products")
    return events.describe_event_bus(Name="mesh")["Description"]


def _rule(aws: Cloud, pattern: Any, **more: Any) -> Any:
    given = {"Name": "inputs", "EventBusName": "mesh", "EventPattern": json.dumps(pattern)}
    return _events(aws).put_rule(**(given | more))


def _with_a_rule_deleted(aws: Cloud) -> Any:
    _rule(aws, {"source": ["mesh"]})
    aws.client("events").delete_event_bus(Name="mesh")


def _targeted(aws: Cloud, *targets: dict[str, Any]) -> Any:
    _rule(aws, {"source": ["mesh"]})
    events = aws.client("events")
    return events.put_targets(Rule="inputs", EventBusName="mesh", Targets=list(targets))


def _topic(number: int = 0, **more: Any) -> dict[str, Any]:
    return {"Id": f"topic-{number}", "Arn": TOPIC, **more}


def _put(aws: Cloud, **detail: Any) -> None:
    entry = {"Source": "mesh", "DetailType": "refreshed", "EventBusName": "mesh"}
    aws.client("events").put_events(Entries=[{**entry, "Detail": json.dumps(detail)}])


def _awaited(found: Callable[[], list[Any]], number: int = 1) -> list[Any]:
    """What has arrived, once there is so much, or after a while."""
    until = time.monotonic() + (SECONDS if number else A_WHILE)
    while time.monotonic() < until and (not number or len(found()) < number):
        time.sleep(0.02)
    return found()


def _hearing_topic(aws: Cloud, **statement: Any) -> None:
    """A topic with a queue that hears it, on which a service may publish."""
    sns, sqs = aws.client("sns"), aws.client("sqs")
    sns.create_topic(Name="alarms")
    sqs.create_queue(QueueName="heard")
    queue = f"arn:aws:sqs:{REGION}:{ACCOUNT}:heard"
    raw = {"RawMessageDelivery": "true"}
    sns.subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint=queue, Attributes=raw)
    if statement:
        policy = document({**allow("sns:Publish", TOPIC), **statement})
        sns.set_topic_attributes(TopicArn=TOPIC, AttributeName="Policy", AttributeValue=policy)


def _heard(aws: Cloud) -> Callable[[], list[str]]:
    sqs, bodies = aws.client("sqs"), list[str]()

    def found() -> list[str]:
        url = sqs.get_queue_url(QueueName="heard")["QueueUrl"]
        messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        bodies.extend(message["Body"] for message in messages)
        return bodies

    return found


def _told(aws: Cloud, number: int, target: dict[str, Any] | None = None, **statement: Any) -> Any:
    _hearing_topic(aws, **statement)
    _targeted(aws, _topic(**(target or {})))
    _put(aws, product="sales.orders")
    return _awaited(_heard(aws), number)


def _transformed(aws: Cloud) -> Any:
    transformer = {
        "InputPathsMap": {"product": "$.detail.product", "gone": "$.detail.gone"},
        "InputTemplate": '{"text": "<product> by <gone>", "what": <product>}',
    }
    told = _told(aws, 1, {"InputTransformer": transformer}, Principal=EVENTBRIDGE)
    return [json.loads(text) for text in told]


EVENTBRIDGE = {"Service": "events.amazonaws.com"}
OWN = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def _started(aws: Cloud, *allowed: dict[str, Any], service: str = "events.amazonaws.com") -> Any:
    """The inputs with which an event starts a machine, as a role that may do what is allowed."""
    services = {"Service": [service, "states.amazonaws.com"]}
    aws.trusting_role(services)
    policy = document(*allowed)
    aws.iam.put_role_policy(RoleName="reader", PolicyName="start", PolicyDocument=policy)
    machines = aws.client("stepfunctions")
    machines.create_state_machine(name="orders", definition=PASSING, roleArn=ROLE)
    _targeted(aws, {"Id": "machine", "Arn": MACHINE, "RoleArn": ROLE, "InputPath": "$.detail"})
    _put(aws, product="sales.items")

    def found() -> list[Any]:
        listed = machines.list_executions(stateMachineArn=MACHINE)["executions"]
        return [machines.describe_execution(executionArn=e["executionArn"]) for e in listed]

    may_start = any(statement["Action"] == "states:StartExecution" for statement in allowed)
    return [json.loads(each["input"]) for each in _awaited(found, int(may_start))]


def _landed(aws: Cloud) -> Any:
    """What the default bus tells of an object that was put."""
    aws.bucket()
    aws.s3.put_bucket_notification_configuration(
        Bucket="data", NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    _hearing_topic(aws, Principal=EVENTBRIDGE)
    events = aws.client("events")
    pattern = {"source": ["aws.s3"], "detail-type": ["Object Created"]}
    events.put_rule(Name="landed", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="landed", Targets=[_topic(InputPath="$.detail.object.key")])
    aws.s3.put_object(Bucket="data", Key="in/a b.csv", Body=b"x")
    return [json.loads(text) for text in _awaited(_heard(aws))]


def _of_a_key(aws: Cloud, *principals: str) -> Any:
    """What a topic tells whose key lets these services use it."""
    root = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    statements = [{**allow("kms:*"), "Principal": root}]
    used = ["kms:GenerateDataKey*", "kms:Decrypt"]
    statements += [{**allow("x"), "Action": used, "Principal": {"Service": p}} for p in principals]
    key = aws.key(Policy=document(*statements))
    aws.kms.create_alias(AliasName="alias/mesh", TargetKeyId=key)
    _hearing_topic(aws, Principal=EVENTBRIDGE)
    aws.client("sns").set_topic_attributes(
        TopicArn=TOPIC, AttributeName="KmsMasterKeyId", AttributeValue="alias/mesh"
    )
    _targeted(aws, _topic(Input='"told"'))
    _put(aws)
    return _awaited(_heard(aws), len(principals))


STARTS = allow("states:StartExecution", MACHINE)
PROBES = (
    Probe(
        "events-bus-updated",
        f"{API}/API_UpdateEventBus.html",
        "A bus can be described anew.",
        _described_anew,
        Gives("Refreshed products"),
        rule="event_buses",
    ),
    Probe(
        "events-bus-with-rules-deleted",
        f"{API}/API_DeleteEventBus.html",
        "A bus that has rules is not deleted.",
        _with_a_rule_deleted,
        Refused("ValidationException", "has rules", 400),
        rule="event_buses",
    ),
    Probe(
        "events-pattern-with-an-unknown-filter",
        f"{GUIDE}/eb-create-pattern-operators.html",
        "A pattern has filters that EventBridge knows.",
        lambda aws: _rule(aws, {"source": [{"like": "mesh"}]}),
        Refused("InvalidEventPatternException", "like", 400),
        rule="event_patterns",
    ),
    Probe(
        "events-rule-with-too-long-a-name",
        f"{API}/API_PutRule.html",
        "A rule's name has 64 characters at most.",
        lambda aws: _rule(aws, {"source": ["mesh"]}, Name="r" * 65),
        Refused("ValidationException", "name", 400),
        rule="event_patterns",
    ),
    Probe(
        "events-six-targets",
        f"{GUIDE}/eb-quota.html",
        "A rule has five targets at most.",
        lambda aws: _targeted(aws, *(_topic(number) for number in range(6))),
        Refused("LimitExceededException", "exceeds", 400),
        rule="event_targets",
    ),
    Probe(
        "events-machine-without-a-role",
        f"{API}/API_PutTargets.html",
        "A state machine is started by a role.",
        lambda aws: _targeted(aws, {"Id": "machine", "Arn": MACHINE}),
        Refused("ValidationException", "RoleArn is required", 400),
        rule="event_targets",
    ),
    Probe(
        "events-machine-by-an-untrusting-role",
        f"{API}/API_PutTargets.html",
        "The role trusts EventBridge.",
        lambda aws: (aws.role(), _targeted(aws, {"Id": "m", "Arn": MACHINE, "RoleArn": ROLE})),
        Refused("ValidationException", "cannot be assumed by principal", 400),
        rule="event_targets",
    ),
    Probe(
        "events-template-that-is-no-json",
        f"{GUIDE}/eb-transform-target-input.html",
        "A template is JSON once it is filled.",
        lambda aws: _targeted(aws, _topic(InputTransformer={"InputTemplate": "{broken"})),
        Refused("ValidationException", "InputTemplate", 400),
        rule="event_targets",
    ),
    Probe(
        "events-machine-started",
        f"{GUIDE}/eb-targets.html",
        "An event starts a machine, as the target's role.",
        lambda aws: _started(aws, STARTS),
        Gives([{"product": "sales.items"}]),
        rule="events",
    ),
    Probe(
        "events-machine-started-without-rights",
        f"{GUIDE}/eb-targets.html",
        "A role that may not start it starts nothing.",
        lambda aws: _started(aws, allow("states:DescribeExecution", "*")),
        Gives([]),
        rule="events",
    ),
    Probe(
        "events-topic-told",
        f"{GUIDE}/eb-use-resource-based.html",
        "A topic whose policy lets EventBridge publish is told, by the template.",
        _transformed,
        Gives([{"text": "sales.orders by ", "what": "sales.orders"}]),
        rule="events",
    ),
    Probe(
        "events-topic-with-a-condition",
        f"{GUIDE}/eb-use-resource-based.html",
        "A condition on the source is never met: EventBridge does not say it to a topic.",
        lambda aws: _told(aws, 0, Principal=EVENTBRIDGE, Condition=OWN),
        Gives([]),
        rule="events",
    ),
    Probe(
        "events-object-created",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html",
        "A bucket that tells EventBridge tells of an object by its key.",
        _landed,
        Gives(["in/a b.csv"]),
        rule="events",
    ),
    Probe(
        "events-encrypted-topic",
        f"{SNS}/sns-key-management.html",
        "An encrypted topic is told by whom its key lets encrypt.",
        lambda aws: _of_a_key(aws, "events.amazonaws.com"),
        Gives(['"told"']),
        rule="events",
    ),
    Probe(
        "events-encrypted-topic-of-a-closed-key",
        f"{SNS}/sns-key-management.html",
        "Of others it hears nothing.",
        lambda aws: _of_a_key(aws),
        Gives([]),
        rule="events",
    ),
)
