"""A bucket refuses every request that does not come over TLS."""

from collections.abc import Iterator

from guardrails.buckets import buckets_without
from guardrails.documents import ANYONE, Condition, Principal, Statement, statements
from guardrails.rule import Props, Resource, Rule, Stack
from guardrails.types import BUCKET_POLICY

EVERY_ACTION = frozenset({"s3:*", "*"})


def check(props: Props) -> Iterator[str]:
    bucket = f"arn:{props.scope.partition}:s3:::{props['bucket']}"
    refusals = [s for s in statements(props["policy"]) if _refuses_plain_http(s)]
    for resource, what in ((bucket, "the bucket"), (f"{bucket}/*", "its objects")):
        if not any(resource in statement.resources for statement in refusals):
            yield f"no statement denies every request without TLS to {what}"


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


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    for bucket in buckets_without(stack, BUCKET_POLICY):
        yield bucket, "the bucket has no policy, so it takes requests without TLS"


RULE = Rule(
    id="bucket-refuses-plain-http",
    code="S3-003",
    title="Buckets take requests over TLS only",
    why="Without TLS, anyone on the way reads the rows and the signature of the request.",
    fix='deny s3:* to "*" on the bucket and on its objects (/*) where aws:SecureTransport is false',
    checks={BUCKET_POLICY: check},
    check_stack=check_stack,
)
