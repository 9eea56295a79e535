"""A schedule is in UTC, and starts a machine of its own stack as the domain's starter."""

from collections.abc import Iterator

from guardrails.naming import machine_arn, starter_role
from guardrails.rule import Props, Resource, Rule, Stack
from guardrails.types import SCHEDULE, STATE_MACHINE

UTC = "UTC"


def check(props: Props) -> Iterator[str]:
    # UTC where nothing is said (EventBridge Scheduler API, CreateSchedule).
    if props.get("scheduleExpressionTimezone", UTC) != UTC:
        yield "scheduleExpressionTimezone must be UTC: elsewhere an hour comes twice or never"
    if props.get("target", {}).get("roleArn") != starter_role(props.scope):
        yield "target.roleArn must be the starter of the schedule's own domain"


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    named = (machine.props.get("name", "") for machine in stack.of(STATE_MACHINE))
    machines = {machine_arn(name, stack.scope) for name in named}
    for schedule in stack.of(SCHEDULE):
        if schedule.props.get("target", {}).get("arn") not in machines:
            yield schedule, "starts what is no machine of this stack"


RULE = Rule(
    id="schedule-in-utc",
    code="RUN-003",
    title="Schedules are in UTC and start their product's machine",
    why="In a place with summer time, a run at half past two comes twice on one night and never on"
    " another; a schedule that starts another's machine spends that one's money.",
    fix="write the schedule in UTC, with the product's machine as target and the domain's starter"
    " as role",
    checks={SCHEDULE: check},
    check_stack=check_stack,
)
