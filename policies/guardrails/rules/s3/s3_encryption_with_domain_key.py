"""A bucket is encrypted with the key of the domain that owns it, or that it is named after."""

from collections.abc import Iterator

from guardrails.buckets import Read, block, buckets_without
from guardrails.naming import access_log_bucket, domain_of_bucket, owners_key
from guardrails.rule import Check, Props, Resource, Rule, Stack
from guardrails.types import BUCKET_ENCRYPTIONS, BUCKETS

INLINE = ("serverSideEncryptionConfiguration", "serverSideEncryptionConfigurations")
DEFAULT = ("applyServerSideEncryptionByDefault", "applyServerSideEncryptionByDefaults")


def check(props: Props) -> Iterator[str]:
    rules = props.get("rules", ())
    if not rules:
        yield "rules must say how objects are encrypted"
    for i, rule in enumerate(rules):
        yield from _encryption(rule, f"rules[{i}]", bucket=props.get("bucket", ""))


def _encryption(rule: Props, where: str, *, bucket: str) -> Iterator[str]:
    default = block(rule.get, *DEFAULT) or Props({}, rule.scope)
    if bucket == access_log_bucket(rule.scope):
        # Log delivery cannot write with a customer's key, so this one bucket has S3's own.
        yield from _s3_keys(default, where)
    else:
        # A moved product's files stay under the key of the domain that its bucket is named after.
        domain = domain_of_bucket(bucket, rule.scope) or rule.scope.domain
        yield from _kms(rule, default, where, owners_key(rule.scope, domain))


def _s3_keys(default: Props, where: str) -> Iterator[str]:
    if default.get("sseAlgorithm") != "AES256":
        yield f"{where}: sseAlgorithm must be AES256 for the access-log bucket"


def _kms(rule: Props, default: Props, where: str, expected: str) -> Iterator[str]:
    if default.get("sseAlgorithm") != "aws:kms":
        yield f"{where}: sseAlgorithm must be aws:kms"
    if default.get("kmsMasterKeyId") != expected:
        yield f"{where}: kmsMasterKeyId must be {expected}"
    if rule.get("bucketKeyEnabled") is not True:
        yield f"{where}: bucketKeyEnabled must be true"


def check_bucket(props: Props) -> Iterator[str]:
    # That a bucket says it at all is asked of its stack.
    own = _own(props.get)
    if own is not None:
        yield from _encryption(own, INLINE[0], bucket=props.get("bucket", ""))


def _own(read: Read) -> Props | None:
    """What a bucket itself says of its encryption."""
    configuration = block(read, *INLINE)
    return None if configuration is None else block(configuration.get, "rule", "rules")


def _is_encrypted(props: Props) -> bool:
    own = _own(props.known)
    return own is not None and not any(_encryption(own, "", bucket=props.get("bucket", "")))


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
