"""Why a stack is left alone or was not deployed, as a value."""

from dataclasses import dataclass

from meshwright.errors import Position


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a stack was not deployed, in AWS's or the rule's own words."""

    message: str
    resource: str = ""
    spec: Position | None = None
    refusal: bool = False
    """Whether a policy pack or the guard of data said no, rather than AWS or the engine."""
    fix: str = ""
    """What to do about it, where more is known than the message says."""
    name_is_taken: bool = False
    """Whether AWS refused a name since somebody else's resource has it."""
