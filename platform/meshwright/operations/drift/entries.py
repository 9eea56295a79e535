"""Catalog entries whose text is no longer the one that was written; the provider never reads it."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from meshwright.aws.resource_types import OBJECT
from meshwright.operations.drift.differences import compared
from meshwright.operations.drift.labels import described
from meshwright.operations.drift.state import Holding, Holdings
from meshwright.operations.drift.values import Call, Drift, Kind
from meshwright.runner.cloud import Cloud, or_none


def changed_entries(
    holdings: Holdings, cloud: Cloud, subject_of: Callable[[str], str]
) -> Iterator[Drift]:
    """The entries of a stack that hold something else, with the call that writes them again."""
    s3 = cloud.client("s3")
    for entry in holdings.of(OBJECT):
        place = {"Bucket": entry.inputs["bucket"], "Key": entry.inputs["key"]}
        answer: Any = or_none(s3.get_object, "NoSuchKey", **place)
        wanted = entry.inputs["content"]
        found = answer["Body"].read().decode(errors="replace") if answer else wanted
        if found != wanted:
            yield Drift(
                holdings.stack,
                subject_of(entry.key),
                Kind.CHANGED,
                described(entry),
                entry.key,
                tuple(compared("content", wanted, found)),
                remedy=Call("s3api", "put_object", {**place, **_written(entry)}),
            )


def _written(entry: Holding) -> dict[str, Any]:
    return {
        "Body": entry.inputs["content"],
        "ContentType": entry.inputs["contentType"],
        "Tagging": urlencode(entry.inputs.get("tags") or {}),
    }
