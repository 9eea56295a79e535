"""A resource as a value: what the mesh will own, in the provider's own shape.

Rules read declarations, `mesh plan` prints them, their bytes are a stack's digest, and the engine
receives exactly them. `inputs` holds JSON values only, but for a `Ref` where AWS alone decides.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from meshwright.errors import Position
from meshwright.ids import StackId, StackKind
from meshwright.json_values import with_leaves

Json = Any
"""A JSON value, or a `Ref` in its place."""


@dataclass(frozen=True, order=True, slots=True)
class ResourceKey:
    """What names a resource inside its stack: its type token and its logical name."""

    type: str
    name: str

    def __str__(self) -> str:
        return f"{self.type}::{self.name}"


@dataclass(frozen=True, slots=True)
class Ref:
    """An output that only AWS can decide, such as a key's id, of a resource of the same stack."""

    key: ResourceKey
    output: str


@dataclass(frozen=True, order=True, slots=True)
class Component:
    """A node of the tree that `pulumi up` shows: a product, a table, an agreement."""

    kind: str
    """In the mesh's words, such as `Table`; the type token is `mesh:index:<kind>`."""
    name: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """One resource, complete."""

    type: str
    """The provider's token, such as `aws:s3/bucket:Bucket`."""
    name: str
    """The logical name: holds neither domain nor product, so that a product can move."""
    inputs: Mapping[str, Json]
    component: tuple[Component, ...]
    """Where the resource stands in the tree, from the outermost component inwards."""
    spec: Position
    """The line of a spec or environment file that this resource comes from."""
    where: str = ""
    """The dotted path of that line inside its file."""
    after: tuple[ResourceKey, ...] = ()
    """Resources that must exist before this one, where no `Ref` says so already."""
    keep: bool = False
    """Holds data or is one for the whole account: protected and retained where that is wanted."""
    delete_first: bool = False
    """A replacement must delete the old one first, since both would be the same thing to AWS."""
    lost_with: tuple[ResourceKey, ...] = ()
    """Resources with which AWS deletes this one, so that it is replaced whenever they are."""
    adopts: str = ""
    """The id, as the provider imports it, of what was there before the mesh; else empty. It is
    taken into the state as it is, changed in place, and never deleted.
    """

    @property
    def key(self) -> ResourceKey:
        return ResourceKey(self.type, self.name)


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """The one explicit provider of a stack."""

    region: str
    account: str
    assume_role: str | None = None


@dataclass(frozen=True, slots=True)
class StackPlan:
    """All that one stack will hold."""

    id: StackId
    provider: ProviderSettings
    declarations: tuple[Declaration, ...]
    """In the order in which they are declared: a resource stands after those it needs."""
    next_change: date | None = None
    """The next day on which the passing of time alone changes this stack."""
    judged_by: str = ""
    """What stands for the settings and waivers of the rules here: no part of the plan's bytes."""
    uncertain: bool = False
    """Whether a product that cannot be read may have grants here that the plan does not know of."""

    @property
    def name(self) -> str:
        """`<env>`, `<env>.<domain>` or `<env>.<domain>.<product>`."""
        return str(self.id)

    @property
    def kind(self) -> StackKind:
        return self.id.kind

    @property
    def subject(self) -> str:
        """The domain or product id; empty for the foundation."""
        return self.id.subject

    def as_bytes(self) -> bytes:
        """The plan as canonical JSON: the same input gives the same bytes."""
        return canonical(stack_document(self))

    @property
    def digest(self) -> str:
        """SHA-256 over the plan's bytes, in hex."""
        return hashlib.sha256(self.as_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class Plan:
    """What the whole mesh will be in one environment on one day."""

    environment: str
    as_of: date
    stacks: Mapping[str, StackPlan] = field(default_factory=dict[str, StackPlan])


def canonical(value: Json) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def stack_document(stack: StackPlan) -> Json:
    """A stack as a JSON document, without spec lines: moving a line changes nothing in AWS."""
    return {
        "stack": stack.name,
        "kind": stack.kind.value,
        "provider": {
            "region": stack.provider.region,
            "account": stack.provider.account,
            "assumeRole": stack.provider.assume_role,
        },
        "resources": [declaration_document(d) for d in stack.declarations],
    }


def declaration_document(declaration: Declaration) -> Json:
    return {
        "type": declaration.type,
        "name": declaration.name,
        "component": [[c.kind, c.name] for c in declaration.component],
        "inputs": as_json(declaration.inputs),
        "after": [str(key) for key in declaration.after],
        "keep": declaration.keep,
        "deleteFirst": declaration.delete_first,
        "lostWith": [str(key) for key in declaration.lost_with],
        # Left out of all others, whose bytes are what they were.
        **({"adopts": declaration.adopts} if declaration.adopts else {}),
    }


def as_json(value: Json) -> Json:
    """A declaration's value, each `Ref` written as `{"$ref": "type::name", "output": …}`."""
    return with_leaves(value, _leaf_as_json)


def _leaf_as_json(value: Json) -> Json:
    return {"$ref": str(value.key), "output": value.output} if isinstance(value, Ref) else value
