"""Who reads a bucket is written to the environment's one access-log bucket."""

from collections.abc import Iterator

from guardrails.buckets import Read, block, buckets_without
from guardrails.naming import access_log_bucket
from guardrails.rule import Check, Props, Resource, Rule, Stack
from guardrails.types import BUCKET_LOGGINGS, BUCKETS

INLINE = ("logging", "loggings")


def check(props: Props) -> Iterator[str]:
    logs = access_log_bucket(props.scope)
    if props.get("bucket") == logs:
        # https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
        yield "the access-log bucket must not log to itself: each log would be logged again"
    elif props.get("targetBucket") != logs:
        yield f"targetBucket must be {logs}"
    if props.get("targetGrants"):
        yield "targetGrants must be empty: the access-log bucket has no access lists"


def check_bucket(props: Props) -> Iterator[str]:
    # That a bucket logs at all is asked of its stack.
    logs = access_log_bucket(props.scope)
    if block(props.get, *INLINE) is not None and not _logs_to(props.get, logs):
        yield f"logging.targetBucket must be {logs}"


def _logs_to(read: Read, logs: str) -> bool:
    own = block(read, *INLINE)
    return own is not None and own.get("targetBucket") == logs


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    logs = access_log_bucket(stack.scope)
    for bucket in buckets_without(
        stack, *BUCKET_LOGGINGS, itself=lambda props: _logs_to(props.known, logs)
    ):
        if bucket.props.get("bucket") != logs:
            yield bucket, "the bucket's access is not logged"


CHECKS: dict[str, Check] = {
    **dict.fromkeys(BUCKET_LOGGINGS, check),
    **dict.fromkeys(BUCKETS, check_bucket),
}

RULE = Rule(
    id="s3-access-logging",
    code="S3-005",
    title="Access to buckets is logged",
    why="Who read which file, and from where, is known later only if it was written down then, in"
    " a place that the reader cannot reach.",
    fix="give the bucket a BucketLogging whose targetBucket is the environment's access-log bucket;"
    " that one alone logs nothing",
    checks=CHECKS,
    check_stack=check_stack,
    controls=(
        "FSBP S3.9",
        "CKV_AWS_18",
        "AwsSolutions-S1",
        "Prowler s3_bucket_server_access_logging_enabled",
    ),
)
