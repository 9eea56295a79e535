"""Where the states of an environment's stacks lie, for who only reads them: no engine, no lock."""

from meshwright import local_instance
from meshwright.runner.local_backend import open_local
from meshwright.runner.shell import INSTANCE, refuse_local_shell, remote_variables
from meshwright.runner.state.store import StateStore, open_store
from meshwright.specs.environment import Environment
from meshwright.workspace import Workspace


def open_states(workspace: Workspace, environment: Environment) -> StateStore | None:
    """The store of an environment's states; None where it is the state of a local AWS that is gone.

    Raises UsageError where shell and environment do not fit.
    """
    if not environment.is_local:
        refuse_local_shell()
        return open_store(remote_variables(environment)["PULUMI_BACKEND_URL"])
    aws, marker = local_instance.running(workspace.local), workspace.local / INSTANCE
    if aws is None or not marker.is_file() or marker.read_text() != aws.instance:
        return None
    return open_local(workspace, environment, aws)
