"""The cases beside each rule: resources, and the verdict that every host must come to.

A case is about one resource or spec (`type`, `props`, `protect`), about a stack (`resources`) or
about a mesh (`specs`, each the props of a product's spec). `!json` writes a document as the text
that AWS takes, `!unknown` stands for a value that only AWS can decide. A problem at a path begins
with it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, cast

import yaml

from guardrails.evaluation import Problem, mesh_problems, resource_problems, stack_problems
from guardrails.props import UNKNOWN, Reader, Scope
from guardrails.rule import Resource, Rule, Stack, Stage
from guardrails.types import PRODUCT, SPECS

UNANSWERED = "could not be evaluated"
"""What the problem of a rule that met something unknown begins with."""
KEYS = frozenset(
    ("name", "type", "props", "protect", "resources", "specs", "scope", "applies", "problems")
)
ACCOUNT = "111122223333"
SCOPE = Scope(
    environment="dev",
    account=ACCOUNT,
    region="eu-central-1",
    domain="sales",
    product="orders",
    readers=(Reader(f"arn:aws:iam::{ACCOUNT}:role/audit", ("public", "internal")),),
    trusted=(f"arn:aws:iam::{ACCOUNT}:role/analysts",),
    services=("glue.amazonaws.com",),
)
"""Where a case stands unless its `scope` says otherwise."""
SEQUENCES = ("trusted", "services", "trail")
RESOURCE_NAME = "it"


class CasesError(Exception):
    """A file of cases that cannot be read; the text says which and where."""


class Kind(StrEnum):
    """What a case shows of its rule."""

    PASS = "pass"  # noqa: S105 - a word, and no password
    FAIL = "fail"
    NOT_APPLICABLE = "not applicable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CaseResource:
    """A resource as a case writes it."""

    type: str
    name: str
    values: Mapping[str, Any]
    protect: bool = False

    def resource(self, scope: Scope) -> Resource:
        key = f"{self.type}::{self.name}"
        return Resource.of(self.type, self.name, self.values, scope, id=key, protect=self.protect)


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule must say about some resources."""

    name: str
    stage: Stage
    scope: Scope
    resources: tuple[CaseResource, ...]
    problems: tuple[str, ...]
    """Messages; in a stack each begins with the resource's name, where it is about one."""
    applies: bool
    """Whether the rule is asked at all."""
    is_about_many: bool
    """Whether it is about a stack or a mesh rather than about one resource or spec."""

    @property
    def kind(self) -> Kind:
        if not self.applies:
            return Kind.NOT_APPLICABLE
        if not self.problems:
            return Kind.PASS
        is_unknown = any(UNANSWERED in problem for problem in self.problems)
        return Kind.UNKNOWN if is_unknown else Kind.FAIL


def needed(rule: Rule) -> tuple[Kind, ...]:
    """The kinds of cases that a rule has to have."""
    # All that a spec says is known, and a rule that is asked of every stack or of every spec
    # applies everywhere.
    has_unknown = rule.stages != (Stage.SPEC,)
    has_others = bool(rule.checks) and not set(rule.checks) >= SPECS
    more = ((Kind.NOT_APPLICABLE, has_others), (Kind.UNKNOWN, has_unknown))
    return (Kind.PASS, Kind.FAIL, *(kind for kind, is_needed in more if is_needed))


def cases(rule: Rule) -> tuple[Case, ...]:
    """The cases of a rule, in the order of their file; none where it has no file.

    Raises CasesError where the file cannot be read.
    """
    path = rule.folder / f"{rule.module}.yaml"
    if not path.is_file():
        return ()
    try:
        written = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError) as error:
        raise CasesError(f"{path.name} is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(written, list):
        raise CasesError(f"{path.name} is no list of cases")
    listed = cast("list[Any]", written)
    return tuple(_read(rule, f"{path.name}: case {n}", c) for n, c in enumerate(listed, 1))


def _read(rule: Rule, where: str, written: Any) -> Case:
    if fault := _fault(rule, written):
        raise CasesError(f"{where} {fault}")
    try:
        return _case(rule, written)
    except (AttributeError, KeyError, TypeError) as error:
        raise CasesError(f"{where} cannot be read: {error}") from error


def _fault(rule: Rule, written: Any) -> str:
    """What keeps a case from being one, where something does."""
    if not isinstance(written, Mapping):
        return "is no mapping"
    case = cast("Mapping[str, Any]", written)
    if unknown := set(case) - KEYS:
        return f"has an unknown key '{min(map(str, unknown))}'"
    if missing := {"name", "problems"} - set(case):
        return f"has no '{min(missing)}'"
    if not isinstance(case["problems"], list):
        return "has problems that are no list"
    if not {"props", "resources", "specs"} & set(case):
        return "has neither props nor resources nor specs"
    if "props" in case and "type" not in case and not rule.checks:
        return "has props of no type"
    return ""


def _case(rule: Rule, written: Mapping[str, Any]) -> Case:
    return Case(
        name=written["name"],
        stage=_stage(rule, written),
        scope=_scope(written.get("scope", {})),
        resources=tuple(_resources(rule, written)),
        problems=tuple(written["problems"]),
        applies=written.get("applies", True),
        is_about_many="resources" in written or "specs" in written,
    )


def _scope(changes: Mapping[str, Any]) -> Scope:
    lists = {name: tuple(changes[name]) for name in SEQUENCES if name in changes}
    pairs = ("adopted_locations", "adopted_databases")
    lists |= {name: tuple(map(tuple, changes[name])) for name in pairs if name in changes}
    readers = tuple(Reader(**reader) for reader in changes.get("readers", ()))
    read = {**changes, **lists, **({"readers": readers} if "readers" in changes else {})}
    return replace(SCOPE, **read)


def _stage(rule: Rule, written: Mapping[str, Any]) -> Stage:
    if "resources" in written:
        return Stage.STACK
    kind = written.get("type") or next(iter(rule.checks), PRODUCT)
    return Stage.SPEC if kind in SPECS else Stage.RESOURCE


def _resources(rule: Rule, written: Mapping[str, Any]) -> Iterator[CaseResource]:
    for spec in written.get("specs", ()):
        yield CaseResource(PRODUCT, spec["id"], spec)
    for resource in written.get("resources", ()):
        protect = resource.get("protect", False)
        yield CaseResource(resource["type"], resource["name"], resource["props"], protect)
    if "props" in written:
        kind = written.get("type") or next(iter(rule.checks))
        protect = written.get("protect", False)
        yield CaseResource(kind, RESOURCE_NAME, written["props"], protect)


def verdict(rule: Rule, case: Case) -> tuple[str, ...]:
    """What the rule says, in the form in which a case expects it."""
    resources = tuple(resource.resource(case.scope) for resource in case.resources)
    if case.is_about_many:
        ask = mesh_problems if case.stage is Stage.SPEC else stack_problems
        return tuple(said(problem) for problem in ask((rule,), Stack(case.scope, resources)))
    return tuple(located(p) for p in resource_problems((rule,), resources[0]))


def said(problem: Problem) -> str:
    about = f"{problem.resource.name}: " if problem.resource else ""
    return f"{about}{located(problem)}"


def located(problem: Problem) -> str:
    return problem.located


class _Loader(yaml.CSafeLoader):
    """Safe YAML with the two tags of cases."""


def _unknown(_loader: _Loader, _node: yaml.Node) -> Any:
    return UNKNOWN


def _json(loader: _Loader, node: yaml.MappingNode) -> str:
    return json.dumps(loader.construct_mapping(node, deep=True))


_Loader.add_constructor("!unknown", _unknown)
_Loader.add_constructor("!json", _json)
