"""Lifecycles and objects: what is read back, which keys encrypt, what a deletion takes."""

from typing import Any

from tools.probes.cloud import ACCOUNT, REGION, Cloud
from tools.probes.probe import Gives, Probe, Refused

GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide"
API = "https://docs.aws.amazon.com/AmazonS3/latest/API"
UPLOADS = {
    "ID": "uploads",
    "Status": "Enabled",
    "Filter": {"Prefix": ""},
    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
}
OLD = {
    "ID": "old",
    "Status": "Enabled",
    "Filter": {"Prefix": "tables/"},
    "NoncurrentVersionExpiration": {"NoncurrentDays": 30, "NewerNoncurrentVersions": 3},
}
ALIAS = f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/mesh"


def _put(aws: Cloud, *rules: dict[str, Any]) -> Any:
    aws.bucket()
    configuration = {"Rules": list(rules)}
    aws.s3.put_bucket_lifecycle_configuration(Bucket="data", LifecycleConfiguration=configuration)
    return aws.s3.get_bucket_lifecycle_configuration(Bucket="data")


def _without(rule: dict[str, Any], field: str) -> dict[str, Any]:
    return {name: value for name, value in rule.items() if name != field}


def _tagged(aws: Cloud) -> Any:
    both = {"Prefix": "tables/", "Tags": [{"Key": "tier", "Value": "gold"}]}
    return _put(aws, {**OLD, "Filter": {"And": both}})["Rules"][0]["Filter"]


def _marker(aws: Cloud) -> Any:
    rule = _without(UPLOADS, "AbortIncompleteMultipartUpload")
    rules = _put(aws, {**rule, "Expiration": {"ExpiredObjectDeleteMarker": True}})["Rules"]
    return rules[0]["Expiration"]


def _object(aws: Cloud, **more: Any) -> Any:
    aws.bucket()
    aws.s3.put_object(Bucket="data", Key="a", Body=b"1", **more)
    return aws.s3.head_object(Bucket="data", Key="a")


def _under(aws: Cloud, key: str) -> Any:
    return _object(aws, ServerSideEncryption="aws:kms", SSEKMSKeyId=key)


def _under_disabled(aws: Cloud) -> None:
    key = aws.key()
    aws.kms.disable_key(KeyId=key)
    _under(aws, key)


def _under_dying(aws: Cloud) -> None:
    key = aws.key()
    aws.kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    _under(aws, key)


