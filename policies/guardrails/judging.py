"""What a problem comes to where it is found: by the rule's setting, its life and the waivers there.

The one place where a problem becomes an error, a warning, a note or a waived finding; every host
asks here, with the date of its run.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from guardrails.evaluation import Problem, mesh_problems, resource_problems, stack_problems
from guardrails.rule import Level, Life, Resource, Rule, Stack
from guardrails.settings import Setting, initial

WHOLE_STACK = "stack"
"""The path of a finding about a stack as a whole."""
WHOLE_DOMAIN = "domain"
WHOLE_PRODUCT = "product"
"""The path of a finding about a product as a whole."""


class Outcome(StrEnum):
    """What a problem comes to."""

    ERROR = "error"
    """It stops the deployment."""
    WARNING = "warning"
    NOTE = "note"
    """Said of a deprecated rule; never stops anything."""
    DRAFT = "draft"
    """Said to the rule's authors alone."""
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Waiver:
    """One finding that its product's reviewers have agreed to live with for a while."""

    rule: str
    """The code."""
    finding: str
    """The path that the finding prints."""
    reason: str
    ticket: str
    granted: date
    expires: date
    """The last day on which it holds, in UTC."""

    def holds(self, as_of: date) -> bool:
        return self.granted <= as_of <= self.expires

    def days_left(self, as_of: date) -> int:
        """The days on which it still holds after this one."""
        return (self.expires - as_of).days


@dataclass(frozen=True)
class EffectiveRules:
    """How the rules stand for one stack, or one spec, on one day."""

    environment: str
    as_of: date
    settings: Mapping[str, Setting] = field(default_factory=dict[str, Setting])
    """By the rules' codes; a rule that is not among them stands as it is written."""
    waivers: tuple[Waiver, ...] = ()
    drafts: bool = False
    """Whether rules that are not in force yet are asked too."""

    def setting(self, rule: Rule) -> Setting:
        return self.settings.get(rule.code) or initial(rule)

    def asks(self, rule: Rule) -> bool:
        if self.setting(rule).level is Level.OFF:
            return False
        return self.drafts or not is_draft(rule, self.as_of)

    @cached_property
    def parameters(self) -> Mapping[str, Mapping[str, Any]]:
        return {code: setting.parameters for code, setting in self.settings.items()}

    def waiver(self, rule: Rule, path: str) -> Waiver | None:
        """The waiver that holds today for a rule's finding at a path."""
        return self._in_force.get((rule.code, path))

    @cached_property
    def _in_force(self) -> Mapping[tuple[str, str], Waiver]:
        """The waivers that hold today by rule and finding, the first where two are for one."""
        holding = (w for w in reversed(self.waivers) if w.holds(self.as_of))
        return {(waiver.rule, waiver.finding): waiver for waiver in holding}


@dataclass(frozen=True, slots=True)
class Decision:
    """A problem, and what it comes to."""

    problem: Problem
    outcome: Outcome
    path: str
    """The path that the finding prints and that a waiver names."""
    waiver: Waiver | None = None
    mandatory_from: date | None = None
    """Of a warning that will be an error: from which day on."""


PathOf = Callable[[Problem], str]
"""The path that a problem's finding prints."""
EffectiveRulesOf = Callable[[Resource | None], EffectiveRules]


def is_draft(rule: Rule, as_of: date) -> bool:
    """Whether a rule is not in force yet."""
    return rule.life is Life.DRAFT or (rule.introduced is not None and as_of < rule.introduced)


def grace(rule: Rule, environment: str, as_of: date) -> date | None:
    """The day from which a rule is mandatory, where that is still to come."""
    day = rule.mandatory_from.get(environment)
    return day if day is not None and as_of < day else None


def is_mandatory(rule: Rule, environment: str, as_of: date) -> bool:
    """Whether a rule stops a deployment, if its level says so.

    One that names the days from which it is mandatory is so in the environments that it names.
    """
    if not rule.mandatory_from:
        return True
    day = rule.mandatory_from.get(environment)
    return day is not None and day <= as_of


def turns(rules: Iterable[Rule], environment: str) -> Iterator[date]:
    """The days on which the passing of time alone changes how a rule stands."""
    for rule in rules:
        if rule.introduced is not None:
            yield rule.introduced
        if environment in rule.mandatory_from:
            yield rule.mandatory_from[environment]


def judged(problem: Problem, effective: EffectiveRules, path: str) -> Decision:
    """What a problem comes to."""
    rule = problem.rule
    if is_draft(rule, effective.as_of):
        return Decision(problem, Outcome.DRAFT, path)
    if rule.life is Life.DEPRECATED:
        return Decision(problem, Outcome.NOTE, path)
    # A question without an answer cannot be waived: nobody knows what would be agreed to.
    if not problem.unanswered and (waiver := effective.waiver(rule, path)):
        return Decision(problem, Outcome.WAIVED, path, waiver)
    if problem.advisory or effective.setting(rule).level is not Level.MANDATORY:
        return Decision(problem, Outcome.WARNING, path)
    if not is_mandatory(rule, effective.environment, effective.as_of):
        day = grace(rule, effective.environment, effective.as_of)
        return Decision(problem, Outcome.WARNING, path, mandatory_from=day)
    return Decision(problem, Outcome.ERROR, path)


def on_resource(
    rules: Iterable[Rule], resource: Resource, effective: EffectiveRules, path_of: PathOf
) -> Iterator[Decision]:
    """What the rules for single resources, or single specs, come to for this one."""
    # Few rules are about one type, so that is asked before how each of them stands.
    about = (rule for rule in rules if rule.asks_about(resource.type))
    asked = (rule for rule in about if effective.asks(rule))
    for problem in resource_problems(asked, resource, effective.parameters):
        yield judged(problem, effective, path_of(problem))


def on_stack(
    rules: Iterable[Rule], stack: Stack, effective: EffectiveRules, path_of: PathOf
) -> Iterator[Decision]:
    """What the rules for whole stacks come to for this one."""
    asked = (rule for rule in rules if effective.asks(rule))
    for problem in stack_problems(asked, stack, effective.parameters):
        yield judged(problem, effective, path_of(problem))


def on_mesh(
    rules: Iterable[Rule], mesh: Stack, effective_of: EffectiveRulesOf, path_of: PathOf
) -> Iterator[Decision]:
    """What the rules for all specs together come to.

    They are asked with the parameters of the environment as a whole; what a problem comes to, its
    product's own settings and waivers say.
    """
    whole = effective_of(None)
    # One product may ask for what is off everywhere else.
    every = [whole, *(effective_of(resource) for resource in mesh.resources)]
    asked = [r for r in rules if r.check_mesh and any(s.asks(r) for s in every)]
    for problem in mesh_problems(asked, mesh, whole.parameters):
        effective = effective_of(problem.resource)
        if effective.asks(problem.rule):
            yield judged(problem, effective, path_of(problem))


def resource_path(resource_type: str, name: str) -> str:
    """The path of a finding about a resource that no line of a spec stands for: `bucket.data`."""
    kind = resource_type.rpartition(":")[2]
    return f"{kind[:1].lower()}{kind[1:]}.{name}"
