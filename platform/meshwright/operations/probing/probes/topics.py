"""How an owner comes to hear of a run that failed: a rule of EventBridge publishes by a role."""

import json
import time
from collections.abc import Callable
from typing import Any

from meshwright.operations.probing.run_names import QUEUE, RULE, TOPIC
from meshwright.operations.probing.sandbox import Sandbox
from meshwright.operations.probing.values import Answer, CannotAskError, Probe, fails, holds
from meshwright.plan import documents

TELLER = "teller"
KEY_OF_AWS = "alias/aws/sns"
"""Whoever is of this account may use it through SNS, and no service for itself: a rule that did not
take its role would be refused.

Source: Amazon SNS developer guide, "Managing Amazon SNS encryption keys and costs".
"""
BY_HAND, BY_RULE = "by hand", "by a rule"
POLLS, PAUSE = 50, 0.2
AT_ONCE = 10


def by_role(box: Sandbox) -> Answer:
    """A message of one's own arrives, and then one of a rule."""
    topic, queue = _heard_by_a_queue(box)
    sns, events = box.client("sns"), box.client("events")
    if not _arrives(box, queue, BY_HAND, lambda: sns.publish(TopicArn=topic, Message=BY_HAND)):
        raise CannotAskError("a message that is published by hand does not arrive")
    publish = documents.allow("Publish", ("sns:Publish",), [topic])
    trust = documents.service_trust("events.amazonaws.com", box.run.place)
    target = {"Id": "topic", "Arn": topic, "RoleArn": box.role(TELLER, [publish], trust=[trust])}
    rule = box.run.part(RULE)
    events.put_rule(Name=rule, EventPattern=json.dumps({"source": [box.run.name]}))
    box.eventually(lambda: events.put_targets(Rule=rule, Targets=[target]))
    event = {"Source": box.run.name, "DetailType": BY_RULE, "Detail": "{}"}
    if _arrives(box, queue, BY_RULE, lambda: events.put_events(Entries=[event])):
        return holds("an event reached an encrypted topic by the role of the rule's target")
    return fails("a message by hand arrives, and none of a rule whose target names a role")


def _heard_by_a_queue(box: Sandbox) -> tuple[str, str]:
    """The ARN of an encrypted topic, and the URL of a queue that has subscribed to it."""
    sns, listener = box.client("sns"), box.run.queue_arn
    made = sns.create_topic(Name=box.run.part(TOPIC), Attributes={"KmsMasterKeyId": KEY_OF_AWS})
    topic = str(made["TopicArn"])
    sends = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": listener,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    policy = {"Policy": documents.document([sends])}
    queue = box.client("sqs").create_queue(QueueName=box.run.part(QUEUE), Attributes=policy)
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=listener)
    return topic, str(queue["QueueUrl"])


def _arrives(box: Sandbox, queue: str, sign: str, send: Callable[[], Any]) -> bool:
    """Whether what is sent is heard; again and again, since rules and rights take a while."""
    for _ in range(box.patience.attempts):
        send()
        for _ in range(POLLS):
            if any(sign in body for body in _received(box, queue)):
                return True
            time.sleep(PAUSE)
    return False


def _received(box: Sandbox, queue: str) -> list[str]:
    heard = box.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=AT_ONCE)
    return [message["Body"] for message in heard.get("Messages", ())]


BY_ROLE = Probe(
    id="topic-by-role",
    question="Does a rule publish to an encrypted topic by the role that its target names?",
    rests=(
        "aws:cloudwatch/eventTarget:EventTarget: the target `failed`, which has a role",
        "aws:kms/key:Key: the domain's, which EventBridge has no place in",
    ),
    adr=59,
    fallback="leave roleArn out: the topic's and the key's policies name events.amazonaws.com, for "
    "the rules of this account alone (aws:SourceArn)",
    ask=by_role,
)
