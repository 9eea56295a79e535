"""One way to drift: a change behind the mesh's back, and what a look at drift has to find."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Client = Callable[[str], Any]
Act = Callable[[Client], Any]


@dataclass(frozen=True)
class Kind:
    """One way to drift; those of one round do not hide each other."""

    name: str
    round: str
    """changed, gone, all gone or extra."""
    act: Act
    subject: str
    found: str
    """The end of the resource's `type::name`, or part of what is said of an extra thing."""
    property: str = ""
    """Where the difference lies; empty for what is gone or extra."""
    undo: Act | None = None
    """What a person does about what `mesh up --refresh` leaves; None where it leaves nothing."""

    def is_among(self, drifts: list[Any]) -> bool:
        """Whether a report tells of it."""
        return any(self._is_told_by(drift) for drift in drifts)

    def _is_told_by(self, drift: Any) -> bool:
        if drift["subject"] != self.subject:
            return False
        if self.round == "extra":
            return self.found in drift["what"] and drift["kind"] == "extra"
        if not (drift["resource"] or "").endswith(self.found):
            return False
        if not self.property:
            return drift["kind"] == "gone"
        return any(d["path"].startswith(self.property) for d in drift["differences"])
