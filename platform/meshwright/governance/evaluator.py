"""The offline host: asks all rules about a plan, and points at the lines of the specs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guardrails.judging import (
    Decision,
    EffectiveRules,
    Waiver,
    on_mesh,
    on_resource,
    on_stack,
)
from guardrails.props import UNKNOWN, Scope
from guardrails.rule import Resource, Rule, Stack
from guardrails.rules import ALL_RULES
from guardrails.types import SPECS
from meshwright.errors import Finding, Position
from meshwright.gc_pause import collector_paused
from meshwright.governance import codes
from meshwright.governance.findings import finding_of
from meshwright.governance.organisation import NOBODY, Organisation
from meshwright.governance.paths import declaration_paths, path_in, spec_path
from meshwright.governance.resolver import ResolvedRules, of_mesh
from meshwright.governance.scope import scope_of
from meshwright.governance.spec_documents import SpecDocument, spec_documents
from meshwright.governance.waivers import waiver_findings
from meshwright.ids import domain_of, stack_name
from meshwright.json_values import with_leaves
from meshwright.plan.declaration import Declaration, Json, Plan, Ref, StackPlan
from meshwright.specs.environment import Environment
from meshwright.specs.made_before import once
from meshwright.specs.models import Mesh

NO_RULES = codes.NO_RULES.at(
    Position("policies"), "no rule was evaluated on any resource, so nothing is known to comply"
)


def evaluate(
    plan: Plan,
    mesh: Mesh,
    environment: Environment,
    *,
    rules: Sequence[Rule] = ALL_RULES,
    documents: Iterable[SpecDocument] | None = None,
    organisation: Organisation = NOBODY,
    drafts: bool = False,
) -> tuple[Finding, ...]:
    """What the rules find in the specs and in every stack of a plan, each at its line of a spec.

    With it comes what is wrong with the governance of the mesh. `documents` stand for the mesh's
    own specs where they are given. Raises UsageError where the environment file's governance is
    wrong.
    """
    resolution = of_mesh(
        mesh, environment, plan.as_of, organisation=organisation, rules=rules, drafts=drafts
    )
    return evaluate_governed(plan, mesh, resolution, documents)


def evaluate_governed(
    plan: Plan,
    mesh: Mesh,
    resolution: ResolvedRules,
    documents: Iterable[SpecDocument] | None = None,
) -> tuple[Finding, ...]:
    """What rules that are resolved already, or only tried, find in specs and stacks."""
    resolution.check_environment()
    known = spec_documents(mesh, as_of=plan.as_of) if documents is None else documents
    by_id = {document.id: document for document in known}
    asked = {*by_id, *(stack.subject for stack in plan.stacks.values())}
    if not asked <= resolution.by_subject.keys():
        resolution = resolution.including(sorted(asked))
    host = _Offline(plan, mesh, resolution, by_id)
    with collector_paused():
        found = (*host.in_specs(), *host.in_stacks())
    if not host.was_asked:
        return (NO_RULES,)
    organisation = (*resolution.organisation.findings, *_strange_domains(mesh, resolution))
    return tuple(sorted((*found, *host.in_waivers(), *resolution.findings, *organisation)))


@dataclass(slots=True)
class _Offline:
    """One evaluation of a mesh and its plan."""

    plan: Plan
    mesh: Mesh
    resolution: ResolvedRules
    documents: Mapping[str, SpecDocument]
    was_asked: bool = False
    used: set[tuple[str, Waiver]] = field(default_factory=set[tuple[str, Waiver]])
    """The waivers that something was found for, with their products."""

    def in_specs(self) -> Iterator[Finding]:
        specs = specs_of(self.documents.values(), self.resolution.environment)
        for verdict in self._spec_verdicts(specs):
            yield self._spec_finding(verdict)

    def in_stacks(self) -> Iterator[Finding]:
        for stack in self.plan.stacks.values():
            # Every declaration of a stack may have a finding: each is looked up, never looked for.
            declared: dict[str, Declaration] = {}
            for verdict in self._stack_verdicts(stack):
                declared = declared or {str(d.key): d for d in stack.declarations}
                yield self._finding(verdict, about(verdict, stack, declared), stack.subject)

    def in_waivers(self) -> Iterator[Finding]:
        for subject, product in self.mesh.products.items():
            if product.waivers is None:
                continue
            used = frozenset(waiver for owner, waiver in self.used if owner == subject)
            known = self.resolution.settings(subject)
            yield from waiver_findings(subject, product.waivers, known, used, self.resolution.as_of)

    def _spec_verdicts(self, specs: Stack) -> Iterator[Decision]:
        for spec in specs.resources:
            rules, effective = self._asked_of(spec.id)
            self._note(rules, effective, (spec,))
            document, scope = self.documents[spec.id], spec.props.scope
            name = stack_name(spec.id, scope.environment)
            yield from once(_of_spec, name, document, scope, rules, effective)
        self._note(self.resolution.rules, self.resolution.effective(""), specs.resources)
        yield from on_mesh(self.resolution.rules, specs, self._effective_of, spec_path)
        for domain, rules in self.resolution.organisation.domain_rules.rules.items():
            theirs = tuple(s for s in specs.resources if s.props.scope.domain == domain)
            scope = scope_of(self.resolution.environment, domain)
            yield from on_mesh(rules, Stack(scope, theirs), self._effective_of, spec_path)

    def _stack_verdicts(self, stack: StackPlan) -> Sequence[Decision]:
        rules, effective = self._asked_of(stack.subject)
        environment = self.resolution.environment
        if not self.was_asked:
            self._note(rules, effective, resources_of(stack, environment).resources)
        scope = scope_of(environment, stack.subject)
        return once(_of_stack, stack.name, stack, scope, rules, effective)

    def _asked_of(self, subject: str) -> tuple[tuple[Rule, ...], EffectiveRules]:
        domain = domain_of(subject) or None
        return self.resolution.rules_of(domain), self.resolution.effective(subject)

    def _effective_of(self, spec: Resource | None) -> EffectiveRules:
        return self.resolution.effective(spec.id if spec else "")

    def _note(
        self, rules: Iterable[Rule], effective: EffectiveRules, asked: Iterable[Resource]
    ) -> None:
        self.was_asked = self.was_asked or any(
            is_asked(rule, resource) and effective.asks(rule)
            for resource in asked
            for rule in rules
        )

    def _spec_finding(self, verdict: Decision) -> Finding:
        resource = verdict.problem.resource
        if resource is None:
            return self._said(verdict, Position("domains"), "", verdict.problem.message)
        document = self.documents[resource.id]
        position = document.at(verdict.problem.path)
        return self._said(verdict, position, document.id, verdict.problem.message)

    def _finding(self, verdict: Decision, declaration: Declaration, subject: str) -> Finding:
        said = verdict.problem.located
        key = str(declaration.key) if verdict.problem.resource else ""
        return self._said(verdict, declaration.spec, subject, said, key)

    def _said(
        self, verdict: Decision, position: Position, subject: str, said: str, resource: str = ""
    ) -> Finding:
        if verdict.waiver is not None:
            self.used.add((subject, verdict.waiver))
        as_of = self.resolution.as_of
        return finding_of(verdict, position, said, subject=subject, as_of=as_of, resource=resource)


def _of_spec(
    document: SpecDocument, scope: Scope, rules: tuple[Rule, ...], effective: EffectiveRules
) -> Sequence[Decision]:
    return tuple(on_resource(rules, _spec(document, scope), effective, spec_path))


def _of_stack(
    stack: StackPlan, scope: Scope, rules: tuple[Rule, ...], effective: EffectiveRules
) -> Sequence[Decision]:
    resources = _shown(stack.declarations, scope)
    path_of = path_in(declaration_paths(stack))
    alone = (
        decision
        for resource in resources.resources
        for decision in on_resource(rules, resource, effective, path_of)
    )
    return (*alone, *on_stack(rules, resources, effective, path_of))


def _strange_domains(mesh: Mesh, resolution: ResolvedRules) -> Iterator[Finding]:
    for domain in resolution.organisation.domain_rules.rules:
        if domain not in mesh.domains and domain not in mesh.unreadable:
            position = Position(f"policies/domains/{domain}")
            yield codes.NO_SUCH_DOMAIN.at(position, f"there is no domain {domain}")


def specs_of(documents: Iterable[SpecDocument], environment: Environment) -> Stack:
    """All specs as what a rule is asked about; the scope of the whole is the environment's own."""
    resources = tuple(
        once(_spec, stack_name(d.id, environment.name), d, scope_of(environment, d.id))
        for d in documents
    )
    return Stack(scope_of(environment, ""), resources)


