"""The offline host: asks all rules about a plan, and points at the lines of the specs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from guardrails.evaluation import Problem, mesh_problems, resource_problems, stack_problems
from guardrails.props import UNKNOWN, Scope
from guardrails.rule import Resource, Rule, Stack
from guardrails.rule import Severity as Level
from guardrails.rules import ALL_RULES
from guardrails.types import SPECS
from meshwright.errors import Finding, Position, Severity
from meshwright.plan.declaration import Declaration, Json, Plan, Ref, StackPlan
from meshwright.policy.scope import scope_of
from meshwright.policy.spec_documents import SpecDocument, spec_documents
from meshwright.spec.environment import Environment
from meshwright.spec.models import Mesh

LEVELS = {Level.MANDATORY: Severity.ERROR, Level.ADVISORY: Severity.WARNING}
NO_RULES = Finding(
    Position("policies"),
    "POL001",
    Severity.ERROR,
    "no rule was asked about any resource, so nothing is known to be allowed",
    "see that the mesh has resources and policies/guardrails/rules lists its rules",
)


def evaluate(
    plan: Plan,
    mesh: Mesh,
    environment: Environment,
    *,
    rules: Sequence[Rule] = ALL_RULES,
    documents: Iterable[SpecDocument] | None = None,
) -> tuple[Finding, ...]:
    """What the rules find in the specs and in every stack of a plan, each at its line of a spec.

    `documents` stand for the mesh's own specs where they are given.
    """
    known = spec_documents(mesh, as_of=plan.as_of) if documents is None else documents
    asked_about = {document.id: document for document in known}
    specs = _specs(asked_about.values(), environment)
    stacks = [(stack, _resources(stack, environment)) for stack in plan.stacks.values()]
    if not any(_is_asked(rules, asked) for asked in (specs, *(stack for _, stack in stacks))):
        return (NO_RULES,)
    in_stacks = (
        _finding(problem, stack)
        for stack, resources in stacks
        for problem in _problems(rules, resources)
    )
    in_specs = (_spec_finding(problem, asked_about) for problem in _spec_problems(rules, specs))
    return tuple(sorted((*in_specs, *in_stacks)))


def _specs(documents: Iterable[SpecDocument], environment: Environment) -> Stack:
    """All specs as what a rule is asked about; the scope of the whole is the environment's own."""
    resources = tuple(
        Resource.of(d.type, d.id, d.values, scope_of(environment, d.id), id=d.id) for d in documents
    )
    return Stack(scope_of(environment, ""), resources)


def _spec_problems(rules: Sequence[Rule], specs: Stack) -> Iterator[Problem]:
    for spec in specs.resources:
        yield from resource_problems(rules, spec)
    yield from mesh_problems(rules, specs)


def _spec_finding(problem: Problem, documents: Mapping[str, SpecDocument]) -> Finding:
    if problem.resource is None:
        return _said(problem, Position("domains"), "", "")
    document = documents[problem.resource.id]
    steps = problem.path.split(".") if problem.path else ()
    path = [int(step) if step.isdigit() else step for step in steps]
    return _said(problem, document.source.at(*path), document.id, problem.path)


def _resources(stack: StackPlan, environment: Environment) -> Stack:
    scope = scope_of(environment, stack.subject)
    resources = tuple(_resource(declaration, scope) for declaration in stack.declarations)
    return Stack(scope, resources)


def _resource(declaration: Declaration, scope: Scope) -> Resource:
    values = plain(declaration.inputs)
    key = declaration.key
    return Resource.of(key.type, key.name, values, scope, id=str(key), protect=declaration.keep)


def plain(value: Json) -> Any:
    """A declaration's value as rules read it: a `Ref` is what only AWS can say."""
    # Nearly all are texts, and asking whether something is a mapping is slow.
    if isinstance(value, str):
        return value
    if isinstance(value, Ref):
        return UNKNOWN
    if isinstance(value, dict | Mapping):
        items = cast("Mapping[str, Json]", value).items()
        return {name: plain(item) for name, item in items}
    if isinstance(value, list | tuple):
        return [plain(item) for item in cast("Sequence[Json]", value)]
    return value


def _is_asked(rules: Sequence[Rule], asked: Stack) -> bool:
    return any(
        resource.type in rule.checks
        or (rule.check_mesh if resource.type in SPECS else rule.check_stack) is not None
        for resource in asked.resources
        for rule in rules
    )


def _problems(rules: Sequence[Rule], stack: Stack) -> Iterator[Problem]:
    for resource in stack.resources:
        yield from resource_problems(rules, resource)
    yield from stack_problems(rules, stack)


def _finding(problem: Problem, stack: StackPlan) -> Finding:
    about = _declaration(problem, stack)
    resource = problem.resource.id if problem.resource else ""
    where = about.where if problem.resource else ""
    return _said(problem, about.spec, stack.subject, where, resource)


def _said(
    problem: Problem, position: Position, subject: str, where: str, resource: str = ""
) -> Finding:
    return Finding(
        position=position,
        code=problem.rule.code,
        severity=Severity.WARNING if problem.advisory else LEVELS[problem.rule.severity],
        message=f"{problem.rule.title}: {problem.message}",
        fix=problem.rule.fix,
        subject=subject,
        where=where,
        resource=resource,
    )


def _declaration(problem: Problem, stack: StackPlan) -> Declaration:
    """The declaration a problem is about; for the stack as a whole, its first."""
    about = problem.resource.id if problem.resource else None
    return next((d for d in stack.declarations if str(d.key) == about), stack.declarations[0])
