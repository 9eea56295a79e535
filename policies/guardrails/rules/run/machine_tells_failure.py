"""A machine whose run fails tells so: a rule hears of it, and its target is the domain's topic."""

import json
from collections.abc import Iterator
from typing import Any

from guardrails.naming import domain_topic, machine_arn
from guardrails.rule import Resource, Rule, Stack
from guardrails.types import EVENT_RULE, EVENT_TARGET, STATE_MACHINE

DEFAULT_BUS = "default"
ENDS = frozenset({"ABORTED", "FAILED", "TIMED_OUT"})
"""How a run ends that has not succeeded.

https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
"""


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    rules = {_rule(rule): heard for rule in stack.of(EVENT_RULE) for heard in _heard(rule)}
    told = {_rule_of(target) for target in stack.of(EVENT_TARGET) if _is_to_the_topic(target)}
    heard = {arn for rule, arns in rules.items() if rule in told for arn in arns}
    for machine in stack.of(STATE_MACHINE):
        if machine_arn(machine.props.get("name", ""), stack.scope) not in heard:
            yield machine, "no rule tells the domain's topic of runs that fail, time out or abort"


def _rule(rule: Resource) -> tuple[str, str]:
    return rule.props.get("eventBusName", DEFAULT_BUS), rule.props.get("name", "")


def _rule_of(target: Resource) -> tuple[str, str]:
    return target.props.get("eventBusName", DEFAULT_BUS), target.props.get("rule", "")


def _is_to_the_topic(target: Resource) -> bool:
    return target.props.get("arn") == domain_topic(target.props.scope)


def _heard(rule: Resource) -> Iterator[frozenset[str]]:
    """The machines of whose failures a rule hears, where it hears of every one and is enabled."""
    try:
        pattern: Any = json.loads(rule.props.get("eventPattern", ""))
        detail: Any = pattern["detail"]
        machines, ends = detail["stateMachineArn"], set(detail.get("status", ENDS))
    except (ValueError, KeyError, TypeError, AttributeError):
        return
    is_states = pattern.get("source") == ["aws.states"] and _rule(rule)[0] == DEFAULT_BUS
    if is_states and ends >= ENDS and rule.props.get("state", "ENABLED") == "ENABLED":
        yield frozenset(arn for arn in machines if isinstance(arn, str))


RULE = Rule(
    id="machine-tells-failure",
    code="RUN-001",
    title="Runs that fail are told to the owner",
    why="A table that is no longer refreshed looks like one in which nothing has happened: readers"
    " go on with old rows, and nobody knows.",
    fix="let an event rule on runs of the machine that are FAILED, TIMED_OUT or ABORTED have the"
    " topic of the domain as its target",
    check_stack=check_stack,
)
