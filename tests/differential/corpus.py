"""What both are asked about: every rule's cases, the example mesh and resources written by hand."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from differential.terraform import Written, written
from guardrails.cases import SCOPE, CaseResource, cases, located
from guardrails.cases import _Loader as Loader
from guardrails.evaluation import resource_problems, stack_problems
from guardrails.props import Scope
from guardrails.rule import Resource, Rule, Stack, Stage
from meshwright.governance.evaluator import plain
from meshwright.governance.scope import scope_of
from meshwright.plan import plan
from meshwright.specs.load import load_environment, load_mesh

ROOT = Path(__file__).parents[2]
HAND_WRITTEN = Path(__file__).with_name("resources.yaml")
ENVIRONMENT = "dev"
AS_OF = date(2026, 6, 1)
UNANSWERED = "could not be evaluated"


@dataclass(frozen=True, slots=True)
class Question:
    """Resources that stand together, and where."""

    name: str
    scope: Scope
    resources: tuple[CaseResource, ...]

    def said(self, rule: Rule) -> tuple[str, ...]:
        """What a rule has to say of each resource and of all together."""
        asked = tuple(resource.resource(self.scope) for resource in self.resources)
        problems = [*each(rule, asked), *stack_problems((rule,), Stack(self.scope, asked))]
        return tuple(located(problem) for problem in problems)

    def written(self, index: int) -> tuple[Written, ...]:
        """The resources as Terraform has them, with names that no other question has."""
        return tuple(
            written(r.type, address_part(f"q{index}_{i}_{r.name}"), r.values)
            for i, r in enumerate(self.resources)
        )


def each(rule: Rule, resources: Iterable[Resource]) -> Iterator[Any]:
    for resource in resources:
        yield from resource_problems((rule,), resource)


def address_part(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]", "_", name)


def questions(rules: Sequence[Rule]) -> tuple[Question, ...]:
    """The whole corpus; a test holds that their names differ."""
    return (*of_cases(rules), *of_example(), *by_hand())


def of_cases(rules: Sequence[Rule]) -> Iterator[Question]:
    for rule in rules:
        for case in cases(rule):
            if case.stage is not Stage.SPEC:
                yield Question(f"{rule.code} {case.name}", case.scope, case.resources)


def of_example() -> Iterator[Question]:
    """The stacks of `domains/`."""
    mesh, place = load_mesh(ROOT).mesh, load_environment(ROOT, ENVIRONMENT)
    for stack in plan(mesh, place, as_of=AS_OF).stacks.values():
        resources = tuple(CaseResource(d.type, d.name, plain(d.inputs)) for d in stack.declarations)
        yield Question(stack.name, scope_of(place, stack.subject), resources)


def by_hand() -> Iterator[Question]:
    for case in yaml.load(HAND_WRITTEN.read_text(encoding="utf-8"), Loader):  # noqa: S506 - a safe loader
        resources = tuple(
            CaseResource(r["type"], r.get("name", f"r{i}"), r["props"])
            for i, r in enumerate(case["resources"])
        )
        yield Question(f"by hand: {case['name']}", SCOPE, resources)
