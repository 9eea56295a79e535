"""What an environment keeps of who did what: whether its foundation brings a trail."""

from typing import Annotated, Literal

from pydantic import Field

from meshwright.specs.frozen import Frozen

OWN = "own"
SHORTEST_DAYS = 90
"""What CloudTrail's event history keeps without any trail."""


class Audit(Frozen):
    """The record of who did what in the account."""

    trail: Literal["own", "none"] = "none"
    """`own`: the foundation brings a trail of CloudTrail and the tables to ask it; else `none`."""
    days: Annotated[int, Field(ge=SHORTEST_DAYS)] = 400
    """How many days the files of the trail are kept."""

    @property
    def is_own(self) -> bool:
        return self.trail == OWN
