"""How every rule stands for every subject in one environment on one day, and what was refused.

A subject is a domain or product id, or empty for the environment as a whole. Settings build on each
other, so that a file is looked at once however many products it is for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from guardrails.judging import EffectiveRules, Waiver
from guardrails.retired_codes import RETIRED
from guardrails.rule import Rule
from guardrails.rules import ALL_RULES
from guardrails.settings import (
    LEVEL,
    Kind,
    Level,
    Refusal,
    RuleOverride,
    Setting,
    apply_override,
    initial,
)
from meshwright.errors import Finding, Position, UsageError
from meshwright.governance import codes
from meshwright.governance.organisation import NOBODY, Organisation
from meshwright.ids import domain_of, is_product
from meshwright.specs.codes import Code
from meshwright.specs.environment import Environment
from meshwright.specs.governance import RuleSetting, Wishes
from meshwright.specs.local import LocalOf, local_of
from meshwright.specs.models import Mesh
from meshwright.specs.waivers import Waivers, WaiverSpec
from meshwright.specs.wording import did_you_mean, shown

Settings = Mapping[str, Setting]
"""By the rules' codes."""

CODES: Mapping[Kind, Code] = {
    Kind.NO_SUCH_PARAMETER: codes.NO_SUCH_PARAMETER,
    Kind.WRONG_VALUE: codes.WRONG_VALUE,
    Kind.OUT_OF_RANGE: codes.OUT_OF_RANGE,
    Kind.RELAXES: codes.RELAXES,
    Kind.CONTRADICTS: codes.CONTRADICTS,
}


@dataclass(slots=True)
class RuleResolver:
    """Resolves settings, remembering them by subject, and gathers what it had to refuse."""

    environment: Environment
    as_of: date
    local: LocalOf
    organisation: Organisation = NOBODY
    rules: Sequence[Rule] = ALL_RULES
    drafts: bool = False
    trial: Mapping[str, RuleOverride] = field(default_factory=dict[str, RuleOverride])
    """By the rules' codes, what a simulation tries as if the organisation had said it."""
    findings: list[Finding] = field(default_factory=list[Finding])
    """Refusals of all that has been asked for so far, but for those of the environment file."""
    refused: list[Finding] = field(default_factory=list[Finding])
    """Refusals of the environment file."""
    _settings: dict[str, Settings] = field(default_factory=dict[str, Settings])
    _standings: dict[str, EffectiveRules] = field(default_factory=dict[str, EffectiveRules])

    def standing(self, subject: str) -> EffectiveRules:
        """How all rules stand for a subject."""
        if subject not in self._standings:
            waivers = self.local(subject).waivers
            self._standings[subject] = EffectiveRules(
                self.environment.name,
                self.as_of,
                self.settings(subject),
                tuple(waiver_of(spec) for spec, _ in waivers or ()),
                self.drafts,
            )
        return self._standings[subject]

    def rules_of(self, domain: str | None) -> tuple[Rule, ...]:
        """The rules that are asked of a domain's stacks and specs: everybody's and its own."""
        return (*self.rules, *self.organisation.domain_rules.of(domain))

    def settings(self, subject: str) -> Settings:
        """The setting of every rule for a subject, by code."""
        if subject not in self._settings:
            self._settings[subject] = self._resolved(subject)
        return self._settings[subject]

    def check_environment(self) -> None:
        """Raises UsageError where the environment file asks for what it may not."""
        self.settings("")
        if self.refused:
            path = self.environment.source.path
            lines = "\n".join(f"{f}\n  fix: {f.fix}" for f in sorted(self.refused))
            raise UsageError(f"the environment file has errors\n{lines}", fix=f"correct {path}")

    def _resolved(self, subject: str) -> Settings:
        domain = domain_of(subject)
        if is_product(subject):
            said = self.local(subject).product
            return self._after(self.settings(domain), said, f"product {subject}", subject)
        if domain:
            own = {r.code: initial(r) for r in self.organisation.domain_rules.of(domain)}
            said = self.local(domain).domain
            before = {**self.settings(""), **self._tried(own)}
            return self._after(before, said, f"domain {domain}", domain)
        return self._everywhere()

    def _everywhere(self) -> Settings:
        organisation = self.organisation
        known = {rule.code: initial(rule) for rule in (*ALL_RULES, *self.rules)}
        settings = self._after(known, organisation.floor, "the floor", is_floor=True)
        for pack in organisation.packs:
            settings = self._after(settings, pack.overrides, f"the pack {pack.name}")
        settings = self._tried(settings)
        if organisation.floor and all(s.level is Level.OFF for s in settings.values()):
            position = organisation.floor.source.at("rules")
            message = "every rule is switched off"
            self.findings.append(codes.FLOOR_OFF.at(position, message, where="rules"))
        before, name = len(self.findings), self.environment.name
        settings = self._after(settings, self.environment.governance, f"environment {name}", name)
        self.refused, self.findings = self.findings[before:], self.findings[:before]
        return settings

    def _tried(self, settings: Settings) -> Settings:
        tried = {
            code: apply_override(settings[code], override)[0]
            for code, override in self.trial.items()
            if code in settings
        }
        return {**settings, **tried}

    def _after(
        self,
        settings: Settings,
        overrides: Wishes | None,
        layer: str,
        subject: str = "",
        *,
        is_floor: bool = False,
    ) -> Settings:
        if overrides is None or not overrides.rules:
            return settings
        after = dict(settings)
        for code, said in overrides:
            if code in RETIRED:
                continue
            if code not in settings:
                self.findings.append(_unknown(overrides, code, settings, subject))
                continue
            override = _wish(overrides, code, said, layer, is_floor=is_floor)
            after[code], refusals = apply_override(settings[code], override)
            self.findings += (
                _refused(overrides, code, refusal, subject, said, is_floor=is_floor)
                for refusal in refusals
            )
        return after


