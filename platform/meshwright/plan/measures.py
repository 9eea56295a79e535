"""How much of what AWS bounds a plan takes: sizes of documents, and counts of resources.

Each bound has the page of AWS that says it; all were read on `READ`. A count that AWS raises on
request is what the environment file says it is.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from meshwright.aws.resource_types import (
    ACCESS_POINT,
    BUCKET,
    BUCKET_POLICY,
    DATABASE,
    EVENT_RULE,
    KEY,
    LF_TAG,
    MANAGED_POLICY,
    ROLE,
    ROLE_POLICY,
    STATE_MACHINE,
    TRAIL,
    WORKGROUP,
)
from meshwright.errors import Code, Position
from meshwright.plan.declaration import Declaration, Plan, StackPlan
from meshwright.specs.environment import Environment
from meshwright.specs.made_before import once

READ = date(2026, 11, 27)
_IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"
_S3 = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html"
_POINTS = (
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
    "access-points-restrictions-limitations-naming-rules.html"
)
_KMS = "https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html"
_STATES = "https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"
_EVENTS = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html"
_LAKE = "https://docs.aws.amazon.com/lake-formation/latest/dg/TBAC-notes.html"
_TRAILS = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html"
_GENERAL = "https://docs.aws.amazon.com/general/latest/gr"

TOO_LARGE = Code(
    "PLAN004",
    "A policy is too large for AWS",
    "AWS bounds the size of policies: a role's trust policy at 2,048 characters, its inline"
    " policies at 10,240 together, a managed policy at 6,144, a bucket's and an access point's at"
    " 20,480, a key policy at 32,768.",
    "name fewer principals for this domain in the environment file; one role can stand for many."
    " A trust policy's bound is raised on request: `trustPolicyCharacters` under `quotas`",
)
TOO_MUCH_TO_RUN = Code(
    "PLAN005",
    "What refreshes a product is too large for AWS",
    "The state machine that refreshes a product holds the statements of all its tables, and Step"
    " Functions takes a definition of 1,048,576 characters; the rule that starts it names all"
    " inputs, and EventBridge takes a pattern of 4,096.",
    "move some of its tables, or what it reads, into a product of their own",
)
QUOTA = Code(
    "PLAN003",
    "Account quota exceeded",
    "AWS bounds how many buckets, access points, roles, databases, workgroups and event"
    " rules an account has, and how many values the LF-tag `domain` has: one a domain. The bound"
    " can be raised on request; the environment file then says so under `quotas`.",
    "ask AWS to raise the quota, then write the new one under `quotas` in the environment file",
)


@dataclass(frozen=True, slots=True)
class Size:
    """AWS's bound on one document, or on one list, of a type of resource."""

    noun: str
    field: str
    most: int
    page: str
    code: Code = TOO_LARGE
    holder: str = ""
    """The input that names what the bound is of, where several resources share it."""
    unit: str = "characters"
    quota: str = ""
    """The quota's name in an environment file, where AWS raises it on request."""


