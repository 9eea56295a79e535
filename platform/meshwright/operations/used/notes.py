"""What both sides of an agreement are told where it was not used, in words."""

from collections.abc import Iterator

from meshwright.operations.used.usage import State, Usage, Used

NO_READINGS = (
    "the trail has no event that only reads, so that it tells of no access: have its owner record"
    " management events of reading too"
)
FILES_NOT_KNOWN = (
    "reading of whole files (`files: true`) is told only where the trail records data events of S3"
    " access points (AWS::S3::AccessPoint); whether it does cannot be seen from here"
)


def notes(found: Used) -> Iterator[str]:
    """A note for each agreement that nobody has used, to who gave it and to who has it."""
    for usage in found.agreements:
        if usage.state is State.UNUSED:
            yield _note(usage, (found.window.last - found.window.first).days)


def blind_spots(found: Used) -> Iterator[str]:
    """What the trail of somebody else does not tell, or may not tell, and what it has to record."""
    if not found.window.sees_rows:
        yield NO_READINGS
    if not found.window.sees_files and any(u.agreement.spec.files for u in found.agreements):
        yield FILES_NOT_KNOWN


def _note(usage: Usage, days: int) -> str:
    agreement = usage.agreement
    sides = f"{usage.owner}, {agreement.spec.contact or agreement.consumer}"
    what = f"{agreement.producer} -> {agreement.consumer}"
    return f"{what}: unused for {days} days; do both sides still want it? ({sides})"
