"""Buckets that a destruction would fail at half-way, since something is in them."""

from meshwright import recorded
from meshwright.aws.resource_types import BUCKET, BUCKET_V2
from meshwright.gate.reasons import Reason
from meshwright.runner.data.table_data import TableData
from meshwright.runner.state.checkpoint import Checkpoint, Json

BUCKETS = (BUCKET, BUCKET_V2)
EMPTY_IT = (
    "empty the bucket first, old versions too (docs/how-to/delete-data.md), then run this again"
)


def full_buckets(data: TableData, state: Checkpoint | None) -> tuple[Reason, ...]:
    """A reason for each bucket of a stack that AWS would not delete, with what is in it.

    AWS deletes no bucket that holds an object or an old version of one (Amazon S3 API,
    DeleteBucket): tables and grants would be gone by then.
    """
    found = (_reason(data, r) for r in (state.resources if state else []) if _is_left_full(r))
    return tuple(reason for reason in found if reason is not None)


def _is_left_full(resource: Json) -> bool:
    """Whether nobody empties a bucket before it is deleted, as the engine does where it is told.

    One that was there before the mesh is not deleted at all.
    """
    inputs = recorded.sent(resource.get("inputs") or {})
    goes = resource.get("type") in BUCKETS and not resource.get("importID")
    return goes and not inputs.get("forceDestroy")


def _reason(data: TableData, resource: Json) -> Reason | None:
    bucket = str(resource.get("id") or "")
    contents = data.contents(bucket) if bucket else None
    if not contents or not contents.count:
        return None
    key = f"{resource['type']}::{str(resource['urn']).rpartition('::')[2]}"
    message = f"bucket {bucket} holds {contents}"
    return Reason(message, key, refusal=True, fix=EMPTY_IT)
