"""A bucket's notices of its objects, for EventBridge: on the default bus, in AWS's words.

moto sends them to the rules of every bus.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
"""

import secrets
from typing import Any

from moto.s3 import notifications

from localaws.events import bus

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
    notifications._send_event_bridge_message = tell  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]


def tell(account_id: str, bucket: Any, event_name: Any, key: Any) -> None:
    name = str(getattr(event_name, "value", event_name))
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
