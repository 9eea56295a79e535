"""What rules would find if they were enforced, or had other parameters: before it is so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from guardrails.rule import Life, Rule
from guardrails.settings import RuleOverride
from meshwright.errors import Finding, Severity
from meshwright.governance.domain_rules import DomainRules
from meshwright.governance.evaluator import evaluate_governed
from meshwright.governance.resolver import ResolvedRules, resolve
from meshwright.plan.declaration import Plan
from meshwright.specs.models import Mesh


@dataclass(frozen=True, slots=True)
class Failure:
    """A product, or a domain or the environment, that rules find something in."""

    subject: str
    owner: str
    findings: tuple[Finding, ...]
    is_new: bool
    """Whether nothing is found in it today."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """What would be found, and what is new in it."""

    products: int
    """How many products there are."""
    failures: tuple[Failure, ...]
    """The products in which something would be found."""
    elsewhere: tuple[Failure, ...]
    """The domains, and the environment's own stack without a name, with findings to come."""
    gone: tuple[str, ...]
    """The subjects in which something is found today and would not be."""

    @property
    def owners(self) -> Mapping[str, int]:
        """How many failing products each owner has."""
        owners = sorted(failure.owner for failure in self.failures)
        return {owner: owners.count(owner) for owner in dict.fromkeys(owners)}


def simulate(
    plan: Plan,
    mesh: Mesh,
    resolution: ResolvedRules,
    codes: frozenset[str],
    override: RuleOverride | None = None,
) -> Simulation:
    """The findings of some rules as if they were enforced, with what a wish asks of them."""
    today = _found(evaluate_governed(plan, mesh, resolution), codes)
    sources = replace(
        resolution.sources,
        rules=_enforced(resolution.rules, codes),
        organisation=replace(
            resolution.organisation,
            domain_rules=_enforced_own(resolution.organisation.domain_rules, codes),
        ),
        trial=dict.fromkeys(codes, override) if override else {},
    )
    tried = resolve(sources, resolution.by_subject)
    then = _found(evaluate_governed(plan, mesh, tried), codes)
    failures = [
        Failure(subject, _owner(mesh, subject), tuple(findings), subject not in today)
        for subject, findings in sorted(then.items())
    ]
    return Simulation(
        products=len(mesh.products),
        failures=tuple(f for f in failures if f.subject in mesh.products),
        elsewhere=tuple(f for f in failures if f.subject not in mesh.products),
        gone=tuple(sorted(set(today) - set(then))),
    )


def _enforced(rules: Iterable[Rule], codes: frozenset[str]) -> Sequence[Rule]:
    return tuple(in_force(rule) if rule.code in codes else rule for rule in rules)


def in_force(rule: Rule) -> Rule:
    """A rule as it would be with its draft and its grace over."""
    if rule.life is Life.DEPRECATED:
        return rule
    return replace(rule, life=Life.IN_FORCE, introduced=None, mandatory_from={})


def _enforced_own(own: DomainRules, codes: frozenset[str]) -> DomainRules:
    rules = {domain: tuple(_enforced(rules, codes)) for domain, rules in own.rules.items()}
    return replace(own, rules=rules)


def _found(findings: Iterable[Finding], codes: frozenset[str]) -> dict[str, list[Finding]]:
    """What rules find that is neither waived nor a note, by subject."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.code in codes and finding.severity is not Severity.NOTE:
            found.setdefault(finding.subject, []).append(finding)
    return found


def _owner(mesh: Mesh, subject: str) -> str:
    if subject in mesh.products:
        return mesh.products[subject].owner
    domain = mesh.domains.get(subject)
    return domain.spec.owner if domain else ""
