"""A bucket's notices of its objects, for EventBridge: on the default bus, in AWS's words.

moto sends them to the rules of every bus, tells of tags and access lists with every new object, and
twice of one that was sent in parts.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
"""

import secrets
from collections.abc import Callable
from threading import local
from typing import Any

from moto.s3 import notifications
from moto.s3.models import S3Backend
from moto.s3.responses import S3Response

from localaws.events import bus

MAKING = ("put_object", "copy_object")
"""moto's answers to calls that make an object."""
CREATED, COMPLETED = "ObjectCreated", "ObjectCreated:CompleteMultipartUpload"
_THREAD = local()
REASONS = {
    "Put": "PutObject",
    "Post": "POST Object",
    "Copy": "CopyObject",
    "CompleteMultipartUpload": "CompleteMultipartUpload",
    "Delete": "DeleteObject",
    "DeleteMarkerCreated": "DeleteObject",
}
"""By the last word of the event's name."""
_detail_type = notifications._detail_type  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - moto's own


def install() -> None:
    for making in MAKING:
        setattr(S3Response, making, _quietly(getattr(S3Response, making), CREATED))
    S3Backend.complete_multipart_upload = _quietly(S3Backend.complete_multipart_upload, COMPLETED)
    notifications._send_event_bridge_message = tell  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]


def _quietly(make: Callable[..., Any], only: str) -> Callable[..., Any]:
    """What makes an object, and tells of nothing but that, by an event whose name begins so."""

    def quiet(*args: Any, **given: Any) -> Any:
        _THREAD.only = only
        try:
            return make(*args, **given)
        finally:
            _THREAD.only = ""

    return quiet


def tell(account_id: str, bucket: Any, event_name: Any, key: Any) -> None:
    name = str(getattr(event_name, "value", event_name))
    if getattr(_THREAD, "only", "") not in name:
        return
    bus.put(
        account_id,
        bucket.region_name,
        source="aws.s3",
        detail_type=_detail_type(name),
        detail=_detail(bucket, name, key),
        resources=[bucket.arn],
    )


def _detail(bucket: Any, name: str, key: Any) -> dict[str, Any]:
    about = {
        "key": key.name,
        "size": key.size,
        "etag": key.etag.replace('"', ""),
        "version-id": key.version_id,
        "sequencer": secrets.token_hex(9).upper(),
    }
    return {
        "version": "0",
        "bucket": {"name": bucket.name},
        "object": {field: value for field, value in about.items() if value},
        "request-id": secrets.token_hex(8).upper(),
        "requester": bucket.account_id,
        "source-ip-address": "127.0.0.1",
        "reason": REASONS.get(name.rpartition(":")[2], ""),
    }
