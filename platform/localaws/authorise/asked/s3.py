"""S3: the method, the part of a bucket or object, and the version say what is asked.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast
from urllib.parse import unquote
from xml.sax.saxutils import unescape

from moto.s3.models import s3_backends

from localaws.authorise.asked import kms, s3_parts
from localaws.authorise.asked.asking import (
    PARTITION,
    Environ,
    UnknownCallError,
    arn,
    path,
    query,
    request,
)
from localaws.strict.access_point_requests import through
from localaws.strict.call import Call
from meshwright.aws.authorization import access_points
from meshwright.aws.authorization.request import EVERY, Context, Request, Value

CONTROL = "/v20180820/"
HEADERS = "x-amz-"
QUERY_KEYS = ("prefix", "delimiter", "max-keys", "versionId")
DELETED = re.compile(r"<Object>.*?</Object>", re.DOTALL)
KEY = re.compile(r"<Key>(.*?)</Key>", re.DOTALL)
VERSION = re.compile(r"<VersionId>(.+?)</VersionId>")
SSE_KMS = "aws:kms"
CONDITIONAL = ("s3:PutObject", "s3:DeleteObject")
"""What asks to read an object too, where it is to be done to one version of it alone.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
"""


def asked(call: Call, environ: Environ) -> Iterator[Request]:
    if path(environ).startswith(CONTROL):
        yield from _control(call, environ)
        return
    bucket, key = str(call.body["Bucket"]), str(call.body["Key"])
    method, given = str(environ.get("REQUEST_METHOD")), query(environ)
    point, context = through(environ), _context(call, environ, bucket)
    if point:
        context |= access_points.through(point)
    if not bucket:
        yield Request("s3:ListAllMyBuckets", EVERY, context)
    elif not key:
        yield from _of_bucket(call, method, given, context)
    else:
        yield from _of_object(call, method, given, context)


def is_of_several(call: Call, environ: Environ) -> bool:
    """Whether several objects are deleted by one call, which is answered for each of them."""
    method, given = environ.get("REQUEST_METHOD"), query(environ)
    is_bucket = bool(call.body.get("Bucket")) and not call.body.get("Key")
    return call.service == "s3" and method == "POST" and "delete" in given and is_bucket


def _of_bucket(
    call: Call, method: str, given: Mapping[str, str], context: Context
) -> Iterator[Request]:
    bucket = _arn(str(call.body["Bucket"]))
    if method == "POST" and "delete" in given:
        for name, version in map(doomed, DELETED.findall(str(call.body["Text"]))):
            action = "s3:DeleteObjectVersion" if version else "s3:DeleteObject"
            yield Request(action, f"{bucket}/{name}", context)
        return
    action = s3_parts.of_bucket(method, given)
    if action is None:
        raise UnknownCallError
    yield Request(action, bucket, context)
    if action == "s3:CreateBucket" and "<Tag>" in str(call.body["Text"]):
        yield Request("s3:TagResource", bucket, context)


def _of_object(
    call: Call, method: str, given: Mapping[str, str], context: Context
) -> Iterator[Request]:
    bucket, key = str(call.body["Bucket"]), str(call.body["Key"])
    resource, headers = f"{_arn(bucket)}/{key}", call.headers
    action = s3_parts.of_object(method, given)
    if action is None:
        raise UnknownCallError
    yield Request(action, resource, context)
    if action in CONDITIONAL and "if-match" in headers:
        yield Request("s3:GetObject", resource, context)
    if action == "s3:PutObject":
        for header, besides in s3_parts.WITH_HEADERS.items():
            if header in headers:
                yield Request(besides, resource, context)
        if source := headers.get("x-amz-copy-source"):
            # The way to what is copied is its own, not the access point that is written to.
            read = access_points.directly(context)
            yield from _copied(call, unquote(source.partition("?")[0]).lstrip("/"), read)
        if method == "PUT":
            yield from _encrypting(call, bucket)
    elif action in ("s3:GetObject", "s3:GetObjectVersion") and method == "GET":
        yield from _decrypting(call, bucket, key)


def _copied(call: Call, source: str, context: Context) -> Iterator[Request]:
    bucket, _, key = source.partition("/")
    yield Request("s3:GetObject", f"{_arn(bucket)}/{key}", context)
    yield from _decrypting(call, bucket, key)


def _encrypting(call: Call, bucket: str) -> Iterator[Request]:
    """What S3 asks of the key, in the writer's name: that of the request, else the bucket's."""
    headers, default = call.headers, _default_encryption(call, bucket)
    algorithm = headers.get("x-amz-server-side-encryption") or default.get("SSEAlgorithm")
    key = headers.get("x-amz-server-side-encryption-aws-kms-key-id")
    key = key or str(default.get("KMSMasterKeyID") or "")
    # Without a key's name it is AWS's own, which is open to all of the account.
    if algorithm == SSE_KMS and key:
        yield kms.about(call, "kms:GenerateDataKey", key, _through(call, bucket))


def _decrypting(call: Call, bucket: str, key: str) -> Iterator[Request]:
    """What S3 asks of an object's key, in the reader's name."""
    known = _bucket(call, bucket)
    found: Any = known.keys.get(key) if known else None
    name = str(getattr(found, "kms_key_id", None) or "")
    if getattr(found, "encryption", None) == SSE_KMS and name:
        yield kms.about(call, "kms:Decrypt", name, _through(call, bucket))


def _through(call: Call, bucket: str) -> dict[str, Value]:
    return {
        "kms:viaservice": f"s3.{call.region}.amazonaws.com",
        "kms:encryptioncontext:aws:s3:arn": _arn(bucket),
    }


def _default_encryption(call: Call, bucket: str) -> Mapping[str, Any]:
    known = _bucket(call, bucket)
    encryption: Any = (known.encryption if known else None) or {}
    rule: Any = encryption.get("Rule") or {}
    first = cast("Mapping[str, Any]", rule[0] if isinstance(rule, list) else rule)
    return first.get("ApplyServerSideEncryptionByDefault") or {}


def _bucket(call: Call, bucket: str) -> Any:
    return s3_backends[call.account][PARTITION].buckets.get(bucket)


def _context(call: Call, environ: Environ, bucket: str) -> dict[str, Value]:
    given = {
        f"s3:{name.lower()}": value for name, value in query(environ).items() if name in QUERY_KEYS
    }
    headers = {f"s3:{n}": value for n, value in call.headers.items() if n.startswith(HEADERS)}
    # A bucket that is not there yet is of no account.
    known = _bucket(call, bucket) is not None
    own = {"aws:resourceaccount": call.account, "s3:resourceaccount": call.account} if known else {}
    return {**given, **headers, **own, "s3:authtype": "REST-HEADER", "s3:tlsversion": "1.3"}


def _control(call: Call, environ: Environ) -> Iterator[Request]:
    """S3 Control: tags of a bucket by its ARN, and what holds for the whole account."""
    method, place = str(environ.get("REQUEST_METHOD")), path(environ).removeprefix(CONTROL)
    kind, _, about = place.partition("/")
    if kind == "tags" and method in s3_parts.CONTROL_TAGS:
        yield request(call, s3_parts.CONTROL_TAGS[method], unquote(about))
        return
    if kind == "accesspoint" and about:
        name, _, named = about.partition("/")
        action = s3_parts.of_access_point(method, named)
        if action is None:
            raise UnknownCallError
        yield request(call, action, arn(call, "s3", f"{kind}/{name}"))
        return
    action = s3_parts.CONTROL_ACCOUNT.get((method, place))
    if action is None:
        raise UnknownCallError
    yield Request(action, EVERY, {})


def doomed(written: str) -> tuple[str, str]:
    """The key and version of one object that a call deletes, as it is written there."""
    key, version = KEY.search(written), VERSION.search(written)
    name = unescape(key.group(1), {"&quot;": '"', "&apos;": "'"}) if key else ""
    return name, version.group(1) if version else ""


def _arn(bucket: str) -> str:
    return f"arn:{PARTITION}:s3:::{bucket}"
