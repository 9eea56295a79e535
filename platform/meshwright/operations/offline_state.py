"""What can be known of deployed stacks without credentials, engine or network."""

from localaws import server
from meshwright.gate.assessment import Assessment
from meshwright.plan.names import stack
from meshwright.runner.run import orphans
from meshwright.runner.shell import local_state
from meshwright.runner.state.file_urls import url_of
from meshwright.runner.state.store import open_store
from meshwright.workspace import Workspace


def orphaned(workspace: Workspace, assessment: Assessment) -> tuple[str, ...]:
    """The stacks without a spec, where the state lies in a folder; empty where it does not."""
    backend = _folder(workspace, assessment)
    if backend is None:
        return ()
    existing = open_store(backend).stacks()
    found = orphans(existing, assessment.plan, assessment.mesh)
    return tuple(stack(assessment.environment.name, identity) for identity in found)


def _folder(workspace: Workspace, assessment: Assessment) -> str | None:
    if assessment.environment.is_local:
        # The state of a local AWS that is gone speaks of nothing.
        running = local_state(workspace).is_dir() and server.running(workspace.local)
        return url_of(local_state(workspace)) if running else None
    backend = assessment.environment.spec.backend or ""
    return backend if backend.startswith("file://") else None
