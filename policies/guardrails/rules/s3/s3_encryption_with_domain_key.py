"""A bucket is encrypted with the key of the domain that owns it."""

from collections.abc import Iterator

from guardrails.buckets import Read, block, buckets_without
from guardrails.naming import access_log_bucket, owners_key
from guardrails.rule import Check, Props, Resource, Rule, Stack
from guardrails.types import BUCKET_ENCRYPTIONS, BUCKETS

INLINE = ("serverSideEncryptionConfiguration", "serverSideEncryptionConfigurations")
DEFAULT = ("applyServerSideEncryptionByDefault", "applyServerSideEncryptionByDefaults")


def check(props: Props) -> Iterator[str]:
    rules = props.get("rules", ())
    if not rules:
        yield "rules must say how objects are encrypted"
    for i, rule in enumerate(rules):
        yield from _encryption(rule, f"rules[{i}]", is_log_bucket=_is_log_bucket(props))


def _is_log_bucket(props: Props) -> bool:
    return props.get("bucket") == access_log_bucket(props.scope)


def _encryption(rule: Props, where: str, *, is_log_bucket: bool) -> Iterator[str]:
    # Log delivery cannot write with a customer's key, so this one bucket has S3's own.
    default = block(rule.get, *DEFAULT) or Props({}, rule.scope)
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


def check_bucket(props: Props) -> Iterator[str]:
    # That a bucket says it at all is asked of its stack.
    own = _own(props.get)
    if own is not None:
        yield from _encryption(own, INLINE[0], is_log_bucket=_is_log_bucket(props))


def _own(read: Read) -> Props | None:
    """What a bucket itself says of its encryption."""
    configuration = block(read, *INLINE)
    return None if configuration is None else block(configuration.get, "rule", "rules")


def _is_encrypted(props: Props) -> bool:
    own = _own(props.known)
    return own is not None and not any(_encryption(own, "", is_log_bucket=_is_log_bucket(props)))


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    for bucket in buckets_without(stack, *BUCKET_ENCRYPTIONS, itself=_is_encrypted):
        yield bucket, "the bucket has no encryption configuration"


CHECKS: dict[str, Check] = {
    **dict.fromkeys(BUCKET_ENCRYPTIONS, check),
    **dict.fromkeys(BUCKETS, check_bucket),
}

RULE = Rule(
    id="s3-encryption-with-domain-key",
    code="S3-002",
    title="Buckets are encrypted with their owner's key",
    why="Whoever may use the key may read the files: one key for each domain keeps that with the"
    " owner, and the bucket key keeps the bill small.",
    fix="encrypt with aws:kms, name the key of the owning domain (outside domains the foundation's)"
    " by its alias's ARN, and enable the bucket key; the access-log bucket alone takes AES256",
    checks=CHECKS,
    check_stack=check_stack,
    controls=(
        "Security Hub S3.17",
        "CKV_AWS_145",
        "NIST.800.53.R5-S3DefaultEncryptionKMS",
        "Prowler s3_bucket_kms_encryption",
    ),
)
