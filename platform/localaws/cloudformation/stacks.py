"""Stacks and change sets as values, and where an account's are kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from moto.core.base_backend import BackendDict, BaseBackend

from localaws.cloudformation.template import Resources

REVIEW = "REVIEW_IN_PROGRESS"
DELETED = "DELETE_COMPLETE"
STACK = "AWS::CloudFormation::Stack"


@dataclass(slots=True)
class Made:
    """A resource of a stack: what it is, and under which name AWS knows it."""

    identity: str
    properties: Mapping[str, Any]
    """As they were resolved when it was last made."""
    status: str = "CREATE_COMPLETE"


@dataclass(slots=True)
class ChangeSet:
    """What executing a template would change."""

    identity: str
    name: str
    kind: str
    text: str
    resources: Resources
    changes: list[dict[str, Any]]
    created: datetime
    status: str = "CREATE_COMPLETE"
    execution: str = "AVAILABLE"
    reason: str = ""


@dataclass(slots=True)
class Stack:
    """A stack: its template, what it has made, and what has happened to it."""

    identity: str
    name: str
    created: datetime
    status: str = REVIEW
    reason: str = ""
    text: str = ""
    resources: Resources = field(default_factory=dict[str, Any])
    made: dict[str, Made] = field(default_factory=dict[str, Made])
    change_sets: dict[str, ChangeSet] = field(default_factory=dict[str, ChangeSet])
    events: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    token: str = ""
    """Of the operation that runs, which its events carry."""

    @property
    def is_there(self) -> bool:
        return self.status not in (REVIEW, DELETED)

    @property
    def is_busy(self) -> bool:
        return self.status.endswith("_IN_PROGRESS") and self.status != REVIEW

    def becomes(self, status: str, reason: str = "") -> None:
        self.status, self.reason = status, reason
        self.note(self.name, self.identity, STACK, status, reason)

    def note(self, name: str, identity: str, type_: str, status: str, reason: str = "") -> None:
        """Writes an event down; the newest is the first."""
        event = {
            "StackId": self.identity,
            "StackName": self.name,
            "EventId": str(uuid4()),
            "LogicalResourceId": name,
            "PhysicalResourceId": identity,
            "ResourceType": type_,
            "Timestamp": now(),
            "ResourceStatus": status,
            "ClientRequestToken": self.token or None,
        }
        self.events.insert(0, event | ({"ResourceStatusReason": reason} if reason else {}))


def now() -> datetime:
    return datetime.now(UTC)


class Kept(BaseBackend):
    """The stacks of one account and region: moto empties them with all that it keeps."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.stacks: dict[str, Stack] = {}


KEPT = BackendDict(Kept, "cloudformation")


def stacks_of(account: str, region: str) -> dict[str, Stack]:
    """By their ids."""
    return KEPT[account][region].stacks


def named(stacks: Mapping[str, Stack], name: str) -> Stack | None:
    """A stack by its name, where it is not deleted, or by its id."""
    if name in stacks:
        return stacks[name]
    return next((s for s in stacks.values() if s.name == name and s.status != DELETED), None)
