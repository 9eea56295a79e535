"""What AWS would refuse of a plan, said before anything runs and in the words of the spec."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from meshwright.aws.resource_types import (
    ACCESS_POINT,
    ALIAS,
    BUCKET,
    DATABASE,
    EVENT_BUS,
    EVENT_RULE,
    MANAGED_POLICY,
    METRIC_ALARM,
    ROLE,
    SCHEDULE,
    SCHEDULE_GROUP,
    SLACK_CHANNEL,
    STATE_MACHINE,
    TABLE,
    TOPIC,
    TRAIL,
    WORKGROUP,
)
from meshwright.errors import Code, Finding, Position, Severity
from meshwright.ids import at_path, is_product
from meshwright.plan.declaration import Declaration, Plan, StackPlan
from meshwright.plan.measures import (
    QUOTA,
    TOO_LARGE,
    TOO_MUCH_TO_RUN,
    Measure,
    counts,
    sizes,
)
from meshwright.plan.roles import ROLE_NAME_LENGTH
from meshwright.plan.statement_sizes import STATEMENT_TOO_LONG, statement_findings
from meshwright.specs.environment import Environment
from meshwright.specs.made_before import once

TOO_LONG = Code(
    "PLAN001",
    "A name is too long for AWS",
    "Names in AWS derive from the names of folders and of the environment, and AWS bounds each: a"
    " bucket's name at 63 characters, an access point's at 50, a role's at 64, a workgroup's at"
    " 128, a database's at 255.",
    "choose a shorter folder name",
)
COLLISION = Code(
    "PLAN002",
    "Name collision",
    "Two resources of the mesh would have one name in AWS, so one would overwrite the other.",
    "give one of the two another origin or name",
)
NEARLY = 80
"""Percent of a bound from which on it is said."""
NEARLY_FULL = Code(
    "CHK155",
    "Little room is left within a limit of AWS",
    "More than 80 % of what AWS allows is taken. Beyond all of it nothing can be deployed, and to"
    " have a quota raised takes AWS days. `mesh plan --limits` shows every limit.",
    "make room, or ask AWS to raise the quota before it is needed",
    Severity.NOTE,
)
PLAN_CODES = (
    TOO_LONG,
    COLLISION,
    QUOTA,
    TOO_LARGE,
    TOO_MUCH_TO_RUN,
    STATEMENT_TOO_LONG,
    NEARLY_FULL,
)


@dataclass(frozen=True, slots=True)
class Limit:
    """AWS's bound on one name of one type of resource."""

    noun: str
    field: str
    characters: int


NAME_LIMITS: Mapping[str, Limit] = {
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-restrictions-limitations-naming-rules.html
    ACCESS_POINT: Limit("access point", "name", 50),
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    BUCKET: Limit("bucket", "bucket", 63),
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    ROLE: Limit("role", "name", ROLE_NAME_LENGTH),
    MANAGED_POLICY: Limit("policy", "name", 128),
    # https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroup.html
    WORKGROUP: Limit("workgroup", "name", 128),
    # https://docs.aws.amazon.com/glue/latest/webapi/API_DatabaseInput.html
    DATABASE: Limit("database", "name", 255),
    TABLE: Limit("table", "name", 255),
    # https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
    ALIAS: Limit("key alias", "name", 256),
    # https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
    STATE_MACHINE: Limit("state machine", "name", 80),
    # https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
    SCHEDULE: Limit("schedule", "name", 64),
    SCHEDULE_GROUP: Limit("schedule group", "name", 64),
    # https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
    EVENT_RULE: Limit("event rule", "name", 64),
    EVENT_BUS: Limit("event bus", "name", 256),
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    METRIC_ALARM: Limit("alarm", "name", 255),
    # https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
    TOPIC: Limit("topic", "name", 256),
    # https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
    TRAIL: Limit("trail", "name", 128),
    # https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html
    SLACK_CHANNEL: Limit("Slack channel configuration", "configurationName", 128),
}
UNIQUE_IN = {EVENT_RULE: "eventBusName", SCHEDULE: "groupName", TABLE: "databaseName"}
"""Types whose names are unique only within what another field names."""


