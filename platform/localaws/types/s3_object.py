"""aws:s3/bucketObjectv2:BucketObjectv2: one object with the content that was declared."""

from typing import Any
from urllib.parse import urlencode

from localaws.types.answers import answer_or_none
from localaws.types.resource_type import Aws, ResourceType, State, chosen
from localaws.types.s3_bucket import empty
from localaws.types.shape import MAP, STRING, Output, Property, Values
from localaws.types.tags import (
    TAGS,
    TAGS_ALL,
    tag_list,
    tag_map,
    tags_of,
    with_tags,
)
from meshwright.aws import resource_types

GONE = ("NoSuchKey", "NoSuchBucket", "404")
SETTINGS = {
    "cacheControl": "CacheControl",
    "contentType": "ContentType",
    "kmsKeyId": "SSEKMSKeyId",
    "metadata": "Metadata",
    "serverSideEncryption": "ServerSideEncryption",
}
PROPERTIES = (
    Property("bucket", STRING, required=True, replaces=True),
    Property("cacheControl", STRING, default=""),
    Property("content", STRING, readable=False),
    Property("contentType", STRING, computed=True),
    Property("key", STRING, required=True, replaces=True),
    Property("kmsKeyId", STRING, computed=True),
    Property("metadata", MAP, default={}),
    Property("serverSideEncryption", STRING, computed=True),
    TAGS,
)
OUTPUTS = (
    Output("acl", default="private"),
    Output("arn"),
    Output("bucketKeyEnabled", default=False),
    Output("checksumCrc32", default="", changes=True),
    Output("checksumCrc32c", default="", changes=True),
    Output("checksumCrc64nvme", default="", changes=True),
    Output("checksumSha1", default="", changes=True),
    Output("checksumSha256", default="", changes=True),
    Output("contentType"),
    Output("etag", changes=True),
    Output("kmsKeyId", default=""),
    Output("region"),
    Output("serverSideEncryption", default="AES256"),
    Output("storageClass", default="STANDARD"),
    TAGS_ALL,
    Output("versionId", default="", changes=True),
)
ANSWERS = {
    "bucketKeyEnabled": "BucketKeyEnabled",
    "checksumCrc32": "ChecksumCRC32",
    "checksumCrc32c": "ChecksumCRC32C",
    "checksumCrc64nvme": "ChecksumCRC64NVME",
    "checksumSha1": "ChecksumSHA1",
    "checksumSha256": "ChecksumSHA256",
    "storageClass": "StorageClass",
    "versionId": "VersionId",
    **SETTINGS,
}


def derived(aws: Aws, inputs: Values) -> Values:
    return {"arn": f"arn:aws:s3:::{inputs['bucket']}/{inputs['key']}", "region": aws.region}


def create(aws: Aws, inputs: Values) -> str:
    _put(aws, inputs)
    return inputs["key"]


def read(aws: Aws, identity: str, known: Values) -> State | None:
    bucket, key = _place(identity, known)
    s3, place = aws.client("s3"), {"Bucket": bucket, "Key": key}
    head = answer_or_none(s3.head_object, *GONE, **place, ChecksumMode="ENABLED")
    if head is None:
        return None
    tags = tag_map(s3.get_object_tagging(**place)["TagSet"])
    said: dict[str, Any] = {name: head[field] for name, field in ANSWERS.items() if field in head}
    own = {"id": key, "bucket": bucket, "key": key, "etag": head["ETag"].strip('"')}
    return said | own | with_tags(tags)


def update(aws: Aws, identity: str, old: Values, new: Values) -> None:
    if any(old.get(name) != new.get(name) for name in ("content", *SETTINGS)):
        _put(aws, new)
        return
    tagging = {"TagSet": tag_list(new.get("tags"))}
    aws.client("s3").put_object_tagging(Bucket=new["bucket"], Key=identity, Tagging=tagging)


def delete(aws: Aws, identity: str, known: Values) -> None:
    bucket, key = _place(identity, known)
    s3 = aws.client("s3")
    if known.get("versionId"):
        empty(s3, bucket, key=key)
    else:
        answer_or_none(s3.delete_object, *GONE, Bucket=bucket, Key=key)


def _put(aws: Aws, inputs: Values) -> None:
    aws.client("s3").put_object(
        Bucket=inputs["bucket"],
        Key=inputs["key"],
        Body=(inputs.get("content") or "").encode(),
        Tagging=urlencode(tags_of(inputs)),
        **chosen(inputs, SETTINGS),
    )


def _place(identity: str, known: Values) -> tuple[str, str]:
    """Bucket and key; an import names both, as `bucket/key` or as an S3 address."""
    if "bucket" in known and "key" in known:
        return known["bucket"], known["key"]
    bucket, _, key = identity.removeprefix("s3://").partition("/")
    return bucket, key


TYPE = ResourceType(
    token=resource_types.OBJECT,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    identity=("bucket", "key"),
)
