"""The engine's host: a policy pack's rules as one policy for resources and one for the stack.

It closes what pulumi-policy leaves open: an unknown value is a violation at the rule's own level
(the SDK would make it advisory), a rule that raises is a violation that names it (the SDK would
fail the call and lose the others'), and a resource is decoded once for all rules.

A policy has one level in the SDK, and a rule's level depends on the product. So each policy has an
advisory twin behind it, which tells what the first has found and does not stop anything, and which
the SDK passes over, without decoding anything again, where there is nothing to tell.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

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

from guardrails.judging import Decision, Outcome, on_resource, on_stack
from guardrails.props import UNKNOWN, Scope
from guardrails.rule import Level, Resource, Rule, Stack, Stage
from meshwright.errors import MeshError, UsageError
from meshwright.governance.packs.pack_files import (
    Governed,
    GovernedOf,
    Pack,
    ScopeOf,
    as_written,
    governance,
    load_pack,
    scopes,
)
from meshwright.visible import one_line

__all__ = ["Governed", "Pack", "governance", "load_pack", "policies", "scopes", "silent"]

ENGINES_OWN = "pulumi:"
ROOT = "pulumi:pulumi:Stack"
"""The stack itself, which is there whatever it holds."""
ADVISORY = "-advisory"
"""What the name of a policy's twin ends with."""


def policies(
    pack: Pack,
    scope: ScopeOf,
    governed: GovernedOf = as_written,
    *,
    heard: Callable[[Decision], None] | None = None,
) -> list[Policy]:
    """One policy for each stage that the pack has rules of, and its advisory twin.

    `heard` is given each decision that the engine is told of, before it becomes a text.
    """
    made: list[Policy] = []
    for stage in (Stage.RESOURCE, Stage.STACK):
        if pack.domain_rules or any(stage in rule.stages for rule in pack.rules):
            made += _policies(stage, _Host(pack, scope, governed, heard))
    return made


def silent() -> list[Policy]:
    """One policy that says nothing: the SDK takes no pack without any.

    For a pack that has no rules yet, or only such as are asked about specs.
    """

    def nothing(_args: ResourceValidationArgs, _report: ReportViolation) -> None:
        """Asks nothing."""

    advisory = EnforcementLevel.ADVISORY
    return [ResourceValidationPolicy("silent", "It has no rules", nothing, advisory)]


class _Untold(threading.local):
    """What a policy leaves to its twin; the engine may ask about several resources at once."""

    def __init__(self) -> None:
        self.violations: list[tuple[str, str | None]] | None = None
        """None where the policy has not been asked yet."""


class _Twin:
    """The level of an advisory twin: none at all while it has nothing to tell."""

    untold: _Untold

    @property
    def enforcement_level(self) -> EnforcementLevel:
        nothing = self.untold.violations is not None and not self.untold.violations
        return EnforcementLevel.DISABLED if nothing else EnforcementLevel.ADVISORY

    @enforcement_level.setter
    def enforcement_level(self, _level: EnforcementLevel | None) -> None:
        """The SDK's own constructor sets one."""


class _ResourceTwin(_Twin, ResourceValidationPolicy):  # pyright: ignore[reportIncompatibleVariableOverride] - a level that changes
    """Of the policy for resources."""


class _StackTwin(_Twin, StackValidationPolicy):  # pyright: ignore[reportIncompatibleVariableOverride] - a level that changes
    """Of the policy for the stack."""


