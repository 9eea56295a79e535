"""What both sides of an agreement are told where it was not used, in words."""

from collections.abc import Iterator

from meshwright.operations.used.usage import State, Usage, Used


def notes(found: Used) -> Iterator[str]:
    """A note for each agreement that nobody has used, to who gave it and to who has it."""
    for usage in found.agreements:
        if usage.state is State.UNUSED:
            yield _note(usage, (found.window.last - found.window.first).days)


def _note(usage: Usage, days: int) -> str:
    agreement = usage.agreement
    sides = f"{usage.owner}, {agreement.spec.contact or agreement.consumer}"
    what = f"{agreement.producer} -> {agreement.consumer}"
    return f"{what}: unused for {days} days; do both sides still want it? ({sides})"
