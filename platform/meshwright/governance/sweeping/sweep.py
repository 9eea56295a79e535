"""The third host: asks the rules about what is deployed, as the states of the stacks have it.

It finds what a plain `pulumi up` has put into a stack past the packs, and what was deployed before
a rule came. It knows states as values; who reads them is `deploy`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from guardrails.judging import Decision, on_resource, on_stack
from guardrails.rule import Resource
from meshwright.errors import Finding, Position
from meshwright.governance import codes
from meshwright.governance.evaluator import evaluate_governed, is_asked
from meshwright.governance.findings import finding_of
from meshwright.governance.paths import declaration_paths, path_in
from meshwright.governance.resolver import ResolvedRules
from meshwright.governance.scope import scope_of
from meshwright.governance.sweeping.state import State, is_engines_own, state_of
from meshwright.governance.waivers import waiver_findings
from meshwright.ids import domain_of, folder_of, is_product, subject_of
from meshwright.plan.declaration import Declaration, Plan, StackPlan
from meshwright.specs.domain_folder import DOMAIN_FILE
from meshwright.specs.models import Mesh
from meshwright.specs.product_folder import PRODUCT_FILE

Written = Sequence[Mapping[str, Any]]
"""The resources of a state, as the engine writes them."""
LEAVING = "it is replaced, and waits to be deleted"
UNDECLARED = "no spec declares it"
ORPHANED = "no spec stands for its stack"
UNSURE = "no spec that can be read declares it"
UNREADABLE = "its spec cannot be read"
CORRECT = "correct what `mesh check` cannot read, and sweep again"
UNASKED = "no rule was evaluated on anything in this stack, so nothing is known to comply"


@dataclass(frozen=True, slots=True)
class Swept:
    """What the rules came to, and how much they were asked about."""

    findings: tuple[Finding, ...]
    resources: int


def sweep(
    states: Mapping[str, Written], plan: Plan, mesh: Mesh, resolution: ResolvedRules
) -> Swept:
    """What the rules find in deployed stacks, by the stacks' names.

    Each finding is at the line of the spec that declares the resource today, else at the stack's
    spec. With it comes what is wrong with the governance of these stacks. Raises UsageError where
    the environment file's governance is wrong.
    """
    resolution.check_environment()
    resolution = resolution.including(map(subject_of, states))
    today = _Today(plan, mesh, resolution)
    stacks = [_Deployed.of(name, written, today) for name, written in states.items()]
    found = [finding for stack in stacks for finding in stack.findings()]
    # What is wrong with others' settings and waivers is the business of `mesh check`.
    about = {"", *(s for stack in stacks for s in (stack.subject, stack.domain))}
    wrong = (*resolution.findings, *resolution.organisation.findings)
    found += (finding for finding in wrong if finding.subject in about)
    in_aws = (r for s in stacks for r in s.state.stack.resources if not is_engines_own(r))
    return Swept(tuple(sorted(set(found))), sum(1 for _ in in_aws))


@dataclass(frozen=True)
class _Today:
    """What the specs say on the day of the sweep."""

    plan: Plan
    mesh: Mesh
    resolution: ResolvedRules

    @cached_property
    def faults(self) -> frozenset[tuple[str, str, str]]:
        """What the rules find in today's plan: code, subject and resource."""
        found = evaluate_governed(self.plan, self.mesh, self.resolution)
        return frozenset((f.code, f.subject, f.resource) for f in found)

    def spec(self, subject: str) -> Position:
        """Where to look for a stack that is not planned."""
        mesh, domain = self.mesh, domain_of(subject)
        if mesh.is_unreadable(subject):
            file = PRODUCT_FILE if is_product(subject) else DOMAIN_FILE
            return Position(f"{folder_of(subject)}/{file}")
        return mesh.domains[domain].source.at() if domain in mesh.domains else Position("domains")


@dataclass(frozen=True)
class _Deployed:
    """One stack as it is deployed."""

    subject: str
    state: State
    plan: StackPlan | None
    today: _Today

    @staticmethod
    def of(name: str, written: Written, today: _Today) -> "_Deployed":
        subject = subject_of(name)
        state = state_of(written, scope_of(today.resolution.environment, subject))
        return _Deployed(subject, state, today.plan.stacks.get(name), today)

    @property
    def domain(self) -> str:
        return domain_of(self.subject)

    @cached_property
    def declared(self) -> Mapping[str, Declaration]:
        return {str(d.key): d for d in self.plan.declarations} if self.plan else {}

    @property
    def spec(self) -> Position:
        return self.plan.declarations[0].spec if self.plan else self.today.spec(self.subject)

    def findings(self) -> Iterator[Finding]:
        """What is found in it, and in its waivers."""
        resolution, resources = self.today.resolution, self.state.stack.resources
        rules = resolution.rules_of(self.domain or None)
        effective = resolution.effective(self.subject)
        asked = [rule for rule in rules if effective.asks(rule)]
        if resources and not any(is_asked(rule, r) for rule in asked for r in resources):
            yield codes.NO_RULES.at(self.spec, UNASKED, subject=self.subject)
        path_of = path_in(declaration_paths(self.plan) if self.plan else {})
        for resource in resources:
            for verdict in on_resource(asked, resource, effective, path_of):
                yield self._finding(verdict)
        for verdict in on_stack(asked, self.state.stack, effective, path_of):
            yield self._finding(verdict)
        yield from self._waivers()

    def _waivers(self) -> Iterator[Finding]:
        resolution = self.today.resolution
        waivers = resolution.waivers(self.subject)
        if waivers is not None:
            # Which one is for nothing takes the specs of every environment to say: `mesh check`.
            used = frozenset(resolution.effective(self.subject).waivers)
            known = resolution.settings(self.subject)
            yield from waiver_findings(self.subject, waivers, known, used, resolution.as_of)

    def _finding(self, verdict: Decision) -> Finding:
        resource = verdict.problem.resource
        key = f"{resource.type}::{resource.name}" if resource else ""
        declared = self.declared.get(key)
        remarks = [verdict.problem.located, *self._remarks(resource, declared)]
        return finding_of(
            verdict,
            declared.spec if declared else self.spec,
            "; ".join(remarks),
            subject=self.subject,
            as_of=self.today.resolution.as_of,
            resource=key,
            fix=self._remedy(verdict, key, declared),
        )

    def _remarks(self, resource: Resource | None, declared: Declaration | None) -> Iterator[str]:
        if resource in self.state.leaving:
            yield LEAVING
        elif self.plan is None:
            yield UNREADABLE if self._is_unreadable else ORPHANED
        elif resource is not None and declared is None:
            # A consumer whose spec cannot be read may well have grants here.
            yield UNSURE if self.plan.uncertain else UNDECLARED

    @property
    def _is_unreadable(self) -> bool:
        return self.today.mesh.is_unreadable(self.subject)

    def _remedy(self, verdict: Decision, key: str, declared: Declaration | None) -> str:
        environment = self.today.resolution.environment.name
        at, fix = f" --env {environment}", verdict.problem.rule.fix
        if self.plan is None:
            gone = f"mesh destroy {self.subject}{at}, or bring its spec back"
            return CORRECT if self._is_unreadable else gone
        if self.plan.uncertain and key and declared is None:
            return CORRECT
        up = f"mesh up {self.subject or environment}{at}"
        if key and (declared is None or verdict.problem.resource in self.state.leaving):
            return f"{up} takes it away; where it has to stay, declare it by a spec: {fix}"
        if (verdict.problem.rule.code, self.subject, key) in self.today.faults:
            return fix
        return f"{up} makes of it what its spec says today, in which the rule finds nothing"
