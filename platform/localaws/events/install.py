"""Makes moto's EventBridge pass events on as AWS does."""

from typing import Any

from moto.events.models import Rule

from localaws.events import delivery, mailbox, notices
from localaws.events.bus import moment

TOLD = ("version", "id", "detail-type", "source", "account", "region", "resources", "detail")


def install() -> None:
    """Once a process, before the first call."""
    Rule.send_to_targets = _passed_on  # pyright: ignore[reportAttributeAccessIssue] - moto's own seam
    mailbox.install()
    notices.install()


def _passed_on(self: Any, original_event: Any, transform_input: bool = True) -> None:
    """moto's way from PutEvents to a rule's targets, of which it breaks on most."""
    del transform_input
    event = {name: original_event[name] for name in TOLD}
    delivery.offer(self, {**event, "time": moment()})
