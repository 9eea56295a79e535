"""What can be known of deployed stacks without credentials, engine or network."""

from pathlib import Path

from meshwright import local_instance
from meshwright.backend.file_urls import folder_of
from meshwright.backend.folder import stacks_in
from meshwright.gate.assessment import Assessment
from meshwright.gate.selection import orphans
from meshwright.ids import stack_name
from meshwright.workspace import Workspace


def orphaned(workspace: Workspace, assessment: Assessment) -> tuple[str, ...]:
    """The stacks without a spec, where the state lies in a folder; empty where it does not."""
    folder = _folder(workspace, assessment)
    if folder is None:
        return ()
    found = orphans(stacks_in(folder), assessment.plan, assessment.mesh)
    return tuple(stack_name(identity, assessment.environment.name) for identity in found)


def _folder(workspace: Workspace, assessment: Assessment) -> Path | None:
    if assessment.environment.is_local:
        # The state of a local AWS that is gone speaks of nothing.
        running = workspace.local_state.is_dir() and local_instance.running(workspace.local)
        return workspace.local_state if running else None
    backend = assessment.environment.spec.backend or ""
    return folder_of(backend) if backend.startswith("file://") else None
