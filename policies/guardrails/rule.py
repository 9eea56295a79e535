"""What a rule is: a question about resources, why it is asked, what to do if the answer is no."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from guardrails.props import Props, Scope
from guardrails.types import SPECS

RULES_FOLDER = Path(__file__).parent / "rules"
FOLDERS = {
    "GOV": "governance",
    "LIN": "lineage",
    "LF": "lakeformation",
    "GLU": "glue",
    "ATH": "athena",
    "AUD": "audit",
    "LCY": "lifecycle",
}
"""The folder of a series of rules, where it is not the series in lower case."""
Value = int | float | bool | str | tuple[str, ...] | Mapping[str, int]
"""What a parameter can hold."""


class Level(StrEnum):
    """What a problem does, in the words of governance files."""

    MANDATORY = "mandatory"
    """It stops the deployment."""
    ADVISORY = "advisory"
    """It is said."""
    OFF = "off"
    """The rule is not asked."""

    @property
    def rank(self) -> int:
        """0 for off to 2 for mandatory."""
        return _RANKS[self]


_RANKS = {Level.OFF: 0, Level.ADVISORY: 1, Level.MANDATORY: 2}


class Stage(StrEnum):
    """What a rule looks at, and so where it can be asked: a spec is seen offline alone."""

    SPEC = "spec"
    RESOURCE = "resource"
    STACK = "stack"


class Life(StrEnum):
    """Where a rule stands: a draft tells its authors alone, what is deprecated is on its way out.

    Between the two it is in force: a warning until the day from which it is mandatory.
    """

    DRAFT = "draft"
    IN_FORCE = "inForce"
    DEPRECATED = "deprecated"


class Tightening(StrEnum):
    """Which change of a parameter asks for more, so that a team may make it on its own."""

    LOWER = "lower"
    """A smaller number."""
    HIGHER = "higher"
    """A larger number."""
    FEWER = "fewer"
    """Entries taken out of a list of what is allowed."""
    MORE = "more"
    """Entries added to a list of what is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A number or a list that a rule is asked with, such as the least days of something."""

    name: str
    """In camelCase, as governance files write it."""
    what: str
    """What it means, with its unit; a phrase."""
    default: Value
    tightens: Tightening
    least: float | None = None
    most: float | None = None
    """The bounds of a number, or of each number of a mapping: beyond them nothing can comply."""


@dataclass(frozen=True, slots=True)
class At:
    """A problem at a path inside of what is looked at, such as `tables.orders.columns.discount`."""

    path: str
    message: str
    advisory: bool = False
    """Whether it is only said, at whatever level its rule stands; for problems of a spec."""


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
    def of(
        type: str,  # noqa: A002 - the engine's own words
        name: str,
        values: Mapping[str, Any],
        scope: Scope,
        *,
        id: str,  # noqa: A002 - the engine's own words
        protect: bool = False,
    ) -> "Resource":
        """A resource from its properties, plain JSON values with `UNKNOWN` among them."""
        return Resource(id, type, name, Props(values, scope, name, is_protected=protect))


@dataclass(frozen=True, slots=True)
class Stack:
    """All resources of one stack, in the order of their declaration."""

    scope: Scope
    resources: tuple[Resource, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Those of the rule that is being asked."""

    def of(self, *types: str) -> tuple[Resource, ...]:
        return tuple(resource for resource in self.resources if resource.type in types)


Check = Callable[[Props], Iterator[str | At]]
"""Yields what is wrong with one resource, or with one spec. A message about a resource names
properties, never a value it does not know by heart: in the engine any value may be a secret, and a
rule cannot tell."""
EachCheck = Callable[[Resource], Iterator[str | At]]
"""Yields what is wrong with one resource of any type, which it may name."""
StackCheck = Callable[[Stack], Iterator[tuple[Resource, str | At]]]
"""Yields what is wrong with resources, or with specs, in the light of the others."""


def folder_of(code: str) -> str:
    """The name of the folder in which the organisation's rules of a code's series lie."""
    series = code.rpartition("-")[0]
    return FOLDERS.get(series, series.lower())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One rule: `checks` are asked of each resource by its type, `check_each` of all of them, and
    `check_stack` once a stack.

    A spec is asked about as a resource of one of the types in `SPECS`, and `check_mesh` once about
    all specs together.
    """

    id: str
    code: str
    title: str
    why: str
    fix: str
    level: Level = Level.MANDATORY
    checks: Mapping[str, Check] = field(default_factory=dict[str, Check])
    check_each: EachCheck | None = None
    """Asked of every resource, and of the providers that make them."""
    check_stack: StackCheck | None = None
    check_mesh: StackCheck | None = None
    parameters: tuple[Parameter, ...] = ()
    controls: tuple[str, ...] = ()
    """What others call it, such as `FSBP S3.8`, `CIS 2.1.4` or `CKV_AWS_53`."""
    relaxable: bool = False
    """Whether an environment, a domain or a product may ask for less than the organisation."""
    life: Life = Life.IN_FORCE
    introduced: date | None = None
    mandatory_from: Mapping[str, date] = field(default_factory=dict[str, date])
    """By environment, the day from which it stops a deployment.

    Until then it warns, and so it does in environments that are not among these. With none at all,
    it stops a deployment everywhere.
    """
    home: Path | None = None
    """The folder of its module and cases, where it is a domain's own."""

    @property
    def stages(self) -> tuple[Stage, ...]:
        about_specs = any(kind in SPECS for kind in self.checks)
        asked = {
            Stage.SPEC: about_specs or self.check_mesh is not None,
            Stage.RESOURCE: self.check_each is not None or not SPECS.issuperset(self.checks),
            Stage.STACK: self.check_stack is not None,
        }
        return tuple(stage for stage, is_asked in asked.items() if is_asked)

    def asks_about(self, kind: str) -> bool:
        """Whether it looks at a single resource or spec of a type."""
        return kind in self.checks or (self.check_each is not None and kind not in SPECS)

    @property
    def defaults(self) -> Mapping[str, Any]:
        """Its parameters where no governance file says anything."""
        return {parameter.name: parameter.default for parameter in self.parameters}

    @property
    def folder(self) -> Path:
        """Where its module and its cases lie."""
        return self.home or RULES_FOLDER / folder_of(self.code)

    @property
    def module(self) -> str:
        """The name of the rule's module and cases file."""
        return self.id.replace("-", "_")

    def __str__(self) -> str:
        return f"{self.code} ({self.id})"
