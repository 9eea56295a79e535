"""How the life of a product or table goes on: its status and its sunset."""

from collections.abc import Iterator, Mapping

from meshwright.contracts.changes import Kind
from meshwright.specs.life import Living, Status

Said = tuple[Kind, str, str, str]
"""What changes, the field, and what it said before and after."""

STEPS: Mapping[Status, Kind] = {
    Status.DRAFT: Kind.WITHDRAWN,
    Status.ACTIVE: Kind.ACTIVATED,
    Status.DEPRECATED: Kind.DEPRECATED,
    Status.RETIRED: Kind.RETIRED,
}


def life_changes(before: Living, after: Living) -> Iterator[Said]:
    """A step from one status to another, and a sunset that comes sooner or later than was said."""
    if before.status is not after.status:
        yield STEPS[after.status], "status", before.status.value, after.status.value
    old, new = before.sunset, after.sunset
    if old is not None and old != new:
        kind = Kind.SUNSET_EARLIER if new is not None and new < old else Kind.SUNSET_LATER
        yield kind, "sunset", old.isoformat(), new.isoformat() if new else "none"
