"""aws:s3/bucketLifecycleConfiguration: what S3 does to objects as they age."""

from typing import Any

from localaws.types.casing import from_aws, to_aws
from localaws.types.resource_type import Aws, State
from localaws.types.s3_bucket_part import bucket_part
from localaws.types.shape import (
    BOOLEAN,
    INTEGER,
    MAP,
    STRING,
    Output,
    Property,
    Values,
    block,
    blocks,
)
from localaws.types.tags import tag_list, tag_map
from meshwright.aws import resource_types

MINIMUM_SIZE = "all_storage_classes_128K"
"""S3's own answer to which objects are too small to move.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
"""
FILTER = block(
    Property("prefix", STRING, default=""),
    Property(
        "tag",
        block(Property("key", STRING, required=True), Property("value", STRING, required=True)),
    ),
    Property("and", block(Property("prefix", STRING, default=""), Property("tags", MAP))),
)
EXPIRATION = block(
    Property("date", STRING),
    Property("days", INTEGER, default=0),
    Property("expiredObjectDeleteMarker", BOOLEAN, default=False),
)
RULES = blocks(
    Property("id", STRING, required=True),
    Property("status", STRING, required=True),
    Property("filter", FILTER),
    Property("abortIncompleteMultipartUpload", block(Property("daysAfterInitiation", INTEGER))),
    Property("expiration", EXPIRATION),
    Property(
        "noncurrentVersionExpiration", block(Property("noncurrentDays", INTEGER, required=True))
    ),
)
NAMES = {"id": "ID"}
OUTPUTS = (
    Output("expectedBucketOwner", default=""),
    Output("transitionDefaultMinimumObjectSize", default=MINIMUM_SIZE),
)


def _put(aws: Aws, bucket: str, inputs: Values) -> None:
    rules = [_to_aws(rule) for rule in inputs["rules"]]
    aws.client("s3").put_bucket_lifecycle_configuration(
        Bucket=bucket, LifecycleConfiguration={"Rules": rules}
    )


def _read(aws: Aws, bucket: str) -> State:
    answer = aws.client("s3").get_bucket_lifecycle_configuration(Bucket=bucket)
    return {"rules": [_from_aws(rule) for rule in answer["Rules"]]}


def _remove(aws: Aws, bucket: str) -> None:
    aws.client("s3").delete_bucket_lifecycle(Bucket=bucket)


def _to_aws(rule: Values) -> dict[str, Any]:
    document = to_aws(RULES.item or RULES, rule, NAMES)
    # S3 wants a filter in every rule; an empty one covers the whole bucket.
    document["Filter"] = document.get("Filter") or {"Prefix": ""}
    if "And" in document["Filter"]:
        document["Filter"]["And"]["Tags"] = tag_list(rule["filter"]["and"].get("tags"))
    return document


def _from_aws(rule: dict[str, Any]) -> dict[str, Any]:
    document = from_aws(RULES.item or RULES, rule, NAMES)
    if "and" in document.get("filter", {}):
        document["filter"]["and"]["tags"] = tag_map(rule["Filter"]["And"].get("Tags"))
    date = document.get("expiration", {}).get("date")
    if date is not None:
        document["expiration"]["date"] = date.strftime("%Y-%m-%dT%H:%M:%SZ")
    return document


TYPE = bucket_part(
    resource_types.BUCKET_LIFECYCLE,
    (Property("rules", RULES, required=True),),
    _put,
    _read,
    _remove,
    gone="NoSuchLifecycleConfiguration",
    outputs=OUTPUTS,
)
