"""Asks rules about resources; the one evaluator of every host.

Neither an unknown value nor a faulty rule ever counts as a pass, and neither hides what the other
rules have to say.
"""

import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from guardrails.documents import MalformedDocumentError
from guardrails.props import UnknownValueError
from guardrails.rule import At, Resource, Rule, Stack, StackCheck

Answer = tuple[Resource, str | At]

RULES_FOLDER = Path(__file__).parent / "rules"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a rule found wrong, or that kept it from being answered."""

    rule: Rule
    resource: Resource | None
    """The resource it is about; none where a question about the whole stack had no answer."""
    message: str
    path: str = ""
    """Where inside the resource or spec, as a dotted path; empty for the whole of it."""
    advisory: bool = False
    """Whether it is only said, though its rule may refuse."""


def resource_problems(rules: Iterable[Rule], resource: Resource) -> Iterator[Problem]:
    """What the rules for single resources say about this one."""
    for rule in rules:
        if resource.type in rule.checks:
            yield from _guarded(rule, resource, _asked_of_resource(rule, resource))


def stack_problems(rules: Iterable[Rule], stack: Stack) -> Iterator[Problem]:
    """What the rules for whole stacks say about this one."""
    for rule in rules:
        if rule.check_stack is not None:
            yield from _guarded(rule, None, _asked_of_stack(rule, rule.check_stack, stack))


def mesh_problems(rules: Iterable[Rule], mesh: Stack) -> Iterator[Problem]:
    """What the rules for all specs together say about a mesh."""
    for rule in rules:
        if rule.check_mesh is not None:
            yield from _guarded(rule, None, _asked_of_stack(rule, rule.check_mesh, mesh))


# Generators of their own, so that calling the check is guarded too, not only iterating over it.


def _asked_of_resource(rule: Rule, resource: Resource) -> Iterator[Answer]:
    for said in rule.checks[resource.type](resource.props.asked_with(rule.defaults)):
        yield resource, said


def _asked_of_stack(rule: Rule, check: StackCheck, stack: Stack) -> Iterator[Answer]:
    yield from check(replace(stack, parameters=rule.defaults) if rule.parameters else stack)


def _guarded(rule: Rule, resource: Resource | None, answers: Iterable[Answer]) -> Iterator[Problem]:
    try:
        for about, said in answers:
            at = said if isinstance(said, At) else At("", said)
            yield Problem(rule, about, at.message, at.path, at.advisory)
    except UnknownValueError as error:
        yield Problem(rule, resource, f"could not be evaluated: {error.path} is not known yet")
    except MalformedDocumentError as error:
        yield Problem(rule, resource, f"the policy document cannot be read: {error}")
    except Exception as error:
        yield Problem(rule, resource, f"rule {rule} raised {_fault(error)}")


def _fault(error: Exception) -> str:
    # The error's own text stays out of it: it may quote a secret.
    name = type(error).__name__
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if Path(frame.filename).parent == RULES_FOLDER:
            return f"{name} at {Path(frame.filename).name}:{frame.lineno}"
    return name
