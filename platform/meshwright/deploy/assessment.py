"""What is known of a mesh in one environment before anything runs: its plan, and all findings."""

from dataclasses import dataclass
from datetime import date

from meshwright.checks import check_mesh
from meshwright.errors import Finding
from meshwright.plan import plan
from meshwright.plan.declaration import Plan
from meshwright.plan.limits import plan_findings
from meshwright.policy import evaluate
from meshwright.policy.once import untold
from meshwright.spec.environment import Environment
from meshwright.spec.load import (
    LoadedMesh,
    environment_conflicts,
    load_environment,
    load_mesh,
)
from meshwright.spec.models import Mesh
from meshwright.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Assessment:
    """One environment's verdict on the mesh."""

    mesh: Mesh
    environment: Environment
    plan: Plan
    findings: tuple[Finding, ...]


def assess(workspace: Workspace, environment: str, *, as_of: date) -> Assessment:
    """Reads the specs and the environment file, and judges them offline.

    Raises UsageError where the environment file cannot be used.
    """
    return assess_mesh(workspace, load_mesh(workspace.root), environment, as_of=as_of)


def assess_mesh(
    workspace: Workspace, loaded: LoadedMesh, environment: str, *, as_of: date
) -> Assessment:
    """The same of specs that are already read, for one environment of several."""
    place = load_environment(workspace.root, environment)
    mesh, planned = loaded.mesh, plan(loaded.mesh, place, as_of=as_of)
    conflicts = environment_conflicts(workspace.root)
    told = (
        *loaded.findings,
        *(finding for finding in conflicts if finding.subject == environment),
        *check_mesh(mesh, place, as_of=as_of),
        *plan_findings(planned, place),
    )
    ruled = untold(evaluate(planned, mesh, place), told)
    return Assessment(mesh, place, planned, tuple(sorted({*told, *ruled})))
