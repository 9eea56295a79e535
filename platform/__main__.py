"""What `pulumi up` runs: a stack's name is the path of what it holds, and says what to declare.

A run of `mesh` hands the stack's plan on as a file, and exactly that is declared. Plain `pulumi`
has none: then the specs are read and planned here, which takes longer the larger the mesh is.
"""

import gc
import os
from datetime import UTC, date, datetime

import pulumi

from meshwright.errors import FindingsError, MeshError, UsageError
from meshwright.ids import LOCAL, StackId
from meshwright.loopback import is_loopback
from meshwright.plan.declaration import StackPlan
from meshwright.program.plan_file import planned_by_run
from meshwright.program.stack import declare_stack


def main() -> None:
    """Declares the resources of the stack that the engine is working on."""
    name = pulumi.get_stack()
    stack = StackId.parse(name)
    plan = planned_by_run(os.environ, name) or _planned_here(stack)
    declare_stack(plan, endpoint=_endpoint(stack.environment))


def _planned_here(stack: StackId) -> StackPlan:
    # Only here, since these are most of what the program would load.
    from meshwright.checks import check_mesh
    from meshwright.gate.held import held
    from meshwright.gate.moves import History, known_moves
    from meshwright.lineage.check import query_findings
    from meshwright.plan import stack_plan
    from meshwright.specs.load import load_environment, load_mesh
    from meshwright.workspace import find_workspace

    root = find_workspace().root
    environment, subject = load_environment(root, stack.environment), stack.subject
    loaded, as_of = load_mesh(root), _as_of()
    moved = known_moves(loaded.mesh, History(root))
    checked = check_mesh(loaded.mesh, environment, as_of=as_of, moved=moved)
    findings = (*loaded.findings, *checked, *query_findings(loaded.mesh))
    causes = held((subject,), findings, environment.name)
    if causes:
        raise FindingsError("\n".join(map(str, causes[subject])), fix="run ./mesh check")
    plan = stack_plan(loaded.mesh, environment, subject=subject, as_of=as_of)
    if plan is None:
        fix = "run ./mesh destroy for a stack whose spec is gone"
        raise MeshError(f"no spec says what {subject} is", fix=fix)
    return plan


def _as_of() -> date:
    named = os.environ.get("MESH_AS_OF")
    return date.fromisoformat(named) if named else datetime.now(UTC).date()


def _endpoint(environment: str) -> str | None:
    """The local AWS for `local`; any other environment refuses to be pointed at one."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    is_local = environment == LOCAL
    if is_local and not (endpoint and is_loopback(endpoint)):
        raise UsageError(
            "no local AWS in this shell", fix='run ./mesh local start, then eval "$(./mesh env)"'
        )
    if not is_local and endpoint and is_loopback(endpoint):
        raise UsageError(
            f"AWS_ENDPOINT_URL names this machine, which is no place for {environment}",
            fix="unset AWS_ENDPOINT_URL, or open a new shell",
        )
    return endpoint if is_local else None


# It runs for a second or two, and what it makes stays until its end: nothing to look for.
gc.disable()
try:
    main()
except MeshError as error:
    # The engine prints a RunError as it is, and anything else as a traceback.
    raise pulumi.RunError(f"{error}\n  fix: {error.fix}" if error.fix else str(error)) from error
