"""Makes moto run state machines, as AWS does."""

from moto.core.config import default_user_config

from localaws.machines import acting, executions, intrinsics, paths, tasks, waiting


def install() -> None:
    """Once a process, before the first call."""
    default_user_config["stepfunctions"] = {"execute_state_machine": True}
    for part in (acting, executions, intrinsics, paths, tasks, waiting):
        part.install()
