"""What AWS would refuse of a plan, said before anything runs and in the words of the spec."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from meshwright.aws.resource_types import (
    ALIAS,
    BUCKET,
    BUCKET_POLICY,
    DATABASE,
    EVENT_BUS,
    EVENT_RULE,
    KEY,
    MANAGED_POLICY,
    METRIC_ALARM,
    ROLE,
    ROLE_POLICY,
    SCHEDULE,
    SCHEDULE_GROUP,
    SLACK_CHANNEL,
    STATE_MACHINE,
    TABLE,
    TOPIC,
    WORKGROUP,
)
from meshwright.errors import Code, Finding, Position
from meshwright.ids import at_path, is_product
from meshwright.plan.declaration import Declaration, Plan, StackPlan
from meshwright.plan.roles import ROLE_NAME_LENGTH
from meshwright.plan.statement_sizes import STATEMENT_TOO_LONG, statement_findings
from meshwright.specs.environment import Environment

TOO_LONG = Code(
    "PLAN001",
    "A name is too long for AWS",
    "Names in AWS derive from the names of folders and of the environment, and AWS bounds each: a"
    " bucket's name at 63 characters, a role's at 64, a workgroup's at 128, a database's at 255.",
    "choose a shorter folder name",
)
COLLISION = Code(
    "PLAN002",
    "Name collision",
    "Two resources of the mesh would have one name in AWS, so one would overwrite the other.",
    "give one of the two another origin or name",
)
QUOTA = Code(
    "PLAN003",
    "Account quota exceeded",
    "AWS bounds how many buckets, roles, databases, workgroups and event rules an account has. The"
    " bound can be raised on"
    " request; the environment file then says so under `quotas`.",
    "ask AWS to raise the quota, then write the new one under `quotas` in the environment file",
)
TOO_LARGE = Code(
    "PLAN004",
    "A policy is too large for AWS",
    "AWS bounds the size of policies: a role's trust policy at 2,048 characters, its inline"
    " policies at 10,240, a managed policy at 6,144, a bucket policy at 20,480, a key policy at"
    " 32,768.",
    "name fewer principals for this domain in the environment file; one role can stand for many",
)
TOO_MUCH_TO_RUN = Code(
    "PLAN005",
    "What refreshes a product is too large for AWS",
    "The state machine that refreshes a product holds the statements of all its tables, and Step"
    " Functions takes a definition of 1,048,576 characters; the rule that starts it names all"
    " inputs, and EventBridge takes a pattern of 4,096.",
    "move some of its tables, or what it reads, into a product of their own",
)
PLAN_CODES = (TOO_LONG, COLLISION, QUOTA, TOO_LARGE, TOO_MUCH_TO_RUN, STATEMENT_TOO_LONG)


@dataclass(frozen=True, slots=True)
class Limit:
    """AWS's bound on one name of one type of resource."""

    noun: str
    field: str
    characters: int


NAME_LIMITS: Mapping[str, Limit] = {
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
    # https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html
    SLACK_CHANNEL: Limit("Slack channel configuration", "configurationName", 128),
}
UNIQUE_IN = {EVENT_RULE: "eventBusName", SCHEDULE: "groupName", TABLE: "databaseName"}
"""Types whose names are unique only within what another field names."""
SIZE_LIMITS: Mapping[str, Limit] = {
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    ROLE: Limit("trust policy", "assumeRolePolicy", 2048),
    ROLE_POLICY: Limit("inline policy", "policy", 10240),
    MANAGED_POLICY: Limit("managed policy", "policy", 6144),
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
    BUCKET_POLICY: Limit("bucket policy", "policy", 20480),
    # https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
    KEY: Limit("key policy", "policy", 32768),
}
"""Of policies, which all meshes have."""
RUN_LIMITS: Mapping[str, Limit] = {
    # https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
    STATE_MACHINE: Limit("definition of the state machine", "definition", 1_048_576),
    # https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
    EVENT_RULE: Limit("event pattern", "eventPattern", 4096),
}
DEFAULT_QUOTAS = {
    "buckets": 10_000,
    "roles": 1_000,
    "databases": 10_000,
    "workgroups": 1_000,
    "eventRules": 300,
}
"""Source: AWS General Reference, service quotas of S3, IAM, Glue, Athena and EventBridge: of rules
it is those of one bus, which in some regions are a hundred.
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a quota counts: resources of a type, all of them or those of one holder."""

    type: str
    noun: str
    holder: str = ""
    """The input that names what a quota is of; empty where it is the account's."""


