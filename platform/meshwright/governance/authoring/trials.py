"""Every case of a rule, asked in the hosts that the mesh has: what `mesh policy test` reports.

A case about a resource or a stack goes through the engine's own messages to the SDK's servicer, a
case about specs through the offline host. A rule is asked as if it were in force, whatever its
life, and with its own defaults.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from guardrails.cases import Case, CasesError, Kind, cases, needed
from guardrails.evaluation import Problem
from guardrails.judging import WHOLE_DOMAIN, WHOLE_PRODUCT, Decision
from guardrails.props import Scope
from guardrails.rule import RULES_FOLDER, Rule, Stage
from meshwright.errors import Finding
from meshwright.governance.authoring.sdk_harness import Engine
from meshwright.governance.authoring.simulation import in_force
from meshwright.governance.domain_rules import DomainRules, all_rules
from meshwright.governance.evaluator import evaluate
from meshwright.governance.packs.pack import Pack, policies
from meshwright.governance.spec_documents import SpecDocument
from meshwright.ids import joined
from meshwright.plan.declaration import Plan
from meshwright.specs.environment import Environment, EnvironmentSpec
from meshwright.specs.models import Mesh
from meshwright.specs.source import Source
from meshwright.visible import one_line

WHOLES = frozenset((WHOLE_DOMAIN, WHOLE_PRODUCT))


@dataclass(frozen=True, slots=True)
class Failure:
    """A case for which its rule says something else."""

    case: str
    expected: tuple[str, ...]
    got: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What the cases of one rule came to."""

    rule: Rule
    domain: str
    """Whose own rule it is; empty for the organisation's."""
    cases: int
    failures: tuple[Failure, ...] = ()
    lacking: tuple[Kind, ...] = ()
    """The kinds of cases that it needs and has none of."""
    fault: str = ""
    """Why its cases cannot be read."""

    @property
    def passed(self) -> bool:
        return not (self.failures or self.lacking or self.fault)


def tried(rule: Rule, domain: str, *, as_of: date) -> Trial:
    """A rule after all of its cases."""
    try:
        known = cases(rule)
    except CasesError as error:
        return Trial(rule, domain, 0, fault=str(error))
    has = {case.kind for case in known}
    lacking = tuple(kind for kind in needed(rule) if kind not in has)
    failures = tuple(_failures(rule, known, as_of))
    return Trial(rule, domain, len(known), failures, lacking)


def orphans(own: DomainRules, root: Path) -> Iterator[str]:
    """The files of cases that belong to no rule, relative to the checkout's root."""
    rules = [rule for rule, _ in all_rules(own)]
    known = {rule.folder / f"{rule.module}.yaml" for rule in rules}
    folders = {rule.home for rule in rules if rule.home} | {RULES_FOLDER}
    for folder in sorted(folders):
        for file in sorted({*folder.rglob("*.yaml")} - known):
            yield file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name


def _failures(rule: Rule, known: Sequence[Case], as_of: date) -> Iterator[Failure]:
    enforced = in_force(rule)
    for case in known:
        if case.stage is Stage.RESOURCE and case.applies is not _is_asked(rule, case):
            said = "the rule is not asked" if case.applies else "the rule is asked"
            yield Failure(case.name, (f"applies: {str(case.applies).lower()}",), (said,))
            continue
        got = said_of(enforced, case, as_of=as_of)
        # A case that expects its rule to raise proves nothing of the rule.
        if _has_raised(rule, got) or sorted(got) != sorted(case.problems):
            yield Failure(case.name, case.problems, got)


def _has_raised(rule: Rule, got: tuple[str, ...]) -> bool:
    return any(f"rule {rule} raised" in problem for problem in got)


def _is_asked(rule: Rule, case: Case) -> bool:
    return rule.asks_about(case.resources[0].type)


def said_of(rule: Rule, case: Case, *, as_of: date) -> tuple[str, ...]:
    """What a rule says of a case in the host of its stage, in the form that a case expects.

    What the host cannot even be told, such as a date in place of a text, is said too.
    """
    try:
        said = _offline(rule, case, as_of) if case.stage is Stage.SPEC else _in_engine(rule, case)
        return tuple(said)
    except Exception as error:
        return (f"the case cannot be asked: {type(error).__name__}: {error}",)


def _in_engine(rule: Rule, case: Case) -> Iterable[str]:
    stack = joined((case.scope.environment, case.scope.domain, case.scope.product))
    heard: list[Decision] = []
    pack = policies(Pack("cases", "", (rule,)), lambda _: case.scope, heard=heard.append)
    engine, is_alone = Engine(pack, stack), case.stage is Stage.RESOURCE
    told = engine.analyze(case.resources[0]) if is_alone else engine.analyze_stack(case.resources)
    if len(told) != len(heard):
        # No rule could be asked, or a decision did not arrive.
        return [violation.message for violation in told]
    return [_problem(decision.problem, is_alone=is_alone) for decision in heard]


def _problem(problem: Problem, *, is_alone: bool) -> str:
    about = problem.resource.name if problem.resource and not is_alone else ""
    return ": ".join(filter(None, (about, one_line(problem.located))))


def _offline(rule: Rule, case: Case, as_of: date) -> Iterator[str]:
    place = _environment(case.scope)
    documents = [SpecDocument(s.type, s.name, s.values, Source("spec")) for s in case.resources]
    empty = Plan(place.name, as_of, {})
    for finding in evaluate(empty, Mesh({}, {}), place, rules=(rule,), documents=documents):
        if finding.code == rule.code:
            yield _said(rule, case, finding)


def _said(rule: Rule, case: Case, finding: Finding) -> str:
    about = finding.subject if case.is_about_many else ""
    where = "" if finding.where in WHOLES else finding.where
    message = finding.message.removeprefix(f"{rule.title}: ")
    return ": ".join(filter(None, (about, where, message)))


def _environment(scope: Scope) -> Environment:
    """An environment that gives specs the scope of a case."""
    deployer = f"arn:{scope.partition}:iam::{scope.account}:role/deployer"
    readers = {
        f"reader_{n}": {
            "principal": r.principal,
            "classifications": r.classifications,
            "pii": r.pii,
        }
        for n, r in enumerate(scope.readers)
    }
    written = {
        "account": scope.account,
        "region": scope.region,
        "backend": "s3://state",
        "deployer": deployer,
        "administrators": [deployer],
        "accountSettings": scope.manages_account,
        "adopted": {
            "databases": dict(scope.adopted_databases),
            "locations": {f"{b}/{f}" if f else b: p for b, f, p in scope.adopted_locations},
        },
        "readers": readers,
    }
    return Environment(scope.environment, EnvironmentSpec.model_validate(written), Source("cases"))
