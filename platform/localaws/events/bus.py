"""Puts what AWS's services tell of on a bus, where rules pass it on.

https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from moto.events.models import events_backends

from localaws.events import delivery

DEFAULT = "default"
Event = dict[str, Any]


def put(
    account: str,
    region: str,
    *,
    source: str,
    detail_type: str,
    detail: Mapping[str, Any],
    resources: Sequence[str] = (),
) -> None:
    """An event of a service, which goes to the account's default bus."""
    event = {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": detail_type,
        "source": source,
        "account": account,
        "time": moment(),
        "region": region,
        "resources": list(resources),
        "detail": dict(detail),
    }
    rules: dict[str, Any] = events_backends[account][region].event_buses[DEFAULT].rules
    for rule in list(rules.values()):
        delivery.offer(rule, event)


def moment(when: datetime | None = None) -> str:
    return f"{when or datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
