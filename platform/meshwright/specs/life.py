"""Where a product or a table stands in its life, and until when it is there for its readers."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

NO_SUCCESSOR = "none"
"""What a spec says where nothing takes the place of what ends."""


class Status(StrEnum):
    """Where a product or a table stands in its life."""

    DRAFT = "draft"
    ACTIVE = "active"
    DEPRECATED = "deprecated"
    RETIRED = "retired"


class Living:
    """What follows from the status and the sunset of a spec that has both."""

    if TYPE_CHECKING:
        status: Status
        sunset: date | None

    @property
    def is_draft(self) -> bool:
        return self.status is Status.DRAFT

    @property
    def is_ending(self) -> bool:
        """Whether readers are told to go: it is deprecated, or has a sunset."""
        has_sunset = self.status is Status.ACTIVE and self.sunset is not None
        return self.status is Status.DEPRECATED or has_sunset

    @property
    def is_retired(self) -> bool:
        """Whether its owner has given it up."""
        return self.status is Status.RETIRED

    def days_left(self, as_of: date) -> int | None:
        """The days until the sunset, which is included; 0 where it has passed."""
        return None if self.sunset is None else max((self.sunset - as_of).days, 0)

    def is_past_sunset(self, as_of: date) -> bool:
        """Whether readers were told of an end that has passed."""
        return self.sunset is not None and self.sunset < as_of