@dataclass(slots=True)
class _Host:
    """Asks a pack's rules about what the engine sends."""

    pack: Pack
    scope: ScopeOf
    governed: GovernedOf
    heard: Callable[[Decision], None] | None = None
    untold: _Untold = field(default_factory=_Untold)

    def resource(self, args: ResourceValidationArgs, report: ReportViolation) -> None:
        self.untold.violations = []
        if self._is_passed_over(args.resource_type):
            return
        try:
            scope, governed = self._place(args.urn)
        except MeshError as error:
            report(refusal(error), args.urn)
            return
        rules = self._rules(governed)
        if any(rule.asks_about(args.resource_type) for rule in rules):
            resource = _resource(args, scope)
            verdicts = on_resource(rules, resource, governed.effective, governed.path_of)
            self._report(verdicts, governed, report)

    def stack(self, args: StackValidationArgs, report: ReportViolation) -> None:
        self.untold.violations = []
        owned = [r for r in args.resources if not r.resource_type.startswith(ENGINES_OWN)]
        if not owned:
            return
        try:
            scope, governed = self._place(owned[0].urn)
        except MeshError as error:
            report(refusal(error), None)
            return
        rules = [rule for rule in self._rules(governed) if rule.check_stack is not None]
        if rules:
            stack = Stack(scope, tuple(_resource(resource, scope) for resource in owned))
            verdicts = on_stack(rules, stack, governed.effective, governed.path_of)
            self._report(verdicts, governed, report)

    def _is_passed_over(self, resource_type: str) -> bool:
        if resource_type == ROOT:
            return True
        if any(rule.asks_about(resource_type) for rule in self.pack.rules):
            return False
        return not self.pack.domain_rules or resource_type.startswith(ENGINES_OWN)

    def _place(self, urn: str) -> tuple[Scope, Governed]:
        stack = stack_of(urn)
        scope, governed = self.scope(stack), self.governed(stack)
        effective = governed.effective
        if all(effective.setting(rule).level is Level.OFF for rule in self._rules(governed)):
            message = f"every rule of the pack {self.pack.name} is off for {stack}"
            raise UsageError(message, fix="leave at least one on, or delete the pack")
        return scope, governed

    def _rules(self, governed: Governed) -> tuple[Rule, ...]:
        return (*self.pack.rules, *(governed.own if self.pack.domain_rules else ()))

    def _report(
        self, verdicts: Iterable[Decision], governed: Governed, report: ReportViolation
    ) -> None:
        later: list[tuple[str, str | None]] = []
        for verdict in verdicts:
            if self.heard is not None and verdict.outcome is not Outcome.DRAFT:
                self.heard(verdict)
            resource = verdict.problem.resource
            violation = text(verdict, governed.effective.as_of), resource.id if resource else None
            if verdict.outcome is Outcome.ERROR:
                report(*violation)
            elif verdict.outcome is not Outcome.DRAFT:
                later.append(violation)
        self.untold.violations = later


def _policies(stage: Stage, host: _Host) -> tuple[Policy, Policy]:
    name, level = f"{stage}", EnforcementLevel.MANDATORY
    if stage is Stage.RESOURCE:
        about = "Each resource by itself"
        twin = _ResourceTwin(name + ADVISORY, about, _tell(host))
        twin.untold = host.untold
        return ResourceValidationPolicy(name, about, host.resource, level), twin
    about = "The stack as a whole"
    twin = _StackTwin(name + ADVISORY, about, _tell(host))
    twin.untold = host.untold
    return StackValidationPolicy(name, about, host.stack, level), twin


def _tell(host: _Host) -> Any:
    def tell(_args: Any, report: ReportViolation) -> None:
        violations, host.untold.violations = host.untold.violations or (), []
        for message, urn in violations:
            report(message, urn)

    return tell


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


def text(verdict: Decision, as_of: date) -> str:
    """What the engine shows of a problem: the rule, what is wrong where, and what to do."""
    problem, waiver = verdict.problem, verdict.waiver
    rule = problem.rule
    lines = [f"{rule.code} {rule.title}: {problem.located}"]
    if problem.resource:
        lines.append(f"resource: {problem.resource.id}")
    lines.append(f"at: {verdict.path}")
    if waiver is not None:
        left = waiver.days_left(as_of)
        lines.append(f"waived: until {waiver.expires}, {left} days left ({waiver.ticket})")
    if verdict.mandatory_from is not None:
        lines.append(f"mandatory: from {verdict.mandatory_from} on")
    return "\n  ".join(map(one_line, (*lines, f"fix: {rule.fix}")))


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
