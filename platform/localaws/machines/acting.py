"""A task's calls act as its machine's role, and are answered inside of this process.

moto calls `localhost` with keys of nobody. The role's trust decides, for this machine and account.
https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from moto.stepfunctions.parser.asl.component.state.exec.state_task.credentials import (
    StateCredentials,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.state_task import StateTask
from moto.stepfunctions.parser.asl.utils.boto_client import boto_client_for

from localaws.machines.replacing import everywhere
from localaws.services import inside, trust

SERVICE = "states"
SESSIONS = 256


@dataclass
class Acting(StateCredentials):
    """The role of a task, with what it is assumed for."""

    machine: str = ""
    execution: str = ""


def install() -> None:
    moto = StateTask._eval_state_credentials  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - moto's own seam

    def acting(self: Any, env: Any) -> Acting:
        known = env.states.context_object.context_object_data
        role = moto(self, env).role_arn
        return Acting(role, known["StateMachine"]["Id"], known["Execution"]["Id"])

    StateTask._eval_state_credentials = acting  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    everywhere(boto_client_for, client)


def client(region: str, service: str, state_credentials: Acting) -> Any:
    """A client that works as a task's role; raises NotTrustedError where it may not."""
    role, for_ = state_credentials.role_arn, state_credentials
    return inside.client(service, region, _keys(role, for_.machine, for_.execution))


@lru_cache(SESSIONS)
def _keys(role: str, machine: str, _execution: str) -> inside.Keys:
    """One session for a whole execution; a failure is not kept."""
    return trust.assumed(SERVICE, role, machine)


def forget() -> None:
    """The sessions of what is no longer there."""
    _keys.cache_clear()
