"""What a pack's process learns from its checkout: its rules, and how they stand for each stack."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from guardrails.judging import EffectiveRules, PathOf
from guardrails.props import Scope
from guardrails.retired_codes import RETIRED
from guardrails.rule import Rule
from guardrails.rules import ALL_RULES
from meshwright.errors import Finding, Severity, UsageError
from meshwright.governance.domain_rules import has_domain_rules
from meshwright.governance.organisation import Organisation, PackFile, load_organisation, read_pack
from meshwright.governance.paths import declaration_paths, path_in
from meshwright.governance.resolver import ResolvedRules, RuleSources, resolve
from meshwright.governance.scope import scope_of
from meshwright.governance.waivers import waiver_findings
from meshwright.ids import StackId, domain_of
from meshwright.plan import stack_plan
from meshwright.specs.environment import Environment
from meshwright.specs.load import load_environment, load_mesh
from meshwright.specs.local import local_in_files
from meshwright.workspace import find_workspace

ScopeOf = Callable[[str], Scope]
"""The scope of a stack, by its name."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A policy pack, its rules looked up."""

    name: str
    description: str
    rules: tuple[Rule, ...]
    domain_rules: bool = False
    """Whether it asks the domains' own rules too."""


@dataclass(frozen=True, slots=True)
class Governed:
    """How rules stand for one stack."""

    effective: EffectiveRules
    own: tuple[Rule, ...] = ()
    """The rules of the stack's domain."""
    path_of: PathOf = field(default_factory=lambda: path_in({}))
    """The path of a finding, by which a waiver names it."""


GovernedOf = Callable[[str], Governed]
"""How rules stand for a stack, by its name."""


def load_pack(folder: Path) -> Pack:
    """The pack in a folder.

    Raises UsageError where `pack.yaml` cannot be used or names a rule that is not there.
    """
    file = read_pack(folder.parents[1], folder.name, folder.parent.name)
    if not isinstance(file, PackFile):
        raise _refused(f"{folder.name}/pack.yaml cannot be used", file)
    known = {rule.code: rule for rule in ALL_RULES}
    missing = [code for code in file.overrides.rules if code not in {*known, *RETIRED}]
    if missing:
        raise UsageError(
            f"{file.overrides.at(missing[0])}: there are no rules {', '.join(missing)}",
            fix=f"choose from {', '.join(sorted(known))}",
        )
    rules = tuple(known[code] for code in file.overrides.rules if code in known)
    # Where no domain has any, nothing has to be looked at for them.
    asks_own = file.domain_rules and has_domain_rules(folder.parents[1])
    return Pack(file.name, file.description, rules, asks_own)


def scopes(folder: Path) -> ScopeOf:
    """The scope of a stack by its name, out of the environment files of the pack's checkout.

    It raises UsageError for a stack of no environment. The name comes with each resource: how the
    engine tells it to a pack's process depends on the language host.
    """

    @cache
    def scope(stack: str) -> Scope:
        found = StackId.parse(stack)
        root = find_workspace(folder).root
        return scope_of(load_environment(root, found.environment), found.subject)

    return scope


def governance(folder: Path) -> GovernedOf:
    """How rules stand for a stack by its name, out of the files of the pack's checkout.

    It raises UsageError where any of them asks for what it may not. The mesh is read only for a
    product with waivers, since they name their findings by the lines of specs.
    """

    @cache
    def governed(stack: str) -> Governed:
        found = StackId.parse(stack)
        subject = found.subject
        root = find_workspace(folder).root
        environment = load_environment(root, found.environment)
        organisation = load_organisation(root)
        sources = RuleSources(environment, run_date(), local_in_files(root), organisation)
        resolution = resolve(sources, (subject,))
        resolution.check_environment()
        effective = resolution.effective(subject)
        _refuse_errors(organisation, resolution, subject)
        own = organisation.domain_rules.of(found.domain)
        if not effective.waivers:
            return Governed(effective, own)
        return Governed(effective, own, path_in(_paths(root, environment, subject)))

    return governed


def _refuse_errors(organisation: Organisation, resolution: ResolvedRules, subject: str) -> None:
    domain = domain_of(subject)
    found = [f for f in organisation.findings if f.subject in ("", domain) and _is_error(f)]
    waivers = resolution.waivers(subject)
    if waivers is not None:
        # Which waiver is for nothing takes every rule of every pack to say.
        used = frozenset(resolution.effective(subject).waivers)
        known = resolution.settings(subject)
        found += waiver_findings(subject, waivers, known, used, resolution.as_of)
    if found or resolution.findings:
        raise _refused("the governance of this stack has errors", [*found, *resolution.findings])


def _is_error(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR


def _refused(what: str, findings: Iterable[Finding]) -> UsageError:
    lines = "\n".join(f"{finding}\n  fix: {finding.fix}" for finding in sorted(findings))
    return UsageError(f"{what}\n{lines}", fix="run ./mesh check")


def _paths(root: Path, environment: Environment, subject: str) -> Mapping[str, str]:
    mesh = load_mesh(root).mesh
    stack = stack_plan(mesh, environment, subject=subject, as_of=run_date())
    return declaration_paths(stack) if stack else {}


def run_date() -> date:
    """The date of the run that the engine belongs to."""
    named = os.environ.get("MESH_AS_OF")
    return date.fromisoformat(named) if named else datetime.now(UTC).date()


def as_written(stack: str) -> Governed:
    """How rules stand where no file says anything of them."""
    return Governed(EffectiveRules(StackId.parse(stack).environment, run_date()))