SIZES: Mapping[str, tuple[Size, ...]] = {
    ROLE: (Size("trust policy", "assumeRolePolicy", 2048, _IAM, quota="trustPolicyCharacters"),),
    # "the aggregate policy size of all inline policies" of a role
    ROLE_POLICY: (Size("inline policy", "policy", 10_240, _IAM, holder="role"),),
    MANAGED_POLICY: (Size("managed policy", "policy", 6144, _IAM),),
    ACCESS_POINT: (Size("access point policy", "policy", 20_480, _POINTS),),
    BUCKET_POLICY: (Size("bucket policy", "policy", 20_480, _S3),),
    KEY: (Size("key policy", "policy", 32_768, _KMS),),
    STATE_MACHINE: (
        Size("definition of the state machine", "definition", 1_048_576, _STATES, TOO_MUCH_TO_RUN),
    ),
    EVENT_RULE: (Size("event pattern", "eventPattern", 4096, _EVENTS, TOO_MUCH_TO_RUN),),
    LF_TAG: (Size("LF-tag", "values", 1000, _LAKE, QUOTA, unit="values", quota="tagValues"),),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """What a quota counts: resources of a type, all of them or those of one holder."""

    type: str
    noun: str
    usual: int
    """What AWS allows an account that has asked for no more."""
    page: str
    holder: str = ""
    """The input that names what a quota is of; empty where it is the account's."""


QUOTAS: Mapping[str, Counted] = {
    "accessPoints": Counted(ACCESS_POINT, "access points", 10_000, _POINTS),
    "buckets": Counted(BUCKET, "buckets", 10_000, f"{_GENERAL}/s3.html"),
    "roles": Counted(ROLE, "roles", 1_000, _IAM),
    "databases": Counted(DATABASE, "databases", 10_000, f"{_GENERAL}/glue.html"),
    "workgroups": Counted(WORKGROUP, "workgroups", 1_000, f"{_GENERAL}/athena.html"),
    # Of one bus; in some regions they are a hundred.
    "eventRules": Counted(EVENT_RULE, "event rules on one bus", 300, _EVENTS, "eventBusName"),
}
"""Those that AWS raises on request, by their names in an environment file."""
FIXED: Mapping[str, Counted] = {"trails": Counted(TRAIL, "trails in one region", 5, _TRAILS)}
"""Those that AWS raises for nobody."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What of a bound is taken."""

    code: Code
    noun: str
    of: str
    """Whose it is: the name of a resource; empty for the account's."""
    used: int
    most: int
    unit: str
    page: str
    position: Position
    subject: str = ""
    """The stack's, for a size."""
    where: str = ""
    is_raised: bool = False
    """Whether the environment file says another bound than AWS's usual one."""

    @property
    def percent(self) -> float:
        return 100 * self.used / self.most


def measures(plan: Plan, environment: Environment) -> tuple[Measure, ...]:
    """All that a plan takes of AWS's bounds, what is fullest first."""
    stacks = plan.stacks.values()
    found = (
        *(measure for stack in stacks for measure in sizes(stack, environment)),
        *counts(environment, stacks),
    )
    return tuple(sorted(found, key=lambda m: (-m.percent, m.noun, m.subject, m.of)))


def sizes(stack: StackPlan, environment: Environment) -> Iterator[Measure]:
    """The size of each document; those that a resource holds together are added up."""
    raised: Mapping[str, int] = {**environment.spec.quotas}
    shared: dict[tuple[str, str], list[tuple[Declaration, Size]]] = {}
    for declaration in stack.declarations:
        for size in SIZES.get(declaration.type, ()):
            holder = declaration.inputs.get(size.holder) or declaration.name
            shared.setdefault((size.noun, str(holder)), []).append((declaration, size))
    for found in shared.values():
        declaration, size = found[0]
        used = sum(len(each.inputs[size.field]) for each, _ in found)
        yield Measure(
            size.code,
            size.noun,
            declaration.name,
            used,
            raised.get(size.quota, size.most),
            size.unit,
            size.page,
            declaration.spec,
            stack.subject,
            is_raised=size.quota in raised,
        )


def counts(environment: Environment, stacks: Iterable[StackPlan]) -> Iterator[Measure]:
    """How many resources there are of each type that AWS counts."""
    known = {**QUOTAS, **FIXED}
    found: Counter[tuple[str, str]] = Counter()
    for stack in stacks:
        found.update(once(_counted, stack.name, stack))
    raised: Mapping[str, int] = {**environment.spec.quotas}
    for name, counted in known.items():
        count = max((n for (type_, _), n in found.items() if type_ == counted.type), default=0)
        yield Measure(
            QUOTA,
            counted.noun,
            "",
            count,
            raised.get(name, counted.usual),
            "",
            counted.page,
            environment.source.at("quotas", name),
            where=f"quotas.{name}",
            is_raised=name in raised,
        )


def _counted(stack: StackPlan) -> Mapping[tuple[str, str], int]:
    """A stack's resources of types that AWS counts, by type and holder."""
    by_type = {counted.type: counted for counted in (*QUOTAS.values(), *FIXED.values())}
    return Counter(
        (declaration.type, declaration.inputs.get(by_type[declaration.type].holder, ""))
        for declaration in stack.declarations
        if declaration.type in by_type
    )
