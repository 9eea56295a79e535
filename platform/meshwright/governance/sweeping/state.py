"""What a stack's state holds, as the engine writes it, turned into what rules are asked about.

Rules read inputs: what was asked of AWS. A secret lies in a state encrypted, and stays so: a rule
that needs it has no answer, and no message can quote it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from guardrails.props import SECRET, UNKNOWN, Scope
from guardrails.rule import Resource, Stack
from meshwright import recorded

ENGINES_OWN = "pulumi:"


@dataclass(frozen=True, slots=True)
class State:
    """What a stack holds in AWS."""

    stack: Stack
    leaving: frozenset[Resource]
    """What has been replaced already, and still waits to be deleted."""


def state_of(written: Iterable[Mapping[str, Any]], scope: Scope) -> State:
    """A stack's resources as rules see them, in the order of the state.

    Left out is what the stack does not own in AWS: components, what a program only reads, and what
    a replacement has deleted and not made again yet. The providers stand among them: they say in
    which account and region the others are.
    """
    leaving: set[Resource] = set()
    resources: list[Resource] = []
    for entry in written:
        if not _is_owned(entry):
            continue
        resources.append(_resource(entry, scope))
        if entry.get("delete"):
            leaving.add(resources[-1])
    return State(Stack(scope, tuple(resources)), frozenset(leaving))


def _is_owned(entry: Mapping[str, Any]) -> bool:
    return (
        bool(entry.get("custom"))
        and not entry.get("external")
        and not entry.get("pendingReplacement")
    )


def is_engines_own(resource: Resource) -> bool:
    """Whether it is a record of the engine's, such as that of a provider, and nothing in AWS."""
    return resource.type.startswith(ENGINES_OWN)


def _resource(entry: Mapping[str, Any], scope: Scope) -> Resource:
    urn, values = entry["urn"], plain(recorded.sent(entry.get("inputs") or {}))
    name, protect = urn.rpartition("::")[2], bool(entry.get("protect"))
    return Resource.of(entry["type"], name, values, scope, id=urn, protect=protect)


def plain(value: Any) -> Any:
    """A state's value as rules read it: JSON, numbers as they were written, and what is unknown.

    An asset or an archive is no JSON, and nothing that a rule can read.
    """
    if isinstance(value, str):
        return UNKNOWN if value == recorded.NOT_KNOWN else value
    if (kind := recorded.kind_of(value)) is not None:
        return SECRET if kind == recorded.SECRET else UNKNOWN
    if isinstance(value, Mapping):
        mapping = cast("Mapping[str, Any]", value)
        return {name: plain(item) for name, item in mapping.items()}
    if isinstance(value, list):
        return [plain(item) for item in cast("list[Any]", value)]
    return int(value) if isinstance(value, float) and value.is_integer() else value
