"""What a rule is asked with, and what a problem says that it is about."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from guardrails.cases import SCOPE
from guardrails.documents import MalformedDocumentError
from guardrails.evaluation import Problem, mesh_problems, resource_problems, stack_problems
from guardrails.props import UNKNOWN, Props
from guardrails.rule import At, Parameter, Resource, Rule, Stack, Tightening
from guardrails.types import KEY

Ask = Callable[[list[Rule], Stack], Iterator[Problem]]
DAYS = Parameter(name="days", what="days at least", default=7, tightens=Tightening.HIGHER)
VALUES = {"policy": {"Statement": UNKNOWN}, "size": 3}
RESOURCE = Resource.of(KEY, "key", VALUES, SCOPE, id="the key")
STACK = Stack(SCOPE, (RESOURCE,))


def asked_with(props: Props) -> Iterator[str]:
    yield f"{props['size']} of {props.parameters['days']} days in {props.scope.environment}"


def of_stack(stack: Stack) -> Iterator[tuple[Resource, str | At]]:
    for resource in stack.resources:
        yield resource, At("size", f"{stack.parameters['days']} days in {stack.scope.environment}")


RULE = Rule(
    id="x",
    code="XX-001",
    title="t",
    why="w.",
    fix="f",
    checks={KEY: asked_with},
    check_stack=of_stack,
    check_mesh=of_stack,
    parameters=(DAYS,),
)


def test_a_rule_is_asked_about_a_resource_with_its_parameters() -> None:
    (problem,) = resource_problems([RULE], RESOURCE)

    assert (problem.rule, problem.resource) == (RULE, RESOURCE)
    assert (problem.message, problem.path) == ("3 of 7 days in dev", "")


@pytest.mark.parametrize("ask", [stack_problems, mesh_problems])
def test_a_rule_is_asked_about_many_with_its_parameters(ask: Ask) -> None:
    (problem,) = ask([RULE], STACK)

    assert (problem.rule, problem.resource) == (RULE, RESOURCE)
    assert (problem.message, problem.path) == ("7 days in dev", "size")


def test_a_rule_without_parameters_is_asked_about_the_same_stack() -> None:
    seen: list[Stack] = []

    def looking(stack: Stack) -> Iterator[tuple[Resource, str | At]]:
        seen.append(stack)
        yield from ()

    assert not list(stack_problems([replace(RULE, parameters=(), check_stack=looking)], STACK))
    assert seen == [STACK]


def test_properties_without_parameters_are_asked_about_as_they_are() -> None:
    assert RESOURCE.props.asked_with({}) is RESOURCE.props
    assert RESOURCE.props.asked_with({"days": 1}) is not RESOURCE.props


def test_parameters_leave_values_scope_and_place_as_they_are() -> None:
    def reading(props: Props) -> Iterator[str]:
        yield f"{props['policy']['Statement']}"

    (problem,) = resource_problems([replace(RULE, checks={KEY: reading})], RESOURCE)

    assert (problem.rule.code, problem.resource) == ("XX-001", RESOURCE)
    assert problem.message == "could not be evaluated: key.policy.Statement is not known yet"


def test_a_value_of_nothing_named_is_told_by_its_own_name() -> None:
    assert Props({"size": 3}, SCOPE).parameters == {}
    (problem,) = resource_problems([RULE], replace(RESOURCE, props=Props({"size": UNKNOWN}, SCOPE)))

    assert problem.message == "could not be evaluated: size is not known yet"


@pytest.mark.parametrize("fault", [MalformedDocumentError("it is odd"), ValueError("odd")])
def test_what_keeps_a_rule_from_answering_is_about_the_resource(fault: Exception) -> None:
    def raising(props: Props) -> Iterator[str]:
        del props
        raise fault

    (problem,) = resource_problems([replace(RULE, checks={KEY: raising})], RESOURCE)

    assert (problem.rule.code, problem.resource) == ("XX-001", RESOURCE)


@pytest.mark.parametrize("ask", [stack_problems, mesh_problems])
def test_what_keeps_a_rule_from_answering_about_many_is_about_none(ask: Ask) -> None:
    def raising(stack: Stack) -> Iterator[tuple[Resource, str | At]]:
        raise ValueError(stack)

    (problem,) = ask([replace(RULE, check_stack=raising, check_mesh=raising)], STACK)

    assert (problem.rule.code, problem.resource) == ("XX-001", None)
    assert problem.message == "rule XX-001 (x) raised ValueError"
