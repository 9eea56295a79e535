"""The targets of rules: state machines, started as the target's role, and topics, by their policy.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
"""

from collections.abc import Mapping
from typing import Any

from localaws.events import publishing
from localaws.events.transformer import text_for
from localaws.services import inside, trust

SERVICE = "events"
NAME = 80
"""The longest name of an execution."""


class UnservedError(Exception):
    """A target of a kind that the local AWS does not serve."""


def hand(rule: Any, target: Mapping[str, Any], event: Mapping[str, Any]) -> None:
    """Gives a target what it is to get of an event; raises what kept it from that."""
    text = text_for(target, event, rule)
    match str(target["Arn"]).split(":")[2]:
        case "states":
            _start(rule, target, event, text)
        case "sns":
            _publish(rule, target, text)
        case service:
            raise UnservedError(f"not implemented by the local AWS: targets of {service}")


def _publish(rule: Any, target: Mapping[str, Any], text: str) -> None:
    """By the target's role where it has one, else by the topic's own policy."""
    topic, role = str(target["Arn"]), target.get("RoleArn")
    if role is None:
        # EventBridge says nothing there of whose rule it is: a condition on that is never met.
        publishing.publish(SERVICE, None, topic, text)
        return
    keys = trust.assumed(SERVICE, str(role), rule.arn)
    inside.client("sns", topic.split(":")[3], keys).publish(TopicArn=topic, Message=text)


def _start(rule: Any, target: Mapping[str, Any], event: Mapping[str, Any], text: str) -> None:
    """Starts a machine once an event, however often that is handed over."""
    machine = str(target["Arn"])
    keys = trust.assumed(SERVICE, str(target["RoleArn"]), rule.arn)
    inside.client("stepfunctions", machine.split(":")[3], keys).start_execution(
        stateMachineArn=machine, input=text, name=f"{event['id']}_{target['Id']}"[:NAME]
    )
