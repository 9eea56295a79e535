"""What a rule is: a question about resources, why it is asked, what to do if the answer is no."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from guardrails.props import Props, Scope


class Severity(StrEnum):
    """Whether a problem stops the deployment or is only said."""

    MANDATORY = "mandatory"
    ADVISORY = "advisory"


class Stage(StrEnum):
    """What a rule looks at: one resource, or all resources of a stack."""

    RESOURCE = "resource"
    STACK = "stack"


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """A resource as its host knows it; two of them are the same only if they are one."""

    id: str
    """Unique in the host: `type::name` in a plan, the URN in the engine."""
    type: str
    name: str
    """The logical name."""
    props: Props

    @staticmethod
    def of(type: str, name: str, values: Mapping[str, Any], scope: Scope, *, id: str) -> "Resource":  # noqa: A002 - the engine's own words
        """A resource from its properties, plain JSON values with `UNKNOWN` among them."""
        return Resource(id, type, name, Props(values, scope, name))


@dataclass(frozen=True, slots=True)
class Stack:
    """All resources of one stack, in the order of their declaration."""

    scope: Scope
    resources: tuple[Resource, ...]

    def of(self, *types: str) -> tuple[Resource, ...]:
        return tuple(resource for resource in self.resources if resource.type in types)


Check = Callable[[Props], Iterator[str]]
"""Yields what is wrong with one resource. A message names properties, never a value it does not
know by heart: in the engine any value may be a secret, and a rule cannot tell."""
StackCheck = Callable[[Stack], Iterator[tuple[Resource, str]]]
"""Yields what is wrong with resources in the light of the others."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One rule: `checks` are asked of each resource by its type, `check_stack` once a stack."""

    id: str
    code: str
    title: str
    why: str
    fix: str
    severity: Severity = Severity.MANDATORY
    checks: Mapping[str, Check] = field(default_factory=dict[str, Check])
    check_stack: StackCheck | None = None

    @property
    def stages(self) -> tuple[Stage, ...]:
        asked = {Stage.RESOURCE: bool(self.checks), Stage.STACK: self.check_stack is not None}
        return tuple(stage for stage, is_asked in asked.items() if is_asked)

    @property
    def module(self) -> str:
        """The name of the rule's module and cases file."""
        return self.id.replace("-", "_")

    def __str__(self) -> str:
        return f"{self.code} ({self.id})"