QUOTA_TYPES = {
    "buckets": Counted(BUCKET, "buckets"),
    "roles": Counted(ROLE, "roles"),
    "databases": Counted(DATABASE, "databases"),
    "workgroups": Counted(WORKGROUP, "workgroups"),
    "eventRules": Counted(EVENT_RULE, "event rules on one bus", "eventBusName"),
}


def plan_findings(plan: Plan, environment: Environment) -> tuple[Finding, ...]:
    """Everything in a plan that AWS would refuse by its limits."""
    found = (
        *_names(plan.stacks.values()),
        *_collisions(plan.stacks.values()),
        *_sizes(plan.stacks.values(), SIZE_LIMITS, TOO_LARGE),
        *_sizes(plan.stacks.values(), RUN_LIMITS, TOO_MUCH_TO_RUN),
        *statement_findings(plan.stacks.values()),
        *_quotas(environment, plan.stacks.values()),
    )
    return tuple(sorted(found))


def _each(stacks: Iterable[StackPlan]) -> Iterator[tuple[StackPlan, Declaration]]:
    for stack in stacks:
        for declaration in stack.declarations:
            yield stack, declaration


def _names(stacks: Iterable[StackPlan]) -> Iterator[Finding]:
    for stack, declaration in _each(stacks):
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
    for stack, declaration in _each(stacks):
        limit = NAME_LIMITS.get(declaration.type)
        if limit is None:
            continue
        inside = declaration.inputs.get(UNIQUE_IN.get(declaration.type, ""), "")
        # IAM compares names without case; so does Glue, and bucket names have none.
        name = declaration.inputs[limit.field].lower()
        first = seen.setdefault((declaration.type, inside, name), stack)
        if first is not stack:
            yield COLLISION.at(
                declaration.spec,
                f"the {limit.noun} {name} is also that of {first.subject or 'the foundation'}",
                subject=stack.subject,
            )


def _sizes(
    stacks: Iterable[StackPlan], limits: Mapping[str, Limit], code: Code
) -> Iterator[Finding]:
    for stack, declaration in _each(stacks):
        limit = limits.get(declaration.type)
        if limit is None:
            continue
        size = len(declaration.inputs[limit.field])
        if size > limit.characters:
            yield code.at(
                declaration.spec,
                f"the {limit.noun} of {declaration.name} has {size} characters,"
                f" and AWS allows {limit.characters}",
                subject=stack.subject,
            )


def _quotas(environment: Environment, stacks: Iterable[StackPlan]) -> Iterator[Finding]:
    by_type = {counted.type: counted for counted in QUOTA_TYPES.values()}
    counts: dict[tuple[str, str], int] = {}
    for _, declaration in _each(stacks):
        counted = by_type.get(declaration.type)
        if counted is not None:
            held = (declaration.type, declaration.inputs.get(counted.holder, ""))
            counts[held] = counts.get(held, 0) + 1
    for noun, quota in {**DEFAULT_QUOTAS, **environment.spec.quotas}.items():
        counted = QUOTA_TYPES[noun]
        count = max((n for (type_, _), n in counts.items() if type_ == counted.type), default=0)
        if count > quota:
            needs = f"the mesh needs {count} {counted.noun}"
            message = f"{needs}, and account {environment.spec.account}"
            yield QUOTA.at(
                environment.source.at("quotas", noun),
                f"{message} may hold {quota}",
                where=f"quotas.{noun}",
            )
