"""How every rule stands for every subject in one environment on one day, and what was refused.

A subject is a domain or product id, or empty for the environment as a whole. Settings build on each
other: those of a product on its domain's, and these on the environment's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from guardrails.judging import EffectiveRules
from guardrails.rule import Level, Rule
from guardrails.rules import ALL_RULES
from guardrails.settings import RuleOverride, apply_override, initial
from meshwright.errors import Finding, UsageError
from meshwright.governance import codes
from meshwright.governance.layers import Layered, Settings, layered
from meshwright.governance.organisation import NOBODY, Organisation
from meshwright.governance.waivers import waiver_of
from meshwright.ids import domain_of, is_product, stack_name
from meshwright.specs.environment import Environment
from meshwright.specs.local import LocalOf, local_of
from meshwright.specs.made_before import one
from meshwright.specs.models import Mesh
from meshwright.specs.waivers import Waivers


@dataclass(frozen=True, slots=True)
class RuleSources:
    """All that decides how rules stand."""

    environment: Environment
    as_of: date
    local: LocalOf
    organisation: Organisation = NOBODY
    rules: Sequence[Rule] = ALL_RULES
    drafts: bool = False
    trial: Mapping[str, RuleOverride] = field(default_factory=dict[str, RuleOverride])
    """By the rules' codes, what a simulation tries as if the organisation had said it."""


@dataclass(frozen=True, slots=True)
class ResolvedRules:
    """How every rule stands for each of some subjects, and what had to be refused."""

    sources: RuleSources
    by_subject: Mapping[str, EffectiveRules]
    findings: tuple[Finding, ...] = ()
    """Refusals, but for those of the environment file."""
    refused: tuple[Finding, ...] = ()
    """Refusals of the environment file."""

    @property
    def environment(self) -> Environment:
        return self.sources.environment

    @property
    def as_of(self) -> date:
        return self.sources.as_of

    @property
    def organisation(self) -> Organisation:
        return self.sources.organisation

    @property
    def rules(self) -> Sequence[Rule]:
        return self.sources.rules

    def effective(self, subject: str) -> EffectiveRules:
        """How all rules stand for a subject."""
        return self.by_subject[subject]

    def settings(self, subject: str) -> Settings:
        """The setting of every rule for a subject, by code."""
        return self.by_subject[subject].settings

    def waivers(self, subject: str) -> Waivers | None:
        """The waivers that a subject's file holds."""
        return self.sources.local(subject).waivers

    def rules_of(self, domain: str | None) -> tuple[Rule, ...]:
        """The rules that are asked of a domain's stacks and specs: everybody's and its own."""
        own = self.organisation.domain_rules.of(domain)
        return (*self.rules, *own) if own else tuple(self.rules)

    def check_environment(self) -> None:
        """Raises UsageError where the environment file asks for what it may not."""
        if self.refused:
            path = self.environment.source.path
            lines = "\n".join(f"{f}\n  fix: {f.fix}" for f in sorted(self.refused))
            raise UsageError(f"the environment file has errors\n{lines}", fix=f"correct {path}")

    def including(self, subjects: Iterable[str]) -> "ResolvedRules":
        """The rules resolved for further subjects too, such as stacks whose specs are gone."""
        return resolve(self.sources, (*self.by_subject, *subjects))


def resolve(sources: RuleSources, subjects: Iterable[str]) -> ResolvedRules:
    """How the rules stand for the environment as a whole, for subjects and for their domains."""
    named = dict.fromkeys(subjects)
    whole = _of_organisation(sources)
    in_environment = _of_environment(sources, whole.settings)
    settings = one("settings", sources.environment.name, in_environment.settings)
    found = {"": replace(in_environment, settings=settings)}
    for domain in dict.fromkeys(map(domain_of, named)):
        if domain:
            found[domain] = _of_domain(sources, domain, settings)
    for subject in filter(is_product, named):
        found[subject] = _of_product(sources, subject, found[domain_of(subject)].settings)
    refusals = (f for subject, layer in found.items() if subject for f in layer.findings)
    return ResolvedRules(
        sources,
        _effective(sources, {subject: layer.settings for subject, layer in found.items()}),
        (*whole.findings, *refusals),
        in_environment.findings,
    )


def _of_organisation(sources: RuleSources) -> Layered:
    """What the floor and the packs say, and what a simulation tries in their place."""
    organisation = sources.organisation
    known = {rule.code: initial(rule) for rule in (*ALL_RULES, *sources.rules)}
    layer = layered(known, organisation.floor, "the floor", is_floor=True)
    for pack in organisation.packs:
        layer = layer.then(layered(layer.settings, pack.overrides, f"the pack {pack.name}"))
    settings = _tried(sources, layer.settings)
    findings = layer.findings
    if organisation.floor and all(s.level is Level.OFF for s in settings.values()):
        position = organisation.floor.source.at("rules")
        off = codes.FLOOR_OFF.at(position, "every rule is switched off", where="rules")
        findings = (*findings, off)
    return Layered(settings, findings)


def _of_environment(sources: RuleSources, settings: Settings) -> Layered:
    name = sources.environment.name
    return layered(settings, sources.environment.governance, f"environment {name}", name)


def _of_domain(sources: RuleSources, domain: str, settings: Settings) -> Layered:
    own = {rule.code: initial(rule) for rule in sources.organisation.domain_rules.of(domain)}
    before = {**settings, **_tried(sources, own)} if own else settings
    return layered(before, sources.local(domain).domain, f"domain {domain}", domain)


def _of_product(sources: RuleSources, product: str, settings: Settings) -> Layered:
    return layered(settings, sources.local(product).product, f"product {product}", product)


def _tried(sources: RuleSources, settings: Settings) -> Settings:
    tried = {
        code: apply_override(settings[code], override)[0]
        for code, override in sources.trial.items()
        if code in settings
    }
    return {**settings, **tried}


def _effective(
    sources: RuleSources, settings: Mapping[str, Settings]
) -> Mapping[str, EffectiveRules]:
    """How all rules stand for each subject, domains first; a product that says nothing of rules
    has what its domain has.
    """
    found: dict[str, EffectiveRules] = {}
    for subject, own in settings.items():
        waivers = sources.local(subject).waivers
        above = domain_of(subject)
        if is_product(subject) and settings[above] is own and waivers is None:
            found[subject] = found[above]
            continue
        waived = tuple(waiver_of(spec) for spec, _ in waivers or ())
        stands = EffectiveRules(
            sources.environment.name, sources.as_of, own, waived, sources.drafts
        )
        found[subject] = one("rules", stack_name(subject, sources.environment.name), stands)
    return found


def of_mesh(
    mesh: Mesh,
    environment: Environment,
    as_of: date,
    *,
    organisation: Organisation = NOBODY,
    rules: Sequence[Rule] = ALL_RULES,
    drafts: bool = False,
    subjects: Iterable[str] | None = None,
) -> ResolvedRules:
    """How the rules stand for every domain and product of a mesh, or for some subjects of it."""
    sources = RuleSources(environment, as_of, local_of(mesh), organisation, rules, drafts)
    return resolve(sources, (*mesh.domains, *mesh.products) if subjects is None else subjects)
