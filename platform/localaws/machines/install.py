"""Makes moto run state machines, as AWS does."""

import logging

from moto.core.config import default_user_config

from localaws.machines import (
    acting,
    executions,
    failures,
    intrinsics,
    paths,
    programs,
    tasks,
    waiting,
)


def install() -> None:
    """Once a process, before the first call."""
    # It logs every path that leads nowhere, which a Choice asks about.
    logging.getLogger("moto.stepfunctions.parser").setLevel(logging.CRITICAL)
    default_user_config["stepfunctions"] = {"execute_state_machine": True}
    for part in (acting, executions, failures, intrinsics, paths, programs, tasks, waiting):
        part.install()
