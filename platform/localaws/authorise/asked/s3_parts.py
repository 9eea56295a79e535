"""What S3 calls the actions on the parts of buckets and objects: often not as the call is named.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
"""

from collections.abc import Mapping

READ, WRITE, REMOVE = "GET", "PUT", "DELETE"
BUCKET_PARTS: Mapping[str, tuple[str, str, str]] = {
    "accelerate": ("GetAccelerateConfiguration", "PutAccelerateConfiguration", ""),
    "acl": ("GetBucketAcl", "PutBucketAcl", ""),
    "cors": ("GetBucketCORS", "PutBucketCORS", "PutBucketCORS"),
    "encryption": (
        "GetEncryptionConfiguration",
        "PutEncryptionConfiguration",
        "PutEncryptionConfiguration",
    ),
    "lifecycle": (
        "GetLifecycleConfiguration",
        "PutLifecycleConfiguration",
        "PutLifecycleConfiguration",
    ),
    "location": ("GetBucketLocation", "", ""),
    "logging": ("GetBucketLogging", "PutBucketLogging", ""),
    "notification": ("GetBucketNotification", "PutBucketNotification", ""),
    "object-lock": (
        "GetBucketObjectLockConfiguration",
        "PutBucketObjectLockConfiguration",
        "",
    ),
    "ownershipControls": (
        "GetBucketOwnershipControls",
        "PutBucketOwnershipControls",
        "PutBucketOwnershipControls",
    ),
    "policy": ("GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy"),
    "policyStatus": ("GetBucketPolicyStatus", "", ""),
    "publicAccessBlock": (
        "GetBucketPublicAccessBlock",
        "PutBucketPublicAccessBlock",
        "PutBucketPublicAccessBlock",
    ),
    "replication": (
        "GetReplicationConfiguration",
        "PutReplicationConfiguration",
        "PutReplicationConfiguration",
    ),
    "requestPayment": ("GetBucketRequestPayment", "PutBucketRequestPayment", ""),
    "tagging": ("GetBucketTagging", "PutBucketTagging", "PutBucketTagging"),
    "uploads": ("ListBucketMultipartUploads", "", ""),
    "versioning": ("GetBucketVersioning", "PutBucketVersioning", ""),
    "versions": ("ListBucketVersions", "", ""),
    "website": ("GetBucketWebsite", "PutBucketWebsite", "DeleteBucketWebsite"),
}
"""For each part what asks who reads, writes or removes it; nothing where S3 has no such call."""
BUCKETS = {READ: "ListBucket", "HEAD": "ListBucket", WRITE: "CreateBucket", REMOVE: "DeleteBucket"}
OBJECT_PARTS: Mapping[str, tuple[str, str, str]] = {
    "acl": ("GetObject{}Acl", "PutObject{}Acl", ""),
    "attributes": ("GetObject{}Attributes", "", ""),
    "legal-hold": ("GetObjectLegalHold", "PutObjectLegalHold", ""),
    "retention": ("GetObjectRetention", "PutObjectRetention", ""),
    "tagging": ("GetObject{}Tagging", "PutObject{}Tagging", "DeleteObject{}Tagging"),
    "torrent": ("GetObject{}Torrent", "", ""),
    "uploadId": ("ListMultipartUploadParts", "PutObject", "AbortMultipartUpload"),
}
"""For each part of an object what asks who reads, writes or removes it; the braces stand for
`Version`, where a version is named."""
OBJECTS = {
    READ: "GetObject{}",
    "HEAD": "GetObject{}",
    WRITE: "PutObject",
    REMOVE: "DeleteObject{}",
}
POSTED = {
    "restore": "RestoreObject",
    "select": "GetObject",
    "uploadId": "PutObject",
    "uploads": "PutObject",
}
WITH_HEADERS = {
    "x-amz-acl": "s3:PutObjectAcl",
    "x-amz-object-lock-legal-hold": "s3:PutObjectLegalHold",
    "x-amz-object-lock-mode": "s3:PutObjectRetention",
    "x-amz-tagging": "s3:PutObjectTagging",
}
"""What writing an object asks besides, where it brings these headers."""
PLAIN = {
    "continuation-token",
    "delimiter",
    "encoding-type",
    "fetch-owner",
    "key-marker",
    "list-type",
    "marker",
    "max-keys",
    "max-uploads",
    "partNumber",
    "prefix",
    "start-after",
    "upload-id-marker",
    "version-id-marker",
    "versionId",
    "x-id",
}
"""Parameters that name no part."""
CONTROL_TAGS = {
    READ: "s3:ListTagsForResource",
    "POST": "s3:TagResource",
    REMOVE: "s3:UntagResource",
}
ACCESS_POINTS = {
    "": ("GetAccessPoint", "CreateAccessPoint", "DeleteAccessPoint"),
    "policy": ("GetAccessPointPolicy", "PutAccessPointPolicy", "DeleteAccessPointPolicy"),
    "policyStatus": ("GetAccessPointPolicyStatus", "", ""),
}
"""For an access point and each part of it what asks who reads, writes or removes it."""
CONTROL_ACCOUNT = {
    (READ, "accesspoint"): "s3:ListAccessPoints",
    (READ, "configuration/publicAccessBlock"): "s3:GetAccountPublicAccessBlock",
    (WRITE, "configuration/publicAccessBlock"): "s3:PutAccountPublicAccessBlock",
    (REMOVE, "configuration/publicAccessBlock"): "s3:PutAccountPublicAccessBlock",
}


def of_bucket(method: str, given: Mapping[str, str]) -> str | None:
    """The action of a call about a bucket; None for one that nobody here knows."""
    named = set(given) - PLAIN
    if not named:
        return _named(BUCKETS.get(method, ""))
    return _named(_of_part(BUCKET_PARTS, named, method))


def of_access_point(method: str, part: str) -> str | None:
    """The action of a call about an access point; None for one that nobody here knows."""
    return _named(_of_part(ACCESS_POINTS, {part}, method))


def of_object(method: str, given: Mapping[str, str]) -> str | None:
    """The action of a call about an object; None for one that nobody here knows."""
    named, version = set(given) - PLAIN, "Version" if "versionId" in given else ""
    if method == "POST":
        action = next((POSTED[part] for part in sorted(named) if part in POSTED), "")
    elif named:
        action = _of_part(OBJECT_PARTS, named, method)
    else:
        action = OBJECTS.get(method, "")
    return _named(action.format(version))


def _of_part(parts: Mapping[str, tuple[str, str, str]], named: set[str], method: str) -> str:
    methods = (READ, WRITE, REMOVE)
    if len(named) != 1 or method not in methods:
        return ""
    return parts.get(named.pop(), ("", "", ""))[methods.index(method)]


def _named(action: str) -> str | None:
    return f"s3:{action}" if action else None
