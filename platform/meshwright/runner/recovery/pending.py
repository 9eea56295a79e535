"""What a killed run has left in a state, brought into a form that the engine can look up in AWS.

The engine writes each operation down before it begins. Whether AWS has done it, only AWS can say:
so a resource whose creation was begun is entered under the id that it must have, and a refresh of
just what is in doubt reads the truth, or takes the entry out again. Nothing is assumed to exist.

The engine forgets the operations as soon as a refresh begins, which may then fail or be killed. So
what is in doubt is marked as incomplete (`initErrors`) until it has been read: that stays in the
state, and the engine itself does not take such a resource for what its inputs say.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from meshwright import recorded
from meshwright.aws.resource_types import TYPES
from meshwright.runner.state.checkpoint import Checkpoint, Json

OURS = "aws:"
OPAQUE_ID = "recovered"
"""The id of a resource that is read by its properties alone."""
UNREAD = "not read since a run was killed, which was "
"""Begins the mark of what is in doubt; the operation follows."""

FindId = Callable[[str, Json, frozenset[str]], str | None]
"""The id that AWS has given, or must have, for a type and its inputs; ids in the state apart."""


@dataclass(slots=True)
class Doubts:
    """A state with all that is in doubt entered, and what a refresh has to look at."""

    resources: list[Json]
    urns: dict[str, str] = field(default_factory=dict[str, str])
    """URNs in doubt, each with what was being done to it."""
    displaced: dict[str, str] = field(default_factory=dict[str, str])
    """URNs whose old resource is marked as replaced for the time of looking, with its id."""

    def doubt(self, urn: str, operation: str) -> None:
        self.urns[urn] = operation


def doubts(checkpoint: Checkpoint, find_id: FindId) -> Doubts:
    """Enters what was begun, and marks all that is in doubt."""
    found = Doubts([dict(resource) for resource in checkpoint.resources])
    for operation in checkpoint.pending:
        resource: Json = operation["resource"]
        if not str(resource.get("type", "")).startswith(OURS):
            continue
        match operation["type"]:
            case "creating":
                _enter(found, resource, find_id)
            case "updating":
                _blur(found, resource)
            case "deleting":
                found.doubt(resource["urn"], "deleting")
            case _:
                pass  # A read changes nothing.
    for resource in checkpoint.half_made:
        _go_on(found, resource)
    for resource in found.resources:
        _mark(found, resource)
    return found


def settled(checkpoint: Checkpoint, displaced: Mapping[str, str]) -> Checkpoint:
    """The state without pending operations, once a refresh has told what is there.

    What was displaced for a resource that is not there takes its place again.
    """
    live = {r["urn"] for r in checkpoint.resources if not r.get("delete")}
    restored = {(urn, identity) for urn, identity in displaced.items() if urn not in live}
    resources = [
        _without(resource, "delete")
        if (resource["urn"], resource.get("id")) in restored
        else resource
        for resource in checkpoint.resources
    ]
    return checkpoint.with_parts([_unmarked(resource) for resource in resources], [])


def _go_on(found: Doubts, resource: Json) -> None:
    """Takes up what the engine has left incomplete, or a recovery that did not come to its end."""
    urn, marked = resource["urn"], _marked(resource)
    found.urns.setdefault(urn, marked or "creating")
    waiting = _waiting(found, urn)
    if marked and waiting is not None:
        found.displaced.setdefault(urn, waiting["id"])


def _mark(found: Doubts, resource: Json) -> None:
    operation = found.urns.get(resource["urn"])
    waits = resource.get("delete") or resource.get("pendingReplacement")
    if operation and not waits and not resource.get("initErrors"):
        resource["initErrors"] = [UNREAD + operation]


def _marked(resource: Json) -> str | None:
    """The operation that brought a resource in doubt, where a recovery has noted it."""
    errors: list[str] = resource.get("initErrors") or []
    marks = (error.removeprefix(UNREAD) for error in errors if error.startswith(UNREAD))
    return next(marks, None)


def _waiting(found: Doubts, urn: str) -> Json | None:
    """What waits for its deletion under a URN: of several the one that an earlier recovery marked.

    The engine keeps the newer before the older.
    """
    return next((r for r in found.resources if r["urn"] == urn and r.get("delete")), None)


def _unmarked(resource: Json) -> Json:
    return _without(resource, "initErrors") if _marked(resource) else resource


def _without(resource: Json, field: str) -> Json:
    return {name: value for name, value in resource.items() if name != field}


def _enter(found: Doubts, resource: Json, find_id: FindId) -> None:
    urn, token, inputs = resource["urn"], resource["type"], recorded.sent(_inputs(resource))
    ids = frozenset(str(r["id"]) for r in found.resources if r.get("id"))
    known = TYPES.get(token)
    identity = OPAQUE_ID if known and known.opaque else find_id(token, inputs, ids)
    live = [r for r in found.resources if r["urn"] == urn and not r.get("delete")]
    if live or identity is not None:
        found.doubt(urn, "creating")
    if identity is None:
        return  # Not made.
    is_entered = any(r.get("id") == identity and not r.get("pendingReplacement") for r in live)
    waiting = _waiting(found, urn)
    if waiting is not None and (is_entered or not live):
        # An earlier recovery, which was killed itself, has marked it.
        found.displaced[urn] = waiting["id"]
    if is_entered:
        return
    for old in live:
        _give_way(found, old)
    # Without outputs the provider imports; what it cannot import it reads by its properties.
    outputs: Json = inputs if known and not known.importable else {}
    found.resources.append({**resource, "id": identity, "outputs": outputs})


def _give_way(found: Doubts, old: Json) -> None:
    """Makes room for the replacement of a resource."""
    if old.get("pendingReplacement"):
        # It was deleted first; the engine remembers it until its replacement is there.
        found.resources.remove(old)
        return
    # Two living resources of one URN are not valid.
    old["delete"] = True
    found.displaced[old["urn"]] = old["id"]


def _blur(found: Doubts, resource: Json) -> None:
    """Forgets what an update was changing: old or new, the next update writes it again."""
    urn, new = resource["urn"], _inputs(resource)
    found.doubt(urn, "updating")
    for old in found.resources:
        if old["urn"] == urn and not old.get("delete"):
            old["inputs"] = recorded.in_common(_inputs(old), new)


def _inputs(resource: Json) -> Json:
    return resource.get("inputs") or {}
