"""A bucket lets go what nobody can use: unfinished uploads, and old versions in good time."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from guardrails.buckets import buckets_without
from guardrails.lifecycles import INLINE, LifecycleRule, configured_rules, rules_of_bucket
from guardrails.rule import Check, Parameter, Props, Resource, Rule, Stack, Tightening
from guardrails.types import BUCKET_LIFECYCLES, BUCKETS

ABORT_DAYS = Parameter(
    name="abortUploadDays",
    what="the most days after which the parts of an upload that nobody finished go",
    default=7,
    tightens=Tightening.LOWER,
)
NONCURRENT_DAYS = Parameter(
    name="noncurrentDays",
    what="the most days for which a version stays after it was deleted or written over",
    default=365,
    tightens=Tightening.LOWER,
)


def check(props: Props) -> Iterator[str]:
    yield from _missing(configured_rules(props), props.parameters)


def check_bucket(props: Props) -> Iterator[str]:
    # That a bucket has a lifecycle at all is asked of its stack.
    if INLINE in props:
        yield from _missing(rules_of_bucket(props.get), props.parameters)


def _missing(rules: Iterable[LifecycleRule], parameters: Mapping[str, Any]) -> Iterator[str]:
    for_all = [rule for rule in rules if rule.is_for_all]
    most = parameters[ABORT_DAYS.name]
    if not any(_is_within(rule.abort_days, most) for rule in for_all):
        yield f"an enabled rule for the whole bucket must abort uploads within {most} days"
    most = parameters[NONCURRENT_DAYS.name]
    if not any(_is_within(rule.noncurrent_days, most) for rule in for_all):
        yield (
            "an enabled rule for the whole bucket must expire every noncurrent version within"
            f" {most} days"
        )


def _is_within(days: int | None, most: int) -> bool:
    return days is not None and days <= most


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    def itself(props: Props) -> bool:
        return not list(_missing(rules_of_bucket(props.known), stack.parameters))

    for bucket in buckets_without(stack, *BUCKET_LIFECYCLES, itself=itself):
        yield bucket, "the bucket has no lifecycle"


CHECKS: dict[str, Check] = {
    **dict.fromkeys(BUCKET_LIFECYCLES, check),
    **dict.fromkeys(BUCKETS, check_bucket),
}

RULE = Rule(
    id="s3-lifecycle-cleanup",
    code="S3-006",
    title="Buckets clean up old versions and incomplete uploads",
    why="Parts of failed uploads are paid for and seen by nobody, and a row that was deleted lives"
    " on in a noncurrent version until that goes too.",
    fix="give the bucket a BucketLifecycleConfiguration with two enabled rules for the whole"
    " bucket: abortIncompleteMultipartUpload and noncurrentVersionExpiration (in a product's spec"
    " storage.noncurrentDays), with newerNoncurrentVersions left out",
    checks=CHECKS,
    check_stack=check_stack,
    parameters=(ABORT_DAYS, NONCURRENT_DAYS),
    controls=(
        "FSBP S3.13",
        "Security Hub S3.10",
        "CKV2_AWS_61",
        "CKV_AWS_300",
        "Prowler s3_bucket_lifecycle_enabled",
    ),
)
