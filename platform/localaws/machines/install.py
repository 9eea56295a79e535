"""Makes moto run state machines, as AWS does."""

import logging
from collections import deque
from typing import Any

from moto.core.config import default_user_config
from moto.stepfunctions.parser import utils

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
from localaws.machines.replacing import everywhere

THREADS = 100


def install() -> None:
    """Once a process, before the first call."""
    # It logs every path that leads nowhere, which a Choice asks about.
    logging.getLogger("moto.stepfunctions.parser").setLevel(logging.CRITICAL)
    default_user_config["stepfunctions"] = {"execute_state_machine": True}
    # It keeps every thread that it has ever begun.
    kept: Any = vars(utils)["TMP_THREADS"]
    everywhere(kept, deque(maxlen=THREADS))
    for part in (acting, executions, failures, intrinsics, paths, programs, tasks, waiting):
        part.install()
