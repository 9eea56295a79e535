"""A bucket refuses every request that does not come over TLS."""

from collections.abc import Iterator

from guardrails.buckets import buckets_without
from guardrails.documents import ANYONE, Condition, Principal, Statement, statements
from guardrails.rule import Check, Props, Resource, Rule, Stack
from guardrails.types import BUCKET_POLICY, BUCKETS

EVERY_ACTION = frozenset({"s3:*", "*"})


def check(props: Props) -> Iterator[str]:
    yield from _gaps(props, props["policy"])


def check_bucket(props: Props) -> Iterator[str]:
    # That a bucket has a policy at all is asked of its stack.
    if "policy" in props:
        yield from _gaps(props, props["policy"])


def _gaps(props: Props, policy: str) -> Iterator[str]:
    # A bucket whose name is left to chance is refused to by a pattern for every name alone.
    bucket = f"arn:{props.scope.partition}:s3:::{props.get('bucket', '')}"
    refusals = [s for s in statements(policy) if _refuses_plain_http(s)]
    for resource, what in ((bucket, "the bucket"), (f"{bucket}/*", "its objects")):
        if not any(_covers(pattern, resource) for s in refusals for pattern in s.resources):
            yield f"no statement denies every request without TLS to {what}"


def _covers(pattern: str, resource: str) -> bool:
    """Whether a pattern takes in all of a resource: by its name, or by the beginning of it."""
    begins = pattern.removesuffix("*")
    return pattern == resource or (begins != pattern and resource.startswith(begins))


def _refuses_plain_http(statement: Statement) -> bool:
    return (
        not statement.is_allow
        and Principal("aws", ANYONE) in statement.principals
        and any(action.lower() in EVERY_ACTION for action in statement.actions)
        # A second condition would let through what it does not match.
        and len(statement.conditions) == 1
        and _is_plain_http(statement.conditions[0])
    )


def _is_plain_http(condition: Condition) -> bool:
    return (
        condition.operator == "bool"
        and condition.key == "aws:securetransport"
        and [value.lower() for value in condition.values] == ["false"]
    )


def _refuses_itself(props: Props) -> bool:
    policy = props.known("policy")
    return bool(policy) and not any(_gaps(props, policy))


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    for bucket in buckets_without(stack, BUCKET_POLICY, itself=_refuses_itself):
        yield bucket, "the bucket has no policy, so it takes requests without TLS"


CHECKS: dict[str, Check] = {BUCKET_POLICY: check, **dict.fromkeys(BUCKETS, check_bucket)}

RULE = Rule(
    id="s3-tls-only",
    code="S3-003",
    title="Buckets require TLS",
    why="Without TLS, anyone on the way reads the rows and the signature of the request.",
    fix='deny s3:* to "*" on the bucket and on its objects (/*) where aws:SecureTransport is false',
    checks=CHECKS,
    check_stack=check_stack,
    controls=(
        "FSBP S3.5",
        "CIS 2.1.1",
        "CKV_AWS_379",
        "AwsSolutions-S10",
        "Prowler s3_bucket_secure_transport_policy",
    ),
)
