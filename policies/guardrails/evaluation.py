"""Asks rules about resources; the one evaluator of every host.

Neither an unknown value nor a faulty rule ever counts as a pass, and neither hides what the other
rules have to say.
"""

import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from guardrails.documents import MalformedDocumentError
from guardrails.props import UnknownValueError
from guardrails.rule import RULES_FOLDER, At, Life, Resource, Rule, Stack, StackCheck

__all__ = ["RULES_FOLDER", "Problem", "mesh_problems", "resource_problems", "stack_problems"]

Answer = tuple[Resource, str | At]
Parameters = Mapping[str, Mapping[str, Any]]
"""The parameters of rules, by their codes; a rule that is not among them has its defaults."""

DEFAULTS: Parameters = MappingProxyType({})


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
    unanswered: bool = False
    """Whether the rule came to no answer: something was unknown, unreadable, or the rule faulty."""

    @property
    def located(self) -> str:
        """The message, behind the path where there is one."""
        return f"{self.path}: {self.message}" if self.path else self.message


def resource_problems(
    rules: Iterable[Rule], resource: Resource, parameters: Parameters = DEFAULTS
) -> Iterator[Problem]:
    """What the rules for single resources say about this one."""
    for rule in rules:
        if rule.asks_about(resource.type):
            asked = _asked_of_resource(rule, resource, _of(rule, parameters))
            yield from _guarded(rule, resource, asked)


def stack_problems(
    rules: Iterable[Rule], stack: Stack, parameters: Parameters = DEFAULTS
) -> Iterator[Problem]:
    """What the rules for whole stacks say about this one."""
    for rule in rules:
        if rule.check_stack is not None:
            asked = _asked_of_stack(rule.check_stack, stack, _of(rule, parameters))
            yield from _guarded(rule, None, asked)


def mesh_problems(
    rules: Iterable[Rule], mesh: Stack, parameters: Parameters = DEFAULTS
) -> Iterator[Problem]:
    """What the rules for all specs together say about a mesh."""
    for rule in rules:
        if rule.check_mesh is not None:
            asked = _asked_of_stack(rule.check_mesh, mesh, _of(rule, parameters))
            yield from _guarded(rule, None, asked)


def _of(rule: Rule, parameters: Parameters) -> Mapping[str, Any]:
    return parameters.get(rule.code, rule.defaults)


# Generators of their own, so that calling the check is guarded too, not only iterating over it.


def _asked_of_resource(
    rule: Rule, resource: Resource, parameters: Mapping[str, Any]
) -> Iterator[Answer]:
    props = resource.props.asked_with(parameters)
    if resource.type in rule.checks:
        yield from ((resource, said) for said in rule.checks[resource.type](props))
    if rule.check_each is not None:
        asked = replace(resource, props=props)
        yield from ((resource, said) for said in rule.check_each(asked))


def _asked_of_stack(
    check: StackCheck, stack: Stack, parameters: Mapping[str, Any]
) -> Iterator[Answer]:
    yield from check(replace(stack, parameters=parameters) if parameters else stack)


def _guarded(rule: Rule, resource: Resource | None, answers: Iterable[Answer]) -> Iterator[Problem]:
    try:
        for about, said in answers:
            at = said if isinstance(said, At) else At("", said)
            yield Problem(rule, about, at.message, at.path, at.advisory)
    except UnknownValueError as error:
        what = f"could not be evaluated: {error.path} {error.what.value}"
        yield _unanswered(rule, resource, what)
    except MalformedDocumentError as error:
        yield _unanswered(rule, resource, f"the policy document cannot be read: {error}")
    except Exception as error:
        yield _unanswered(rule, resource, f"rule {rule} raised {_fault(rule, error)}")


def _unanswered(rule: Rule, resource: Resource | None, message: str) -> Problem:
    return Problem(rule, resource, message, unanswered=True)


def _fault(rule: Rule, error: Exception) -> str:
    # The error's own text stays out of it, since it may quote a secret; but a draft is asked of
    # specs and plans alone, by its author.
    said = f": {error}" if rule.life is Life.DRAFT and str(error) else ""
    name = f"{type(error).__name__}{said}"
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if Path(frame.filename).parent == rule.folder:
            return f"{name} at {Path(frame.filename).name}:{frame.lineno}"
    return name
