"""The cases beside each rule: resources, and the verdict that every host must come to.

A case is about one resource (`type`, `props`) or about a stack (`resources`). `!json` writes a
document as the text that AWS takes, `!unknown` stands for a value that only AWS can decide.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import yaml

from guardrails.evaluation import RULES_FOLDER, Problem, resource_problems, stack_problems
from guardrails.props import UNKNOWN, Reader, Scope
from guardrails.rule import Resource, Rule, Stack, Stage

ACCOUNT = "111122223333"
SCOPE = Scope(
    environment="dev",
    account=ACCOUNT,
    region="eu-central-1",
    domain="sales",
    product="orders",
    readers=(Reader(f"arn:aws:iam::{ACCOUNT}:role/audit", ("public", "internal")),),
)
"""Where a case stands unless its `scope` says otherwise."""
RESOURCE_NAME = "it"


@dataclass(frozen=True, slots=True)
class CaseResource:
    """A resource as a case writes it."""

    type: str
    name: str
    values: Mapping[str, Any]

    def resource(self, scope: Scope) -> Resource:
        key = f"{self.type}::{self.name}"
        return Resource.of(self.type, self.name, self.values, scope, id=key)


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


def cases(rule: Rule) -> tuple[Case, ...]:
    """The cases of a rule, in the order of their file; none where it has no file."""
    path = RULES_FOLDER / f"{rule.module}.yaml"
    if not path.is_file():
        return ()
    written = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a safe loader
    return tuple(_case(rule, case) for case in written)


def _case(rule: Rule, written: Mapping[str, Any]) -> Case:
    stage = Stage.STACK if "resources" in written else Stage.RESOURCE
    return Case(
        name=written["name"],
        stage=stage,
        scope=replace(SCOPE, **written.get("scope", {})),
        resources=tuple(_resources(rule, written)),
        problems=tuple(written["problems"]),
        applies=written.get("applies", True),
    )


def _resources(rule: Rule, written: Mapping[str, Any]) -> Iterator[CaseResource]:
    for resource in written.get("resources", ()):
        yield CaseResource(resource["type"], resource["name"], resource["props"])
    if "props" in written:
        kind = written.get("type") or next(iter(rule.checks))
        yield CaseResource(kind, RESOURCE_NAME, written["props"])


def verdict(rule: Rule, case: Case) -> tuple[str, ...]:
    """What the rule says, in the form in which a case expects it."""
    resources = tuple(resource.resource(case.scope) for resource in case.resources)
    if case.stage is Stage.RESOURCE:
        return tuple(p.message for p in resource_problems((rule,), resources[0]))
    return tuple(said(problem) for problem in stack_problems((rule,), Stack(case.scope, resources)))


def said(problem: Problem) -> str:
    about = f"{problem.resource.name}: " if problem.resource else ""
    return f"{about}{problem.message}"


class _Loader(yaml.SafeLoader):
    """Safe YAML with the two tags of cases."""


def _unknown(_loader: _Loader, _node: yaml.Node) -> Any:
    return UNKNOWN


def _json(loader: _Loader, node: yaml.MappingNode) -> str:
    return json.dumps(loader.construct_mapping(node, deep=True))


_Loader.add_constructor("!unknown", _unknown)
_Loader.add_constructor("!json", _json)
