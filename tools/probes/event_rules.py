"""EventBridge: buses, their rules, and what these send events to."""

from typing import Any

from tools.probes.cloud import Cloud
from tools.probes.probe import Gives, Probe, Refused

EVENTS = "https://docs.aws.amazon.com/eventbridge/latest/APIReference"


def _events(aws: Cloud) -> Any:
    events = aws.client("events")
    events.create_event_bus(Name="mesh")
    return events


def _described_anew(aws: Cloud) -> Any:
    events = _events(aws)
    events.update_event_bus(Name="mesh", Description="Refreshed products")
    return events.describe_event_bus(Name="mesh")["Description"]


def _with_a_rule_deleted(aws: Cloud) -> Any:
    events = _events(aws)
    events.put_rule(Name="inputs", EventBusName="mesh", EventPattern='{"source": ["mesh"]}')
    events.delete_event_bus(Name="mesh")


PROBES = (
    Probe(
        "events-bus-updated",
        f"{EVENTS}/API_UpdateEventBus.html",
        "A bus can be described anew.",
        _described_anew,
        Gives("Refreshed products"),
        rule="event_buses",
    ),
    Probe(
        "events-bus-with-rules-deleted",
        f"{EVENTS}/API_DeleteEventBus.html",
        "A bus that has rules is not deleted.",
        _with_a_rule_deleted,
        Refused("ValidationException", "has rules", 400),
        rule="event_buses",
    ),
)
