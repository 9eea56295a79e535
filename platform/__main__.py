"""What `pulumi up` runs: a stack's name is the path of what it holds, and says what to declare."""

import gc
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pulumi

from meshwright.checks import check_mesh
from meshwright.errors import FindingsError, MeshError, UsageError
from meshwright.gate.held import held
from meshwright.ids import StackId
from meshwright.loopback import is_loopback
from meshwright.plan import stack_plan
from meshwright.plan.declaration import StackPlan
from meshwright.program.stack import declare_stack
from meshwright.runner.shell import PLAN_VARIABLE
from meshwright.specs.environment import Environment
from meshwright.specs.load import load_environment, load_mesh
from meshwright.workspace import find_workspace


def main() -> None:
    """Declares the resources of the stack that the engine is working on."""
    root = find_workspace().root
    stack = StackId.parse(pulumi.get_stack())
    environment = load_environment(root, stack.environment)
    declare_stack(_planned(root, environment, stack.subject), endpoint=_endpoint(environment))


def _planned(root: Path, environment: Environment, subject: str) -> StackPlan:
    loaded, as_of = load_mesh(root), _as_of()
    findings = (*loaded.findings, *check_mesh(loaded.mesh, environment, as_of=as_of))
    causes = held((subject,), findings, environment.name)
    if causes:
        raise FindingsError("\n".join(map(str, causes[subject])), fix="run ./mesh check")
    stack = stack_plan(loaded.mesh, environment, subject=subject, as_of=as_of)
    if stack is None:
        fix = "run ./mesh destroy for a stack whose spec is gone"
        raise MeshError(f"no spec says what {subject} is", fix=fix)
    return _agreed(stack)


def _agreed(stack: StackPlan) -> StackPlan:
    """The plan, if it is still the one that a run of `mesh up` has checked and announced."""
    if os.environ.get(PLAN_VARIABLE, stack.digest) != stack.digest:
        raise MeshError("its specs have changed since this run began", fix="run ./mesh up again")
    return stack


def _as_of() -> date:
    named = os.environ.get("MESH_AS_OF")
    return date.fromisoformat(named) if named else datetime.now(UTC).date()


def _endpoint(environment: Environment) -> str | None:
    """The local AWS for `local`; any other environment refuses to be pointed at one."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    if environment.is_local and not (endpoint and is_loopback(endpoint)):
        raise UsageError(
            "no local AWS in this shell", fix='run ./mesh local start, then eval "$(./mesh env)"'
        )
    if not environment.is_local and endpoint and is_loopback(endpoint):
        raise UsageError(
            f"AWS_ENDPOINT_URL names this machine, which is no place for {environment.name}",
            fix="unset AWS_ENDPOINT_URL, or open a new shell",
        )
    return endpoint if environment.is_local else None


# It runs for a second or two, and what it makes stays until its end: nothing to look for.
gc.disable()
try:
    main()
except MeshError as error:
    # The engine prints a RunError as it is, and anything else as a traceback.
    raise pulumi.RunError(f"{error}\n  fix: {error.fix}" if error.fix else str(error)) from error
