"""What the deployer does for what makes rows: machines, schedules, news, alarms and topics.

Narrowed by the mesh's names, as all else that it may do.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from meshwright.aws.resource_types import (
    EVENT_BUS,
    EVENT_RULE,
    EVENT_TARGET,
    METRIC_ALARM,
    SCHEDULE,
    SCHEDULE_GROUP,
    SLACK_CHANNEL,
    STATE_MACHINE,
    TOPIC,
    TOPIC_POLICY,
    TOPIC_SUBSCRIPTION,
    TRAIL,
)
from meshwright.plan import audit_names, names, run_names
from meshwright.plan.documents import allow
from meshwright.specs.environment import Environment, Place

Statement = Mapping[str, Any]
TOPICS = (TOPIC, TOPIC_POLICY, TOPIC_SUBSCRIPTION)
EVENTS = (EVENT_BUS, EVENT_RULE, EVENT_TARGET)
SCHEDULES = (SCHEDULE, SCHEDULE_GROUP)
VALIDATE = frozenset({"states:ValidateStateMachineDefinition"})
"""Knows no resources: a definition is no machine yet."""
LOOK_AT_TRAILS = frozenset({"cloudtrail:DescribeTrails"})
LOOK_AT_ALARMS = frozenset({"cloudwatch:DescribeAlarms"})
"""Looks through all alarms of the account, also where it asks for one."""


def runs(
    actions: Mapping[str, AbstractSet[str]], environment: Environment, place: Place
) -> Iterator[Statement]:
    """Statements for the types of what makes rows, given the actions of each: all, or to read."""

    def about(*tokens: str) -> AbstractSet[str]:
        return frozenset[str]().union(*(actions[token] for token in tokens))

    machines, alarms = about(STATE_MACHINE), about(METRIC_ALARM)
    yield _allow("Machines", machines - VALIDATE, [run_names.state_machines_arn("*", place)])
    yield _allow("Definitions", machines & VALIDATE, ["*"])
    yield _allow("Schedules", about(*SCHEDULES), run_names.all_schedules(place))
    yield _allow("Events", about(*EVENTS), run_names.all_events(place))
    yield _allow("Topics", about(*TOPICS), [run_names.topic_arn("*", place)])
    yield _allow("Alarms", alarms - LOOK_AT_ALARMS, [run_names.alarms_arn("*", place)])
    yield _allow("LookAtAlarms", alarms & LOOK_AT_ALARMS, [run_names.every_alarm_arn(place)])
    if environment.spec.audit.has_bucket:
        # One that was there before goes where another is asked.
        trails = about(TRAIL)
        yield _allow("Trail", trails - LOOK_AT_TRAILS, [audit_names.trail_arn(place)])
        yield _allow("LookAtTrails", trails & LOOK_AT_TRAILS, ["*"])
    if environment.spec.slack is not None:
        # To make a channel, and to list them, knows no resources.
        yield _allow("Channels", about(SLACK_CHANNEL), ["*"])


def passing(environment: Environment, place: Place) -> Iterator[Statement]:
    """The roles that machines, schedules, rules and channels are given."""
    for sid, role, services in (
        ("RunMachines", names.runtime_roles_arn("*", place), ("states",)),
        ("StartMachines", names.starter_role_arn("*", place), ("events", "scheduler")),
        ("HearInSlack", names.role_arn("*", names.slack_role("*", place), place), ("chatbot",)),
    ):
        if sid == "HearInSlack" and environment.spec.slack is None:
            continue
        passed = {"iam:PassedToService": [f"{service}.amazonaws.com" for service in services]}
        yield allow(sid, ("iam:PassRole",), [role], {"StringEquals": passed})


def _allow(sid: str, actions: AbstractSet[str], resources: Sequence[str]) -> Statement:
    return allow(sid, sorted(actions), resources)
