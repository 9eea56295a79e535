"""What is known of a mesh in one environment before anything runs: its plan, and all findings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from meshwright.checks import check_mesh
from meshwright.errors import Finding, UsageError
from meshwright.gate.consequences import without_consequences
from meshwright.gate.life import retired_early
from meshwright.gate.moves import History, known_moves
from meshwright.governance import evaluate, load_organisation
from meshwright.governance.codes import WAIVER_UNUSED
from meshwright.governance.dates import judged_plan
from meshwright.governance.evaluator import evaluate_governed
from meshwright.governance.organisation import NOBODY, Organisation
from meshwright.governance.resolver import of_mesh
from meshwright.lineage.check import query_findings
from meshwright.plan import plan
from meshwright.plan.declaration import Plan
from meshwright.plan.limits import plan_findings
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
    organisation = load_organisation(workspace.root, code_root=history.root)
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


def planned(
    workspace: Workspace, environment: str, *, as_of: date, code_root: Path | None = None
) -> Planned:
    """What an environment will hold and how its rules stand there: as `assess` says, unjudged.

    The domains' own rules are those of `code_root` where that is another checkout. Raises
    UsageError where the environment file cannot be used.
    """
    place, mesh = load_environment(workspace.root, environment), load_mesh(workspace.root).mesh
    organisation = load_organisation(workspace.root, code_root=code_root)
    resolution = of_mesh(mesh, place, as_of, organisation=organisation)
    return Planned(mesh, place, judged_plan(plan(mesh, place, as_of=as_of), resolution))


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
