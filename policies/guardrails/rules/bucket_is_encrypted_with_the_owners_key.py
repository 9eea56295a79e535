"""A bucket is encrypted with the key of the domain that owns it."""

from collections.abc import Iterator

from guardrails.buckets import buckets_without
from guardrails.naming import access_log_bucket, owners_key
from guardrails.rule import Props, Resource, Rule, Stack
from guardrails.types import BUCKET_ENCRYPTIONS


def check(props: Props) -> Iterator[str]:
    rules = props.get("rules", ())
    if not rules:
        yield "rules must say how objects are encrypted"
    # Log delivery cannot write with a customer's key, so this one bucket has S3's own.
    is_log_bucket = props.get("bucket") == access_log_bucket(props.scope)
    for i, rule in enumerate(rules):
        default = rule.get("applyServerSideEncryptionByDefault", {})
        where = f"rules[{i}]"
        yield from _s3_keys(default, where) if is_log_bucket else _kms(rule, default, where)


def _s3_keys(default: Props, where: str) -> Iterator[str]:
    if default.get("sseAlgorithm") != "AES256":
        yield f"{where}: sseAlgorithm must be AES256 for the access-log bucket"


def _kms(rule: Props, default: Props, where: str) -> Iterator[str]:
    if default.get("sseAlgorithm") != "aws:kms":
        yield f"{where}: sseAlgorithm must be aws:kms"
    expected = owners_key(rule.scope)
    if default.get("kmsMasterKeyId") != expected:
        yield f"{where}: kmsMasterKeyId must be {expected}"
    if rule.get("bucketKeyEnabled") is not True:
        yield f"{where}: bucketKeyEnabled must be true"


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    for bucket in buckets_without(stack, *BUCKET_ENCRYPTIONS):
        yield bucket, "the bucket has no encryption configuration"


RULE = Rule(
    id="bucket-is-encrypted-with-the-owners-key",
    code="S3-002",
    title="Buckets are encrypted with their owner's key",
    why="Whoever may use the key may read the files: one key for each domain keeps that with the"
    " owner, and the bucket key keeps the bill small.",
    fix="encrypt with aws:kms, name the key of the owning domain (outside domains the foundation's)"
    " by its alias's ARN, and enable the bucket key; the access-log bucket alone takes AES256",
    checks=dict.fromkeys(BUCKET_ENCRYPTIONS, check),
    check_stack=check_stack,
)
