"""How long an engine may say nothing: nothing that a run waits for may last for ever.

An engine with a call in flight waits for AWS, which has its own limits. One that has none under way
and says nothing is stuck, and to end it loses nothing: what it has done is in the state.
"""

import time
from dataclasses import dataclass, field

from meshwright.runner.engine.events import EventLog

STUCK = 900.0
"""Seconds of silence with nothing in flight: a program or a pack that never comes to its end."""
STUCK_IN_A_CALL = 3600.0
"""Seconds of silence with a call in flight; the provider's own limits are all below that."""
ASKED = 10.0
"""Seconds of silence with nothing in flight, of an engine that was asked to stop."""


@dataclass(slots=True)
class Patience:
    """Follows one engine; `is_over` where it is to be ended."""

    events: EventLog
    stuck: float = STUCK
    stuck_in_a_call: float = STUCK_IN_A_CALL
    asked: float = ASKED
    _heard: int = 0
    _since: float = field(default_factory=lambda: time.monotonic())
    _asked_since: float | None = None

    def is_over(self, *, is_asked: bool) -> bool:
        """Whether it has been silent for too long; to be asked again and again."""
        now = time.monotonic()
        if self.events.heard != self._heard:
            self._heard, self._since = self.events.heard, now
        if is_asked and self._asked_since is None:
            self._asked_since = now
        if self.events.in_flight:
            return now - self._since > self.stuck_in_a_call
        if self._asked_since is not None:
            return now - max(self._since, self._asked_since) > self.asked
        return now - self._since > self.stuck

    @property
    def fault(self) -> str:
        minutes = round((time.monotonic() - self._since) / 60)
        calls = ", ".join(sorted(self.events.in_flight)) or "nothing"
        return f"the engine has said nothing for {minutes} minutes, with {calls} under way: ended"
