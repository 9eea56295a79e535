"""The engine's event log, read while it grows: which resources change, and what went wrong.

The engine writes one JSON object a line (`--event-log`, its own hidden flag).
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from meshwright import recorded
from meshwright.aws.refusals import is_of_another
from meshwright.disk import in_plain_words
from meshwright.gate.data_loss import Loss
from meshwright.gate.reasons import Reason
from meshwright.plan.difference import aws_name
from meshwright.runner.engine.sides import Sides
from meshwright.runner.results import Change, Changes

REPLACING = frozenset({"replace", "create-replacement", "delete-replaced"})
OPERATIONS = {"import": "update", "create": "create", "update": "update", "delete": "delete"}
"""What was there before the mesh is taken over and changed in place: nothing is made."""
CREATING = frozenset({"create", "create-replacement"})
LOSING = frozenset({"delete", "replace"})
FRAME = re.compile(r"\d+ errors? occurred:")
GENERAL = frozenset({"update failed", "preview failed", "destroy failed"})
"""What the engine says of the whole when a part has failed."""
UNSAVED = "failed to save snapshot"
"""What the engine says of a state that it could not write."""
NOISE = '"severity":"debug"'


@dataclass(slots=True)
class EventLog:
    """What has been read so far of one engine's event log."""

    path: Path
    changed: dict[tuple[str, str], Change] = field(default_factory=dict[tuple[str, str], Change])
    """The changes, by operation and URN: a replacement is three steps of one resource."""
    losses: dict[str, Loss] = field(default_factory=dict[str, Loss])
    """What goes, by URN."""
    unchanged: set[str] = field(default_factory=set[str])
    sides: Sides = field(default_factory=Sides)
    """What tells of rows and readers, before and after."""
    reasons: list[Reason] = field(default_factory=list[Reason])
    not_created: dict[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    """What the engine could not create, as far as it knows, by URN."""
    in_flight: set[str] = field(default_factory=set[str])
    """The URNs on which an operation was begun that has not ended."""
    is_ending: bool = False
    """Whether the engine has done its work and only tidies up."""
    has_no_disk: bool = False
    """Whether the engine cannot write its state any more."""
    _offset: int = 0

    @property
    def heard(self) -> int:
        """How much the engine has said so far."""
        return self._offset

    @property
    def is_open(self) -> bool:
        """Whether the engine has come far enough to take a signal as a wish to stop."""
        return self.path.exists()

    def read(self) -> Iterator[Change]:
        """Takes in what the engine has written since the last time; yields the new changes."""
        for line in self._lines():
            if NOISE in line:
                continue
            for kind, event in _parsed(line).items():
                if (change := self._take(kind, event)) is not None:
                    yield change

    @property
    def changes(self) -> Changes:
        """How many resources changed, and how."""
        count: defaultdict[str, int] = defaultdict(int)
        for change in self.changed.values():
            count[change.operation] += 1
        touched = {urn for _, urn in self.changed}
        return Changes(**count, same=len(self.unchanged - touched))

    def _lines(self) -> Iterator[str]:
        if not self.path.exists():
            return
        with self.path.open("rb") as log:
            log.seek(self._offset)
            for line in log:
                if not line.endswith(b"\n"):
                    return  # The engine is still writing it.
                self._offset += len(line)
                yield line.decode("utf-8", errors="replace")

    def _take(self, kind: str, event: Any) -> Change | None:
        match kind:
            case "resourcePreEvent":
                self.in_flight.add(event["metadata"]["urn"])
            case "resOutputsEvent":
                self.in_flight.discard(event["metadata"]["urn"])
                return self._step(event["metadata"])
            case "resOpFailedEvent":
                self.in_flight.discard(event["metadata"]["urn"])
                self._failed(event["metadata"])
            case "diagnosticEvent" if event["severity"] == "error":
                message = plain(event["message"])
                taken = is_of_another(message)
                self._fault(Reason(message, event.get("urn", ""), name_is_taken=taken))
            case "policyEvent" if event["enforcementLevel"] == "mandatory":
                message = f"{event['policyPackName']}: {event['message'].strip()}"
                self._fault(Reason(message, event.get("resourceUrn", ""), refusal=True))
            case "summaryEvent":
                self.is_ending = True
            case _:
                pass
        return None

    def _failed(self, step: Mapping[str, Any]) -> None:
        if is_counted(step) and step["op"] in CREATING and not step["new"].get("id"):
            self.not_created[step["urn"]] = step["new"]

    def _fault(self, reason: Reason) -> None:
        if UNSAVED in reason.message and in_plain_words(reason.message) != reason.message:
            self.has_no_disk = True
        if reason not in self.reasons and reason.message not in GENERAL:
            self.reasons.append(reason)

    def _step(self, step: Mapping[str, Any]) -> Change | None:
        if not is_counted(step):
            return None
        self.sides.take(step)
        urn: str = step["urn"]
        if step["op"] == "same":
            self.unchanged.add(urn)
            return None
        operation = "replace" if step["op"] in REPLACING else OPERATIONS.get(step["op"])
        if operation is None or (operation, urn) in self.changed:
            self._learn(step)
            return None
        if operation in LOSING:
            self.losses[urn] = loss_of(step, operation)
        resource = recorded.resource_of(urn)
        change = Change(operation, resource, properties_of(step), _called(step))
        self.changed[operation, urn] = change
        return change

    def _learn(self, step: Mapping[str, Any]) -> None:
        """What differs in a replacement: the step that deletes the old one does not say."""
        loss = self.losses.get(step["urn"])
        if loss is not None and not loss.properties:
            self.losses[loss.urn] = replace(loss, properties=properties_of(step))


def _parsed(line: str) -> Mapping[str, Any]:
    try:
        event: Any = json.loads(line)
    except ValueError:
        return {}  # On a full disk the engine loses parts of lines.
    return cast("Mapping[str, Any]", event) if isinstance(event, dict) else {}


def plain(message: str) -> str:
    """An error without the frame that providers put around a list of them."""
    lines = (line.strip().removeprefix("* ") for line in message.splitlines())
    return "\n".join(line for line in lines if line and not FRAME.fullmatch(line))


def is_counted(step: Mapping[str, Any]) -> bool:
    """Whether a step is about a thing in AWS, rather than a component, the stack or a provider."""
    state: Mapping[str, Any] = step.get("new") or step.get("old") or {}
    return bool(state.get("custom")) and not str(step["type"]).startswith("pulumi:")


def properties_of(step: Mapping[str, Any]) -> tuple[str, ...]:
    """The top-level properties that differ."""
    paths = step.get("detailedDiff") or dict.fromkeys(step.get("diffs") or ())
    names = {path.partition(".")[0].partition("[")[0] for path in paths}
    return tuple(sorted(recorded.without_notes(names)))


def _called(step: Mapping[str, Any]) -> str:
    """What a resource is called in AWS."""
    state: Mapping[str, Any] = step.get("old") or step["new"]
    return aws_name(recorded.declared(state.get("inputs") or {}))


def loss_of(step: Mapping[str, Any], operation: str) -> Loss:
    old: Mapping[str, Any] = step.get("old") or {}
    bound = bool(old.get("protect") or old.get("retainOnDelete"))
    return Loss(step["urn"], operation, str(old.get("id", "")), bound, properties_of(step))
