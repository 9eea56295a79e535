"""A change set: what running the template would do, shown before anything is done.

Source: AWS CloudFormation API reference, "CreateChangeSet" and "ResourceChange".
"""

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from meshwright.errors import MeshError
from meshwright.operations.bootstrap.stack import PAUSE, SERVICE, Stack
from meshwright.runner.cloud import Cloud

CAPABILITIES = ["CAPABILITY_NAMED_IAM"]
BEING_MADE = ("CREATE_PENDING", "CREATE_IN_PROGRESS")
UNCHANGED = ("didn't contain changes", "No updates are to be performed")
"""How CloudFormation says that there is nothing to do: it fails the change set."""
VERBS = {"Add": "create", "Modify": "change", "Import": "take in", "Remove": "delete"}
LET_GO = "let go"
SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one resource of the template."""

    verb: str
    """create, change, replace, take in, delete, or let go, which leaves it in the account."""
    name: str
    type: str
    identity: str = ""
    properties: tuple[str, ...] = ()

    def __str__(self) -> str:
        about = f" ({', '.join(self.properties)})" if self.properties else ""
        known = f" {self.identity}" if self.identity else ""
        return f"{self.verb:<8} {self.name} {self.type}{known}{about}"


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """A change set that can be executed; one without a change cannot."""

    identity: str
    stack: str
    """The stack's id."""
    changes: tuple[Change, ...]


def prepare(
    cloud: Cloud, name: str, text: str, found: Stack | None, more: Mapping[str, Any]
) -> ChangeSet:
    """Makes the change set of a template; an older one of the same template gives way to it."""
    client = cloud.client(SERVICE)
    called = f"mesh-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    if found is not None:
        client.delete_change_set(ChangeSetName=called, StackName=found.identity)
    kind = "CREATE" if found is None or found.is_new else "UPDATE"
    answer = client.create_change_set(
        StackName=name,
        ChangeSetName=called,
        TemplateBody=text,
        Capabilities=CAPABILITIES,
        **{"ChangeSetType": kind, **more},
    )
    described = _made(client, answer["Id"])
    if described["Status"] == "FAILED":
        reason = described.get("StatusReason", "")
        if not any(words in reason for words in UNCHANGED):
            raise MeshError(f"CloudFormation makes no change set for {name}: {reason}")
        discard(cloud, answer["Id"])
        return ChangeSet("", answer["StackId"], ())
    return ChangeSet(answer["Id"], answer["StackId"], tuple(_changes(client, answer["Id"])))


def discard(cloud: Cloud, identity: str) -> None:
    cloud.client(SERVICE).delete_change_set(ChangeSetName=identity)


def execute(cloud: Cloud, change_set: ChangeSet) -> None:
    cloud.client(SERVICE).execute_change_set(ChangeSetName=change_set.identity)


def _made(client: Any, identity: str) -> Mapping[str, Any]:
    deadline = time.monotonic() + SECONDS
    while True:
        described = client.describe_change_set(ChangeSetName=identity)
        if described["Status"] not in BEING_MADE or time.monotonic() > deadline:
            return described
        time.sleep(PAUSE)


def _changes(client: Any, identity: str) -> Iterator[Change]:
    more: dict[str, str] = {}
    while True:
        page = client.describe_change_set(ChangeSetName=identity, **more)
        yield from (_change(each["ResourceChange"]) for each in page.get("Changes", ()))
        if not page.get("NextToken"):
            return
        more = {"NextToken": page["NextToken"]}


def _change(of: Mapping[str, Any]) -> Change:
    verb = VERBS.get(of["Action"], str(of["Action"]).lower())
    if of.get("Replacement") in ("True", "Conditional"):
        verb = "replace"
    if of.get("PolicyAction") == "Retain":
        verb = LET_GO
    return Change(
        verb,
        of["LogicalResourceId"],
        of["ResourceType"],
        of.get("PhysicalResourceId", ""),
        _properties(of.get("Details", ())),
    )


def _properties(details: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    targets = (detail["Target"] for detail in details)
    return tuple(sorted({target.get("Name") or target["Attribute"] for target in targets}))