def of_mesh(
    mesh: Mesh,
    environment: Environment,
    as_of: date,
    *,
    organisation: Organisation = NOBODY,
    rules: Sequence[Rule] = ALL_RULES,
    drafts: bool = False,
) -> RuleResolver:
    """What governs a mesh."""
    return RuleResolver(environment, as_of, local_of(mesh), organisation, rules, drafts)


def waiver_of(spec: WaiverSpec) -> Waiver:
    """A waiver as rules' hosts know it."""
    return Waiver(spec.rule, spec.finding, spec.reason, spec.ticket, spec.granted, spec.expires)


def _wish(
    overrides: Wishes, code: str, said: RuleSetting, layer: str, *, is_floor: bool
) -> RuleOverride:
    places = {LEVEL: _place(overrides.at(code, LEVEL))}
    for name in said.parameters:
        places[name] = _place(overrides.at(code, "parameters", name))
    return RuleOverride(
        layer=layer,
        level=Level(said.level) if said.level else None,
        parameters=said.parameters,
        places=places,
        sets_parameters=is_floor,
    )


def _place(position: Position) -> str:
    return f"{position.path}:{position.line}"


def _unknown(overrides: Wishes, code: str, known: Iterable[str], subject: str) -> Finding:
    message = f"no rule has the code {shown(code)}{did_you_mean(code, known)}"
    where = overrides.where(code)
    return codes.NO_SUCH_RULE.at(overrides.at(code), message, subject=subject, where=where)


def _refused(
    overrides: Wishes,
    code: str,
    refusal: Refusal,
    subject: str,
    said: RuleSetting,
    *,
    is_floor: bool,
) -> Finding:
    path = (LEVEL,) if refusal.name == LEVEL else ("parameters", refusal.name)
    at = overrides.at if refusal.kind is Kind.NO_SUCH_PARAMETER else overrides.at_value
    is_off = is_floor and refusal.kind is Kind.RELAXES and said.level == Level.OFF
    kind = codes.FLOOR_OFF if is_off else CODES[refusal.kind]
    where = overrides.where(code, *path)
    return kind.at(at(code, *path), refusal.problem, fix=refusal.fix, subject=subject, where=where)


def waiver_findings(
    subject: str, waivers: Waivers, known: Iterable[str], used: frozenset[Waiver], as_of: date
) -> Iterator[Finding]:
    """What is wrong with a product's waivers on one day."""
    choices = tuple(known)
    for index, (spec, position) in enumerate(waivers):
        waiver, where = waiver_of(spec), f"waivers.{index}"
        if spec.rule not in {*choices, *RETIRED}:
            message = f"no rule has the code {shown(spec.rule)}{did_you_mean(spec.rule, choices)}"
            at = waivers.source.at_value("waivers", index, "rule")
            yield codes.NO_SUCH_RULE.at(at, message, subject=subject, where=f"{where}.rule")
        elif problem := _waiver_problem(waiver, used, as_of):
            code, message = problem
            yield code.at(position, message, subject=subject, where=where)


def _waiver_problem(
    waiver: Waiver, used: frozenset[Waiver], as_of: date
) -> tuple[Code, str] | None:
    what = f"the waiver of {waiver.rule} at {shown(waiver.finding)}"
    if as_of < waiver.granted:
        return codes.WAIVER_AHEAD, f"{what} is granted on {waiver.granted}, which is to come"
    if waiver.expires < as_of:
        return codes.WAIVER_EXPIRED, f"{what} expired on {waiver.expires}"
    if waiver not in used:
        return codes.WAIVER_UNUSED, f"{what} is for nothing that the rule finds"
    return None