def _spec(document: SpecDocument, scope: Scope) -> Resource:
    return Resource.of(document.type, document.id, document.values, scope, id=document.id)


def resources_of(stack: StackPlan, environment: Environment) -> Stack:
    """The declarations of a stack as what rules are asked about."""
    return _shown(stack.declarations, scope_of(environment, stack.subject))


def _shown(declarations: Iterable[Declaration], scope: Scope) -> Stack:
    return Stack(scope, tuple(_resource(declaration, scope) for declaration in declarations))


def _resource(declaration: Declaration, scope: Scope) -> Resource:
    values = plain(declaration.inputs)
    key = declaration.key
    return Resource.of(key.type, key.name, values, scope, id=str(key), protect=declaration.keep)


def plain(value: Json) -> Any:
    """A declaration's value as rules read it: a `Ref` is what only AWS can say."""
    return with_leaves(value, lambda leaf: UNKNOWN if isinstance(leaf, Ref) else leaf)


def is_asked(rule: Rule, resource: Resource) -> bool:
    """Whether a rule looks at a resource, or at all that it is among."""
    together = rule.check_mesh if resource.type in SPECS else rule.check_stack
    return rule.asks_about(resource.type) or together is not None


def about(verdict: Decision, stack: StackPlan, declared: Mapping[str, Declaration]) -> Declaration:
    """The declaration a problem is about; for the stack as a whole, its first."""
    resource = verdict.problem.resource
    return declared.get(resource.id if resource else "", stack.declarations[0])