def _by_default(aws: Cloud) -> str:
    """An object in a bucket that names its key by an alias."""
    aws.kms.create_alias(AliasName="alias/mesh", TargetKeyId=aws.key())
    aws.bucket()
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": ALIAS}
    rule = {"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}
    configuration = {"Rules": [rule]}
    aws.s3.put_bucket_encryption(Bucket="data", ServerSideEncryptionConfiguration=configuration)
    aws.s3.put_object(Bucket="data", Key="a", Body=b"1")
    return aws.s3.head_object(Bucket="data", Key="a")["ServerSideEncryption"]


def _by_a_missing_default(aws: Cloud) -> None:
    aws.bucket()
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": ALIAS}
    rule = {"ApplyServerSideEncryptionByDefault": default}
    configuration = {"Rules": [rule]}
    aws.s3.put_bucket_encryption(Bucket="data", ServerSideEncryptionConfiguration=configuration)
    aws.s3.put_object(Bucket="data", Key="a", Body=b"1")


def _untagged(aws: Cloud) -> Any:
    _object(aws)
    return aws.s3.get_object_tagging(Bucket="data", Key="a")["TagSet"]


def _tags_put_away(aws: Cloud) -> Any:
    _object(aws, Tagging="owner=a")
    aws.s3.put_object_tagging(Bucket="data", Key="a", Tagging={"TagSet": []})
    return aws.s3.get_object_tagging(Bucket="data", Key="a")["TagSet"]


def _paused(aws: Cloud) -> tuple[int, list[str]]:
    """How many versions stay, and the marks, when an object is deleted while versioning pauses."""
    aws.bucket()
    aws.s3.put_bucket_versioning(Bucket="data", VersioningConfiguration={"Status": "Enabled"})
    for body in (b"1", b"2"):
        aws.s3.put_object(Bucket="data", Key="a", Body=body)
    aws.s3.put_bucket_versioning(Bucket="data", VersioningConfiguration={"Status": "Suspended"})
    aws.s3.delete_object(Bucket="data", Key="a")
    page = aws.s3.list_object_versions(Bucket="data")
    markers = [marker["VersionId"] for marker in page.get("DeleteMarkers", [])]
    return len(page.get("Versions", [])), markers


PROBES = (
    Probe(
        "s3-lifecycle-read-back",
        f"{API}/API_GetBucketLifecycleConfiguration.html",
        "Lifecycle rules are read back just as they were put.",
        lambda aws: _put(aws, UPLOADS, OLD)["Rules"],
        Gives([UPLOADS, OLD]),
        rule="s3_lifecycles",
    ),
    Probe(
        "s3-lifecycle-smallest-object",
        f"{API}/API_GetBucketLifecycleConfiguration.html",
        "A lifecycle says which objects are too small to move.",
        lambda aws: _put(aws, UPLOADS)["TransitionDefaultMinimumObjectSize"],
        Gives("all_storage_classes_128K"),
    ),
    Probe(
        "s3-lifecycle-empty-filter",
        f"{API}/API_LifecycleRule.html",
        "A filter that says nothing is read back as one.",
        lambda aws: _put(aws, {**UPLOADS, "Filter": {}})["Rules"][0]["Filter"],
        Gives({}),
    ),
    Probe(
        "s3-lifecycle-filter-by-prefix-and-tag",
        f"{API}/API_LifecycleRuleFilter.html",
        "A filter by a prefix and a tag is read back as one.",
        _tagged,
        Gives({"And": {"Prefix": "tables/", "Tags": [{"Key": "tier", "Value": "gold"}]}}),
    ),
    Probe(
        "s3-lifecycle-marks-of-deletion",
        f"{API}/API_LifecycleExpiration.html",
        "The rule for left-over marks of deletion is read back alone.",
        _marker,
        Gives({"ExpiredObjectDeleteMarker": True}),
    ),
    Probe(
        "s3-lifecycle-rule-without-a-name",
        f"{API}/API_LifecycleRule.html",
        "A rule that is given no name gets one.",
        lambda aws: bool(_put(aws, _without(UPLOADS, "ID"))["Rules"][0]["ID"]),
        Gives(True),
        rule="s3_lifecycles",
    ),
    Probe(
        "s3-lifecycle-rule-of-an-unknown-status",
        f"{API}/API_LifecycleRule.html",
        "A rule is enabled or disabled.",
        lambda aws: _put(aws, {**UPLOADS, "Status": "On"}),
        Refused("MalformedXML", status=400),
        rule="s3_lifecycles",
    ),
    Probe(
        "s3-lifecycle-rule-without-an-action",
        f"{API}/API_PutBucketLifecycleConfiguration.html",
        "A rule does something.",
        lambda aws: _put(aws, _without(UPLOADS, "AbortIncompleteMultipartUpload")),
        Refused("InvalidRequest", "At least one action", 400),
        rule="s3_lifecycles",
    ),
    Probe(
        "s3-lifecycle-rules-of-one-name",
        f"{API}/API_LifecycleRule.html",
        "Rules have names of their own.",
        lambda aws: _put(aws, UPLOADS, {**OLD, "ID": "uploads"}),
        Refused("InvalidArgument", "Rule ID must be unique", 400),
        rule="s3_lifecycles",
    ),
    Probe(
        "s3-lifecycle-of-no-days",
        f"{API}/API_NoncurrentVersionExpiration.html",
        "Days are counted from one.",
        lambda aws: _put(aws, {**OLD, "NoncurrentVersionExpiration": {"NoncurrentDays": 0}}),
        Refused("InvalidArgument", "positive integer", 400),
        rule="s3_lifecycles",
    ),
    Probe(
        "s3-object-under-a-missing-key",
        f"{GUIDE}/UsingKMSEncryption.html",
        "An object is not encrypted under a key that is not there.",
        lambda aws: _under(aws, f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/gone"),
        Refused("KMS.NotFoundException", status=400),
        rule="s3_object_keys",
    ),
    Probe(
        "s3-object-under-a-disabled-key",
        f"{GUIDE}/UsingKMSEncryption.html",
        "An object is not encrypted under a disabled key.",
        _under_disabled,
        Refused("KMS.DisabledException", status=400),
        rule="s3_object_keys",
    ),
    Probe(
        "s3-object-under-a-dying-key",
        f"{GUIDE}/UsingKMSEncryption.html",
        "An object is not encrypted under a key that is to be deleted.",
        _under_dying,
        Refused("KMS.KMSInvalidStateException", status=400),
        rule="s3_object_keys",
    ),
    Probe(
        "s3-object-under-the-buckets-missing-key",
        f"{GUIDE}/default-bucket-encryption.html",
        "The bucket's own key must be there as well.",
        _by_a_missing_default,
        Refused("KMS.NotFoundException", status=400),
        rule="s3_object_keys",
    ),
    Probe(
        "s3-object-by-the-buckets-key",
        f"{GUIDE}/default-bucket-encryption.html",
        "An object is encrypted as its bucket says, where the key is named by an alias too.",
        _by_default,
        Gives("aws:kms"),
    ),
    Probe(
        "s3-object-encrypted-in-any-case",
        f"{GUIDE}/default-encryption-faq.html",
        "An object is encrypted with S3's own keys where nobody says otherwise.",
        lambda aws: _object(aws)["ServerSideEncryption"],
        Gives("AES256"),
        rule="s3_bucket_defaults",
    ),
    Probe(
        "s3-object-without-tags",
        f"{API}/API_GetObjectTagging.html",
        "An object without tags has an empty set of them.",
        _untagged,
        Gives([]),
    ),
    Probe(
        "s3-object-with-its-tags-put-away",
        f"{API}/API_PutObjectTagging.html",
        "An empty set of tags takes all of an object's tags away.",
        _tags_put_away,
        Gives([]),
        rule="s3_object_tags",
    ),
    Probe(
        "s3-object-deleted-while-versioning-is-paused",
        f"{GUIDE}/DeletingObjectsfromVersioningSuspendedBuckets.html",
        "A deletion then hides an object, and takes none of its older versions.",
        _paused,
        Gives((2, ["null"])),
        rule="suspended_versions",
    ),
)
