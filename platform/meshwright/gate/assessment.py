"""What is known of a mesh in one environment before anything runs: its plan, and all findings."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from meshwright.checks import check_mesh
from meshwright.errors import Finding, UsageError
from meshwright.gate.consequences import without_consequences
from meshwright.gate.life import retired_early
from meshwright.gate.moves import History, known_moves
from meshwright.governance import evaluate, load_organisation
from meshwright.governance.codes import WAIVER_UNUSED
from meshwright.governance.dates import judged_plan
from meshwright.governance.domain_rules import DomainRules, load_domain_rules
from meshwright.governance.evaluator import evaluate_governed
from meshwright.governance.organisation import NOBODY, Organisation
from meshwright.governance.resolver import of_mesh
from meshwright.lineage.check import query_findings
from meshwright.plan import plan, plan_of
from meshwright.plan.declaration import Plan
from meshwright.plan.limits import plan_findings
from meshwright.plan.neighbourhood import Neighbourhoods
from meshwright.specs.domain_folder import DomainFolder
from meshwright.specs.environment import Environment
from meshwright.specs.links import link_findings
from meshwright.specs.load import (
    LoadedMesh,
    environment_conflicts,
    environment_names,
    load_environment,
    load_mesh,
)
from meshwright.specs.models import Mesh
from meshwright.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Assessment:
    """One environment's verdict on the mesh."""

    mesh: Mesh
    environment: Environment
    plan: Plan
    findings: tuple[Finding, ...]
    organisation: Organisation = NOBODY


@dataclass(frozen=True, slots=True)
class Planned:
    """What one environment is to hold, unjudged."""

    mesh: Mesh
    environment: Environment
    plan: Plan
    """With how the rules stand for each stack."""
    organisation: Organisation

    @property
    def as_of(self) -> date:
        return self.plan.as_of

    @property
    def near(self) -> Neighbourhoods:
        return Neighbourhoods(self.mesh)

    def planned(self, subjects: Collection[str] | None = None) -> "Planned":
        """The plan itself, or what it says of some subjects alone."""
        if subjects is None:
            return self
        stacks = {name: s for name, s in self.plan.stacks.items() if s.subject in subjects}
        return replace(self, plan=replace(self.plan, stacks=stacks))


@dataclass(frozen=True, slots=True)
class Specified:
    """What a checkout's files say of one environment, unplanned."""

    near: Neighbourhoods
    """Of its mesh."""
    environment: Environment
    organisation: Organisation
    as_of: date

    def planned(self, subjects: Collection[str] | None = None) -> Planned:
        """The plan, with how the rules stand; of some subjects alone where these are named."""
        mesh, place, own = self.near.mesh, self.environment, self.organisation
        made = plan_of(self.near, place, as_of=self.as_of, subjects=subjects)
        asked = [stack.subject for stack in made.stacks.values()]
        resolution = of_mesh(mesh, place, self.as_of, organisation=own, subjects=asked)
        return Planned(mesh, place, judged_plan(made, resolution), own)


def assess(
    workspace: Workspace, environment: str, *, as_of: date, drafts: bool = False
) -> Assessment:
    """Reads the specs and the environment file, and judges them offline.

    Raises UsageError where the environment file cannot be used.
    """
    loaded = load_mesh(workspace.root)
    return assess_mesh(workspace, loaded, environment, as_of=as_of, drafts=drafts)


def assess_mesh(
    workspace: Workspace,
    loaded: LoadedMesh,
    environment: str,
    *,
    as_of: date,
    drafts: bool = False,
    history: History | None = None,
) -> Assessment:
    """One environment's verdict on specs that are read already.

    `history` is where they were taken from, if not from this checkout's working tree: its
    repository says what moved, and its working tree holds the domains' own rules.
    """
    history = history or History(workspace.root)
    place = load_environment(workspace.root, environment)
    mesh, planned = loaded.mesh, plan(loaded.mesh, place, as_of=as_of)
    conflicts = environment_conflicts(workspace.root)
    own = load_domain_rules(history.root)
    organisation = load_organisation(workspace.root, own=own)
    resolution = of_mesh(mesh, place, as_of, organisation=organisation, drafts=drafts)
    judged = evaluate_governed(planned, mesh, resolution)
    findings = (
        *loaded.findings,
        *link_findings(workspace.root),
        *(finding for finding in conflicts if finding.subject == environment),
        *check_mesh(mesh, place, as_of=as_of, moved=known_moves(mesh, history)),
        *query_findings(mesh),
        *retired_early(mesh, as_of),
        *plan_findings(planned, place),
        *_unused_everywhere(workspace, loaded, environment, judged, organisation, as_of),
    )
    told = without_consequences(sorted(set(findings)))
    return Assessment(mesh, place, judged_plan(planned, resolution), told, organisation)


def planned(workspace: Workspace, environment: str, *, as_of: date) -> Planned:
    """What an environment will hold and how its rules stand there: as `assess` says, unjudged.

    Raises UsageError where the environment file cannot be used.
    """
    return specified(workspace, environment, as_of=as_of).planned()


def specified(
    workspace: Workspace,
    environment: str,
    *,
    as_of: date,
    own: DomainRules | None = None,
    unchanged: Iterable[DomainFolder] = (),
) -> Specified:
    """What the files of a checkout say of an environment.

    `own` are the domains' own rules, where another checkout holds them; `unchanged` are domains
    whose folders this one lacks, as another checkout has them. Raises UsageError where the
    environment file cannot be used.
    """
    root = workspace.root
    place = load_environment(root, environment)
    mesh = load_mesh(root, unchanged=unchanged).mesh
    organisation = load_organisation(root, own=own)
    return Specified(Neighbourhoods(mesh), place, organisation, as_of)


def _unused_everywhere(
    workspace: Workspace,
    loaded: LoadedMesh,
    environment: str,
    judged: tuple[Finding, ...],
    organisation: Organisation,
    as_of: date,
) -> Iterator[Finding]:
    """What was judged, but for unused waivers that another environment has a use for."""
    unused = {f for f in judged if f.code == WAIVER_UNUSED.id}
    others = (name for name in environment_names(workspace.root) if name != environment)
    for name in others if unused else ():
        try:
            place = load_environment(workspace.root, name)
            there = plan(loaded.mesh, place, as_of=as_of)
            unused &= set(evaluate(there, loaded.mesh, place, organisation=organisation))
        except UsageError:
            # Its file is reported where that environment is asked for.
            continue
    yield from (f for f in judged if f.code != WAIVER_UNUSED.id or f in unused)
