"""Buckets: their names, and what a new one has without being asked."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from tools.probes.cloud import PLACE, Cloud
from tools.probes.probe import Gives, Probe, Refused, Works

GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide"
API = "https://docs.aws.amazon.com/AmazonS3/latest/API"
NAMES = {
    "capitals": ("Data", "has capitals"),
    "underscore": ("my_data", "has an underscore"),
    "short": ("da", "has fewer than three characters"),
    "long": ("d" * 64, "has more than 63 characters"),
    "address": ("192.168.5.4", "looks like an IP address"),
    "periods": ("my..data", "has two periods in a row"),
    "hyphen": ("data-", "ends with a hyphen"),
    "punycode": ("xn--data", "begins with xn--"),
    "demo": ("amzn-s3-demo-data", "begins with amzn-s3-demo-"),
    "alias": ("data-s3alias", "ends with -s3alias"),
    "lambda": ("data--ol-s3", "ends with --ol-s3"),
}


def _names() -> Iterator[Probe]:
    for word, (name, fault) in NAMES.items():
        yield Probe(
            f"s3-name-{word}",
            f"{GUIDE}/bucketnamingrules.html",
            f"A bucket name that {fault} is refused.",
            lambda aws, name=name: _create_anyhow(aws, name),
            Refused("InvalidBucketName", "not valid", 400),
            rule="" if word in ("short", "long") else "s3_bucket_names",
        )


def _create_anyhow(aws: Cloud, name: str) -> None:
    """Creates a bucket whose name the client itself would not let through."""
    handlers: Any = import_module("botocore.handlers")
    aws.s3.meta.events.unregister("before-parameter-build.s3", handlers.validate_bucket_name)
    aws.bucket(name)


def _owned_twice(aws: Cloud) -> None:
    aws.bucket()
    aws.bucket()


def _block(aws: Cloud) -> dict[str, bool]:
    answer = aws.s3.get_public_access_block(Bucket=aws.bucket())
    return answer["PublicAccessBlockConfiguration"]


def _ownership(aws: Cloud) -> str:
    answer = aws.s3.get_bucket_ownership_controls(Bucket=aws.bucket())
    return answer["OwnershipControls"]["Rules"][0]["ObjectOwnership"]


def _encryption(aws: Cloud, bucket: str) -> dict[str, object]:
    answer = aws.s3.get_bucket_encryption(Bucket=bucket)
    rule = answer["ServerSideEncryptionConfiguration"]["Rules"][0]
    return {**rule["ApplyServerSideEncryptionByDefault"], "key": rule["BucketKeyEnabled"]}


def _encryption_taken_away(aws: Cloud) -> dict[str, object]:
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}
    aws.s3.put_bucket_encryption(
        Bucket=aws.bucket(), ServerSideEncryptionConfiguration={"Rules": [rule]}
    )
    aws.s3.delete_bucket_encryption(Bucket="data")
    return _encryption(aws, "data")


def _encrypted(aws: Cloud, **default: str) -> None:
    rule = {"ApplyServerSideEncryptionByDefault": default}
    aws.s3.put_bucket_encryption(
        Bucket=aws.bucket(), ServerSideEncryptionConfiguration={"Rules": [rule]}
    )


def _without_block(aws: Cloud) -> None:
    aws.s3.get_public_access_block(Bucket=aws.open_bucket())


def _without_ownership(aws: Cloud) -> None:
    aws.s3.delete_bucket_ownership_controls(Bucket=aws.bucket())
    aws.s3.get_bucket_ownership_controls(Bucket="data")


def _acl_put(aws: Cloud) -> None:
    aws.s3.put_bucket_acl(Bucket=aws.open_bucket(), ACL="public-read")


def _object_with_acl(aws: Cloud) -> None:
    aws.s3.put_object(Bucket=aws.open_bucket(), Key="a", Body=b"1", ACL="public-read")


def _full_bucket_deleted(aws: Cloud) -> None:
    aws.s3.put_object(Bucket=aws.bucket(), Key="a", Body=b"1")
    aws.s3.delete_bucket(Bucket="data")


def _odd_versioning(aws: Cloud) -> None:
    aws.s3.put_bucket_versioning(Bucket=aws.bucket(), VersioningConfiguration={"Status": "On"})


def _odd_ownership(aws: Cloud) -> None:
    rules = {"Rules": [{"ObjectOwnership": "Mine"}]}
    aws.s3.put_bucket_ownership_controls(Bucket=aws.bucket(), OwnershipControls=rules)


def _telling(aws: Cloud) -> Any:
    aws.bucket()
    told: dict[str, Any] = {"EventBridgeConfiguration": {}}
    aws.s3.put_bucket_notification_configuration(Bucket="data", NotificationConfiguration=told)
    found = aws.s3.get_bucket_notification_configuration(Bucket="data")
    return found.get("EventBridgeConfiguration")


PROBES = (
    Probe(
        "s3-bucket-tells-eventbridge",
        "https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html",
        "A bucket that tells EventBridge of its objects says so.",
        _telling,
        Gives({}),
        rule="s3_bucket_notifications",
    ),
    *_names(),
    Probe(
        "s3-name-periods-between-words",
        f"{GUIDE}/bucketnamingrules.html",
        "Periods between words are allowed.",
        lambda aws: aws.bucket("my.data-2"),
        Gives("my.data-2"),
    ),
    Probe(
        "s3-bucket-made-twice",
        f"{API}/API_CreateBucket.html",
        "A bucket that one owns already is not made again.",
        _owned_twice,
        Refused("BucketAlreadyOwnedByYou", status=409),
    ),
    Probe(
        "s3-bucket-without-a-place",
        f"{API}/API_CreateBucket.html",
        "Outside us-east-1 a bucket must say where it is to lie.",
        lambda aws: aws.s3.create_bucket(Bucket="data"),
        Refused("IllegalLocationConstraintException", status=400),
    ),
    Probe(
        "s3-default-public-access-block",
        f"{GUIDE}/configuring-block-public-access-bucket.html",
        "A new bucket blocks public access in all four ways.",
        lambda aws: sorted(_block(aws).values()),
        Gives([True] * 4),
        rule="s3_bucket_defaults",
    ),
    Probe(
        "s3-default-ownership",
        f"{GUIDE}/about-object-ownership.html",
        "A new bucket's objects belong to its owner, and lists of access are off.",
        _ownership,
        Gives("BucketOwnerEnforced"),
        rule="s3_bucket_defaults",
    ),
    Probe(
        "s3-default-encryption",
        f"{GUIDE}/default-bucket-encryption.html",
        "A new bucket encrypts with keys of S3's own.",
        lambda aws: _encryption(aws, aws.bucket()),
        Gives({"SSEAlgorithm": "AES256", "key": False}),
        rule="s3_bucket_defaults",
    ),
    Probe(
        "s3-encryption-taken-away",
        f"{API}/API_DeleteBucketEncryption.html",
        "Without an encryption of its own a bucket has S3's again, never none.",
        _encryption_taken_away,
        Gives({"SSEAlgorithm": "AES256", "key": False}),
        rule="s3_bucket_defaults",
    ),
    Probe(
        "s3-encryption-of-an-unknown-kind",
        f"{API}/API_ServerSideEncryptionByDefault.html",
        "The algorithm is one of those that S3 knows.",
        lambda aws: _encrypted(aws, SSEAlgorithm="ROT13"),
        Refused("MalformedXML", status=400),
        rule="s3_bucket_encryption",
    ),
    Probe(
        "s3-encryption-key-without-kms",
        f"{API}/API_ServerSideEncryptionByDefault.html",
        "A KMS key goes with KMS encryption alone.",
        lambda aws: _encrypted(aws, SSEAlgorithm="AES256", KMSMasterKeyID="alias/mesh"),
        Refused("InvalidArgument", "KMSMasterKeyID", 400),
        rule="s3_bucket_encryption",
    ),
    Probe(
        "s3-no-public-access-block",
        f"{API}/API_GetPublicAccessBlock.html",
        "A block that was taken away is not there.",
        _without_block,
        Refused("NoSuchPublicAccessBlockConfiguration", status=404),
    ),
    Probe(
        "s3-no-ownership-controls",
        f"{API}/API_GetBucketOwnershipControls.html",
        "Ownership controls that were taken away are not there.",
        _without_ownership,
        Refused("OwnershipControlsNotFoundError", status=404),
    ),
    Probe(
        "s3-ownership-of-an-unknown-kind",
        f"{API}/API_OwnershipControlsRule.html",
        "Object ownership is one of three words.",
        _odd_ownership,
        Refused("MalformedXML", status=400),
        rule="s3_bucket_documents",
    ),
    Probe(
        "s3-versioning-of-an-unknown-kind",
        f"{API}/API_VersioningConfiguration.html",
        "Versioning is enabled or suspended, and nothing else.",
        _odd_versioning,
        Refused("MalformedXML", status=400),
        rule="s3_bucket_documents",
    ),
    Probe(
        "s3-acl-while-the-owner-is-enforced",
        f"{GUIDE}/about-object-ownership.html",
        "A bucket whose owner is enforced takes no list of access.",
        _acl_put,
        Refused("AccessControlListNotSupported", status=400),
        rule="s3_access_lists",
    ),
    Probe(
        "s3-object-acl-while-the-owner-is-enforced",
        f"{GUIDE}/about-object-ownership.html",
        "An object in such a bucket takes no list of access either.",
        _object_with_acl,
        Refused("AccessControlListNotSupported", status=400),
        rule="s3_access_lists",
    ),
    Probe(
        "s3-bucket-not-empty",
        f"{API}/API_DeleteBucket.html",
        "A bucket with objects in it is not deleted.",
        _full_bucket_deleted,
        Refused("BucketNotEmpty", status=409),
    ),
    Probe(
        "s3-bucket-in-its-region",
        f"{API}/API_HeadBucket.html",
        "HeadBucket says in which region a bucket lies.",
        lambda aws: aws.s3.head_bucket(Bucket=aws.bucket())["BucketRegion"],
        Gives("eu-central-1"),
    ),
    Probe(
        "s3-bucket-that-is-not-there",
        f"{API}/API_HeadBucket.html",
        "A bucket that is not there is a 404.",
        lambda aws: aws.s3.head_bucket(Bucket="data"),
        Refused("404", status=404),
    ),
    Probe(
        "s3-bucket-tagged-when-made",
        f"{API}/API_CreateBucketConfiguration.html",
        "A bucket can be given its tags when it is made.",
        lambda aws: _tagged_when_made(aws),
        Gives([{"Key": "owner", "Value": "a"}]),
        rule="s3_bucket_defaults",
    ),
    Probe(
        "s3-deletion-of-what-is-not-there",
        f"{API}/API_DeleteBucketPolicy.html",
        "Taking away a policy that is not there is no fault.",
        lambda aws: aws.s3.delete_bucket_policy(Bucket=aws.bucket()),
        Works(),
    ),
)


def _tagged_when_made(aws: Cloud) -> list[dict[str, str]]:
    place = PLACE["CreateBucketConfiguration"] | {"Tags": [{"Key": "owner", "Value": "a"}]}
    aws.s3.create_bucket(Bucket="data", CreateBucketConfiguration=place)
    return aws.s3.get_bucket_tagging(Bucket="data")["TagSet"]
