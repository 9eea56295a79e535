"""Where versioning is paused, a deletion hides an object or takes one version; moto takes them all.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectsfromVersioningSuspendedBuckets.html
"""

from typing import Any

from moto.s3.exceptions import AccessDeniedByLock
from moto.s3.models import FakeDeleteMarker, FakeKey, S3Backend

from localaws.strict.call import Patch

SUSPENDED = "Suspended"
UNVERSIONED = "null"
"""The version of what was written while versioning was off or paused."""


def install() -> None:
    moto = S3Backend.delete_object

    def delete_object(
        self: S3Backend,
        bucket_name: str,
        key_name: str,
        version_id: str | None = None,
        bypass: bool = False,
    ) -> tuple[bool, dict[str, Any]]:
        bucket: Any = self.get_bucket(bucket_name)
        if bucket.versioning_status != SUSPENDED:
            return moto(self, bucket_name, key_name, version_id, bypass)
        versions = list(bucket.keys.getlist(key_name, []))
        return _delete(bucket, key_name, versions, version_id, bypass=bypass)

    S3Backend.delete_object = delete_object


def _delete(
    bucket: Any, name: str, versions: list[Any], version: str | None, *, bypass: bool
) -> tuple[bool, dict[str, Any]]:
    gone = [v for v in versions if str(v.version_id) == (version or UNVERSIONED)]
    if any(isinstance(v, FakeKey) and v.is_locked(governance_bypass=bypass) for v in gone):
        raise AccessDeniedByLock
    if not versions or (version and not gone):
        return False, {}
    kept = [v for v in versions if v not in gone]
    if version is None:
        kept.append(_marker(versions[-1]))
    bucket.keys.setlist(name, kept)
    if not kept:
        bucket.keys.pop(name)
    return True, {"version-id": version or UNVERSIONED} | _marked(version)


def _marked(version: str | None) -> dict[str, str]:
    return {} if version else {"delete-marker": "true"}


def _marker(current: Any) -> FakeDeleteMarker:
    """What hides an object without deleting its versions."""
    marker: Any = FakeDeleteMarker(key=current)
    marker._version_id = UNVERSIONED  # noqa: SLF001 - moto offers no other way
    return marker


PATCH = Patch(install)
