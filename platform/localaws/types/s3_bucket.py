"""aws:s3/bucket:Bucket: the bucket itself; other types say what it does with its objects."""

from typing import Any

from localaws.types.answers import answer_or_none
from localaws.types.resource_type import Aws, RefusalError, ResourceType, State, made
from localaws.types.shape import BOOLEAN, STRING, Output, Property, Values
from localaws.types.tags import TAGS, TAGS_ALL, tag_list, tag_map, tags_of, with_tags
from meshwright.aws import resource_types

GONE = ("NoSuchBucket", "404")
HOSTED_ZONES = {"eu-central-1": "Z21DNDUVLTQW6Q", "us-east-1": "Z3AQBSTGFYJSTF"}
"""Of S3's website endpoints, for the regions that have been asked for so far.

https://docs.aws.amazon.com/general/latest/gr/s3.html
"""
PROPERTIES = (
    Property("bucket", STRING, replaces=True, auto_named=True),
    Property("forceDestroy", BOOLEAN, default=False, readable=False),
    TAGS,
)
OUTPUTS = (
    Output("accelerationStatus", default=""),
    Output("acl", default="private"),
    Output("arn"),
    Output("bucketDomainName"),
    Output("bucketNamespace", default="global"),
    Output("bucketPrefix", default=""),
    Output("bucketRegion"),
    Output("bucketRegionalDomainName"),
    Output("corsRules", default=[]),
    Output("grants", default=[]),
    Output("hostedZoneId", default=""),
    Output("lifecycleRules", default=[]),
    Output("objectLockEnabled", default=False),
    Output("policy", default=""),
    Output("region"),
    Output("requestPayer", default="BucketOwner"),
    TAGS_ALL,
    Output("websiteDomain", default=""),
    Output("websiteEndpoint", default=""),
)


def derived(aws: Aws, inputs: Values) -> Values:
    name = inputs["bucket"]
    return {
        "arn": f"arn:aws:s3:::{name}",
        "bucketDomainName": f"{name}.s3.amazonaws.com",
        "bucketRegion": aws.region,
        "bucketRegionalDomainName": f"{name}.s3.{aws.region}.amazonaws.com",
        "hostedZoneId": HOSTED_ZONES.get(aws.region, ""),
        "region": aws.region,
    }


def create(aws: Aws, inputs: Values) -> str:
    s3, name = aws.client("s3"), inputs["bucket"]
    # S3 wants no constraint for the one region that came first.
    place = {"CreateBucketConfiguration": {"LocationConstraint": aws.region}}
    s3.create_bucket(Bucket=name, **(place if aws.region != "us-east-1" else {}))
    with made(name):
        if inputs.get("tags"):
            s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tag_list(inputs["tags"])})
    return name


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    s3 = aws.client("s3")
    if answer_or_none(s3.head_bucket, *GONE, Bucket=identity) is None:
        return None
    tagging = answer_or_none(s3.get_bucket_tagging, "NoSuchTagSet", Bucket=identity)
    tags = tag_map(tagging["TagSet"] if tagging else ())
    return {"bucket": identity} | with_tags(tags)


def update(aws: Aws, identity: str, old: Values, new: Values) -> None:
    if tags_of(old) == tags_of(new):
        return
    s3 = aws.client("s3")
    if new.get("tags"):
        s3.put_bucket_tagging(Bucket=identity, Tagging={"TagSet": tag_list(new["tags"])})
    else:
        s3.delete_bucket_tagging(Bucket=identity)


def delete(aws: Aws, identity: str, known: Values) -> None:
    s3 = aws.client("s3")
    if known.get("forceDestroy"):
        empty(s3, identity)
    answer_or_none(s3.delete_bucket, *GONE, Bucket=identity)


def empty(s3: Any, bucket: str, prefix: str = "", key: str | None = None) -> None:
    """Deletes every version of every object, or of one key, and the marks of deleted ones."""
    start: dict[str, str] = {}
    while True:
        page = _versions(s3, bucket, key or prefix, start)
        doomed = [version for version in page["found"] if key in (None, version["Key"])]
        if doomed:
            # Then from the beginning again: a page's end may be among what has gone.
            _delete_all(s3, bucket, doomed)
        elif not page["next"]:
            return
        start = {} if doomed else page["next"]


def _versions(s3: Any, bucket: str, prefix: str, start: dict[str, str]) -> dict[str, Any]:
    """A page of versions and deletion marks, and where the next one begins."""
    listing = s3.list_object_versions
    page: dict[str, Any] = (
        answer_or_none(listing, *GONE, Bucket=bucket, Prefix=prefix, **start) or {}
    )
    found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
    after = {"KeyMarker": "NextKeyMarker", "VersionIdMarker": "NextVersionIdMarker"}
    following = {name: page[field] for name, field in after.items() if page.get(field)}
    return {
        "found": [{"Key": item["Key"], "VersionId": item["VersionId"]} for item in found],
        "next": following if page.get("IsTruncated") else {},
    }


def _delete_all(s3: Any, bucket: str, doomed: list[dict[str, str]]) -> None:
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": doomed, "Quiet": True})
    refused = answer.get("Errors", [])
    if refused:
        first = refused[0]
        why = f"{first['Code']}: {first.get('Message', '')}"
        raise RefusalError(f"DeleteObjects refused {first['Key']}: {why}")


TYPE = ResourceType(
    token=resource_types.BUCKET,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    identity=("bucket",),
)
