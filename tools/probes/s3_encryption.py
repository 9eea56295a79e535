"""Objects under a key that their bucket does not want, and rules of a lifecycle that clash."""

from datetime import UTC, datetime
from typing import Any

from tools.probes.cloud import ACCOUNT, REGION, Cloud
from tools.probes.probe import Probe, Refused, Works

S3 = "https://docs.aws.amazon.com/AmazonS3/latest"
PUT = f"{S3}/API/API_PutObject.html"
KEYS = f"{S3}/userguide/specifying-kms-encryption.html"
WRITERS = f"{S3}/userguide/ServerSideEncryptionCustomerKeys.html"
EXPIRATION = f"{S3}/API/API_LifecycleExpiration.html"
RULES = f"{S3}/userguide/intro-lifecycle-rules.html"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key"
SSE = "s3:x-amz-server-side-encryption"
WANTED = {"ArnNotLike": {f"{SSE}-aws-kms-key-id": f"{KEY}/wanted"}}
OTHER_KEY = {"Null": {f"{SSE}-aws-kms-key-id": "false"}, **WANTED}
WRITERS_KEY = {"Null": {f"{SSE}-customer-algorithm": "false"}}
ENCRYPTION, LIFECYCLES = "s3_object_encryption", "s3_lifecycles"


def _put(aws: Cloud, **headers: Any) -> None:
    aws.bucket()
    aws.s3.put_object(Bucket="data", Key="part-0", Body=b"", **headers)


def _put_under_policy(aws: Cloud, condition: dict[str, Any], **headers: Any) -> None:
    aws.bucket()
    aws.put_policy(
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:PutObject",
            "Resource": "arn:aws:s3:::data/*",
            "Condition": condition,
        }
    )
    aws.s3.put_object(Bucket="data", Key="part-0", Body=b"", **headers)


def _under_another_key(aws: Cloud) -> None:
    key = f"{KEY}/{aws.key()}"
    under = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    _put_under_policy(aws, OTHER_KEY, **under)


def _lifecycle(aws: Cloud, **action: Any) -> None:
    aws.bucket()
    rule = {"ID": "rule", "Status": "Enabled", "Filter": {"Prefix": ""}, **action}
    aws.s3.put_bucket_lifecycle_configuration(
        Bucket="data", LifecycleConfiguration={"Rules": [rule]}
    )


TAGGED = {"Filter": {"Tag": {"Key": "tier", "Value": "gold"}}}
PROBES = (
    Probe(
        "s3-object-by-an-unknown-encryption",
        PUT,
        "An object's encryption is one that S3 knows.",
        lambda aws: _put(aws, ServerSideEncryption="rot13"),
        Refused("InvalidArgument", "encryption method", 400),
        rule=ENCRYPTION,
    ),
    Probe(
        "s3-object-under-a-key-without-kms",
        KEYS,
        "A key of KMS is named beside aws:kms alone.",
        lambda aws: _put(aws, ServerSideEncryption="AES256", SSEKMSKeyId=f"{KEY}/{aws.key()}"),
        Refused("InvalidArgument", "aws:kms", 400),
        rule=ENCRYPTION,
    ),
    Probe(
        "s3-object-under-a-key-and-no-encryption",
        KEYS,
        "Not without any word on encryption either.",
        lambda aws: _put(aws, SSEKMSKeyId=f"{KEY}/{aws.key()}"),
        Refused("InvalidArgument", "aws:kms", 400),
        rule=ENCRYPTION,
    ),
    Probe(
        "s3-object-under-the-writers-key-and-kms",
        WRITERS,
        "A key of the writer's own goes with no other encryption.",
        lambda aws: _put(
            aws,
            ServerSideEncryption="aws:kms",
            SSECustomerAlgorithm="AES256",
            SSECustomerKey="k" * 32,
        ),
        Refused("InvalidArgument", "incompatible", 400),
        rule=ENCRYPTION,
    ),
    Probe(
        "s3-object-under-another-key-than-the-policy-wants",
        KEYS,
        "A bucket's policy refuses another key.",
        _under_another_key,
        Refused("AccessDenied", status=403),
        rule="layer",
    ),
    Probe(
        "s3-object-that-names-no-key",
        KEYS,
        "A condition on a key's name says nothing of who names none.",
        lambda aws: _put_under_policy(aws, OTHER_KEY),
        Works(),
        rule="bucket_policies",
    ),
    Probe(
        "s3-object-under-the-writers-key-refused",
        WRITERS,
        "A bucket's policy refuses keys that the writers keep.",
        lambda aws: _put_under_policy(
            aws, WRITERS_KEY, SSECustomerAlgorithm="AES256", SSECustomerKey="k" * 32
        ),
        Refused("AccessDenied", status=403),
        rule="layer",
    ),
    Probe(
        "s3-object-under-no-writers-key",
        WRITERS,
        "And nothing else.",
        lambda aws: _put_under_policy(aws, WRITERS_KEY),
        Works(),
        rule="bucket_policies",
    ),
    Probe(
        "s3-lifecycle-of-days-and-marks",
        EXPIRATION,
        "Idle delete markers go by days or on their own, not by both.",
        lambda aws: _lifecycle(aws, Expiration={"Days": 30, "ExpiredObjectDeleteMarker": True}),
        Refused("MalformedXML", status=400),
    ),
    Probe(
        "s3-lifecycle-of-days-and-a-date",
        EXPIRATION,
        "Objects expire after days or on a date.",
        lambda aws: _lifecycle(
            aws, Expiration={"Days": 30, "Date": datetime(2030, 1, 1, tzinfo=UTC)}
        ),
        Refused("MalformedXML", status=400),
        rule=LIFECYCLES,
    ),
    Probe(
        "s3-lifecycle-in-the-middle-of-a-day",
        EXPIRATION,
        "A date is at midnight.",
        lambda aws: _lifecycle(aws, Expiration={"Date": datetime(2030, 1, 1, 12, tzinfo=UTC)}),
        Refused("InvalidArgument", "midnight", 400),
        rule=LIFECYCLES,
    ),
    Probe(
        "s3-lifecycle-of-marks-by-tag",
        RULES,
        "Delete markers have no tags to be chosen by.",
        lambda aws: _lifecycle(aws, Expiration={"ExpiredObjectDeleteMarker": True}, **TAGGED),
        Refused("InvalidRequest", "Tags", 400),
        rule=LIFECYCLES,
    ),
    Probe(
        "s3-lifecycle-of-uploads-by-tag",
        RULES,
        "Nor have unfinished uploads.",
        lambda aws: _lifecycle(
            aws, AbortIncompleteMultipartUpload={"DaysAfterInitiation": 7}, **TAGGED
        ),
        Refused("InvalidRequest", "Tags", 400),
        rule=LIFECYCLES,
    ),
    Probe(
        "s3-lifecycle-of-idle-marks",
        EXPIRATION,
        "Idle delete markers of the whole bucket go.",
        lambda aws: _lifecycle(aws, Expiration={"ExpiredObjectDeleteMarker": True}),
        Works(),
    ),
)