def plan_findings(plan: Plan, environment: Environment) -> tuple[Finding, ...]:
    """Everything in a plan that AWS would refuse by its limits."""
    stacks = plan.stacks.values()
    found = (
        *(f for stack in stacks for f in once(_of_stack, stack.name, stack, environment)),
        *_collisions(stacks),
        *(f for measure in counts(environment, stacks) for f in _of_measure(measure, environment)),
    )
    return tuple(sorted(found))


def _of_stack(stack: StackPlan, environment: Environment) -> tuple[Finding, ...]:
    """What a stack has by itself that AWS would refuse."""
    sized = (f for each in sizes(stack, environment) for f in _of_measure(each, environment))
    return (*_names(stack), *statement_findings((stack,)), *sized)


def _names(stack: StackPlan) -> Iterator[Finding]:
    for declaration in stack.declarations:
        limit = NAME_LIMITS.get(declaration.type)
        if limit is None:
            continue
        name = declaration.inputs[limit.field]
        excess = len(name) - limit.characters
        if excess > 0:
            yield TOO_LONG.at(
                Position(declaration.spec.path),
                f"the {limit.noun} would be named {name}, which is {excess} characters"
                f" longer than the {limit.characters} that AWS allows",
                fix=f"choose shorter names for its folders, by {excess} characters in all",
                subject=subject_of(declaration) or stack.subject,
            )


def subject_of(declaration: Declaration) -> str:
    """The product whose spec a resource comes from, also where it lies in its domain's stack."""
    found = at_path(declaration.spec.path) or ""
    return found if is_product(found) else ""


def _collisions(stacks: Iterable[StackPlan]) -> Iterator[Finding]:
    seen: dict[tuple[str, str, str], StackPlan] = {}
    for stack in stacks:
        for declaration, taken in once(_taken, stack.name, stack):
            first = seen.setdefault(taken, stack)
            if first is not stack:
                type_, _, name = taken
                yield COLLISION.at(
                    declaration.spec,
                    f"the {NAME_LIMITS[type_].noun} {name} is also that of"
                    f" {first.subject or 'the foundation'}",
                    subject=stack.subject,
                )


def _taken(stack: StackPlan) -> tuple[tuple[Declaration, tuple[str, str, str]], ...]:
    """The names that a stack takes: by type, and within what they are unique."""
    return tuple(
        (declaration, (declaration.type, inside, name.lower()))
        for declaration in stack.declarations
        if (limit := NAME_LIMITS.get(declaration.type)) is not None
        # IAM compares names without case; so does Glue, and bucket names have none.
        for name in (declaration.inputs[limit.field],)
        for inside in (declaration.inputs.get(UNIQUE_IN.get(declaration.type, ""), ""),)
    )


def _of_measure(measure: Measure, environment: Environment) -> Iterator[Finding]:
    """An error for what AWS would refuse, a note for what it soon may."""
    account = f"account {environment.spec.account}"
    if measure.of:
        what = f"the {measure.noun} of {measure.of} has {measure.used:,} {measure.unit}"
        most, bound = f"and AWS allows {measure.most:,}", f"of {measure.most:,} that AWS allows"
    else:
        what = f"the mesh needs {measure.used:,} {measure.noun}"
        most, bound = (
            f"and {account} may hold {measure.most:,}",
            f"of {measure.most:,} that {account} may hold",
        )
    if measure.used > measure.most:
        code, message = measure.code, f"{what}, {most}"
    elif measure.percent >= NEARLY:
        code, message = NEARLY_FULL, f"{what}, {measure.percent:.0f}% {bound}"
    else:
        return
    yield code.at(
        measure.position,
        message,
        fix=measure.code.fix,
        subject=measure.subject,
        where=measure.where,
    )
