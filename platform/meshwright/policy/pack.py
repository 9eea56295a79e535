"""The engine's host: a policy pack's rules as one policy for resources and one for the stack.

It closes what pulumi-policy leaves open: an unknown value is a violation at the rule's own level
(the SDK would make it advisory), a rule that raises is a violation that names it (the SDK would
fail the call and lose the others'), and a resource is decoded once for all rules.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, cast

import yaml
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from guardrails.evaluation import Problem, resource_problems, stack_problems
from guardrails.props import UNKNOWN, Scope
from guardrails.rule import Resource, Rule, Severity, Stack, Stage
from guardrails.rules import ALL_RULES
from meshwright.errors import MeshError, UsageError
from meshwright.policy.scope import scope_of
from meshwright.spec.load import load_environment
from meshwright.workspace import find_workspace

PACK_FILE = "pack.yaml"
ENGINES_OWN = "pulumi:"
ScopeOf = Callable[[str], Scope]
"""The scope of a stack, by its name."""
LEVELS = {
    Severity.MANDATORY: EnforcementLevel.MANDATORY,
    Severity.ADVISORY: EnforcementLevel.ADVISORY,
}


class PackSpec(BaseModel):
    """`pack.yaml`: a pack picks rules by their codes."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str
    description: str
    rules: Annotated[tuple[str, ...], Field(strict=False, min_length=1)]


@dataclass(frozen=True, slots=True)
class Pack:
    """A policy pack, its rules looked up."""

    name: str
    description: str
    rules: tuple[Rule, ...]


def load_pack(folder: Path) -> Pack:
    """The pack in a folder.

    Raises UsageError where `pack.yaml` cannot be used or names a rule that is not there.
    """
    path = folder / PACK_FILE
    try:
        spec = PackSpec.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise UsageError(f"{path} cannot be used: {error}", fix=f"correct {path}") from error
    known = {rule.code: rule for rule in ALL_RULES}
    missing = [code for code in spec.rules if code not in known]
    if missing:
        raise UsageError(
            f"{path} names rules that do not exist: {', '.join(missing)}",
            fix=f"choose from {', '.join(sorted(known))}",
        )
    return Pack(spec.name, spec.description, tuple(known[code] for code in spec.rules))


def scopes(folder: Path) -> ScopeOf:
    """The scope of a stack by its name, out of the environment files of the pack's checkout.

    It raises UsageError for a stack of no environment. The name comes with each resource: how the
    engine tells it to a pack's process depends on the language host.
    """

    @cache
    def scope(stack: str) -> Scope:
        environment, _, subject = stack.partition(".")
        root = find_workspace(folder).root
        return scope_of(load_environment(root, environment), subject)

    return scope


def policies(pack: Pack, scope: ScopeOf) -> list[Policy]:
    """One policy for each stage and level that the pack has rules of."""
    made: list[Policy] = []
    for severity in Severity:
        rules = [rule for rule in pack.rules if rule.severity is severity]
        suffix = "" if severity is Severity.MANDATORY else f"-{severity}"
        # The engine knows no specs: their rules have been asked before it starts.
        for stage in (Stage.RESOURCE, Stage.STACK):
            asked = [rule for rule in rules if stage in rule.stages]
            if asked:
                name = f"{stage}{suffix}"
                made.append(_policy(stage, name, asked, scope, LEVELS[severity]))
    return made


def _policy(
    stage: Stage, name: str, rules: Sequence[Rule], scope: ScopeOf, level: EnforcementLevel
) -> Policy:
    if stage is Stage.RESOURCE:
        validate = _resource_validation(rules, scope)
        return ResourceValidationPolicy(name, "Each resource by itself", validate, level)
    validate = _stack_validation(rules, scope)
    return StackValidationPolicy(name, "The stack as a whole", validate, level)


def _resource_validation(rules: Sequence[Rule], scope: ScopeOf) -> Any:
    asked = {kind for rule in rules for kind in rule.checks}

    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        if args.resource_type not in asked:
            return
        try:
            resource = _resource(args, scope(stack_of(args.urn)))
        except MeshError as error:
            report(refusal(error), args.urn)
            return
        for problem in resource_problems(rules, resource):
            report(text(problem), args.urn)

    return validate


def _stack_validation(rules: Sequence[Rule], scope: ScopeOf) -> Any:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        owned = [r for r in args.resources if not r.resource_type.startswith(ENGINES_OWN)]
        if not owned:
            return
        try:
            place = scope(stack_of(owned[0].urn))
        except MeshError as error:
            report(refusal(error), None)
            return
        stack = Stack(place, tuple(_resource(resource, place) for resource in owned))
        for problem in stack_problems(rules, stack):
            report(text(problem), problem.resource.id if problem.resource else None)

    return validate


def stack_of(urn: str) -> str:
    """The name of the stack that a resource's URN begins with."""
    return urn.removeprefix("urn:pulumi:").partition("::")[0]


def _resource(args: ResourceValidationArgs | PolicyResource, scope: Scope) -> Resource:
    values = decoded(args.props)
    protect = args.opts.protect
    return Resource.of(args.resource_type, args.name, values, scope, id=args.urn, protect=protect)


def refusal(error: MeshError) -> str:
    """What the engine shows where no rule could be asked at all."""
    return f"no rule can be asked: {error}\n  fix: {error.fix}"


def text(problem: Problem) -> str:
    """What the engine shows of a problem: the rule, what is wrong where, and what to do."""
    rule = problem.rule
    about = f"\n  resource: {problem.resource.id}" if problem.resource else ""
    return f"{rule.code} {rule.title}: {problem.message}{about}\n  fix: {rule.fix}"


def decoded(value: Any) -> Any:
    """The SDK's guarded properties as plain JSON values, with `UNKNOWN` where they hold none.

    The engine sends all numbers as floats, and assets and archives as objects that are no JSON.
    """
    if isinstance(value, Mapping):
        mapping = cast("Mapping[str, Any]", value)
        return {name: _entry(mapping, name) for name in mapping}
    if isinstance(value, Sequence) and not isinstance(value, str):
        sequence = cast("Sequence[Any]", value)
        return [_entry(sequence, index) for index in range(len(sequence))]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if value is None or isinstance(value, str | bool | int | float) else UNKNOWN


def _entry(container: Any, key: str | int) -> Any:
    try:
        return decoded(container[key])
    except UnknownValueError:
        return UNKNOWN
