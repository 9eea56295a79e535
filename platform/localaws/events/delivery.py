"""Hands events to the targets of the rules that they match, one after the other, in the background.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
"""

import logging
import queue
import threading
from collections.abc import Mapping
from typing import Any

from moto.events.models import events_backends

from localaws.events import targets

LOG = logging.getLogger(__name__)
Event = Mapping[str, Any]
_waiting: "queue.SimpleQueue[tuple[Any, Event]]" = queue.SimpleQueue()
_worker: list[threading.Thread] = []
_starting = threading.Lock()


def offer(rule: Any, event: Event) -> None:
    """Passes an event on to a rule's targets where the rule is on and the event matches."""
    if rule.state != "ENABLED" or not rule.event_pattern.get_pattern():
        return
    if rule.event_pattern.matches_event(event):
        _waiting.put((rule, event))
        _start()


def _start() -> None:
    with _starting:
        if not _worker:
            _worker.append(threading.Thread(target=_work, name="events", daemon=True))
            _worker[0].start()


def _work() -> None:
    while True:
        rule, event = _waiting.get()
        for target in list(rule.targets):
            if _is_there(rule):
                _hand(rule, target, event)


def _is_there(rule: Any) -> bool:
    """Whether a rule is still the one of its bus: a reset or a deletion ends all that waits."""
    bus: Any = events_backends[rule.account_id][rule.region_name].event_buses.get(
        rule.event_bus_name
    )
    return bus is not None and bus.rules.get(rule.name) is rule


def _hand(rule: Any, target: Mapping[str, Any], event: Event) -> None:
    try:
        targets.hand(rule, target, event)
    except Exception as error:
        # As on AWS who put the event does not hear of it; here the log does.
        LOG.warning("%s did not reach %s: %s", rule.arn, target["Arn"], error)
