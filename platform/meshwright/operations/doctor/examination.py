"""All questions of `mesh doctor`, in the order in which their answers make sense."""

import os
from collections.abc import Iterator
from contextlib import nullcontext

from meshwright import local_instance
from meshwright.errors import UsageError
from meshwright.local_instance import LocalAws
from meshwright.operations.doctor import backend, machine
from meshwright.operations.doctor.questions import Question, Verdict, answers, fails, ok, one_line
from meshwright.runner.shell import is_set_up_for_local
from meshwright.specs.environment import Environment
from meshwright.specs.load import load_environment
from meshwright.surroundings.inherited import shut_out
from meshwright.workspace import Workspace

SECONDS = 40.0
"""For all answers together: eight questions to AWS of five seconds each stand one after another."""
CREDENTIALS = "set credentials of that account in this shell (AWS_PROFILE, `aws sso login`)"
NETWORK = "check the network, and the credentials of this shell"


def examine(workspace: Workspace, name: str) -> Iterator[Verdict]:
    """Every verdict on this machine and one environment."""
    yield from answers(machine.machine_questions(workspace), seconds=SECONDS)
    try:
        environment = load_environment(workspace.root, name)
    except UsageError as error:
        yield fails("environment file", one_line(str(error)), error.fix)
        return
    spec = environment.spec
    where = f"account {spec.account}, {spec.region}"
    yield ok("environment file", f"{environment.source.path}: {where}")
    local = local_instance.running(workspace.local) if environment.is_local else None
    if environment.is_local:
        yield _local(local)
    elif is_set_up_for_local(os.environ):
        fix = "open a new shell, or unset the AWS_* and PULUMI_* variables"
        yield fails("shell", "it is set up for the local AWS", fix)
        return
    # All at once, so that the block has ended when whoever listens goes on.
    with shut_out() if environment.is_local else nullcontext():
        found = tuple(answers(_questions(workspace, environment, local), seconds=SECONDS))
    yield from found


def _local(local: LocalAws | None) -> Verdict:
    if local is None:
        return ok("local AWS", "it is not running: `mesh up` starts it")
    return ok("local AWS", f"runs at {local.endpoint} as process {local.pid}")


def _questions(
    workspace: Workspace, environment: Environment, local: LocalAws | None
) -> Iterator[Question]:
    yield Question("aws plugin", lambda: machine.plugin(workspace, environment))
    yield Question("secrets", lambda: backend.secrets(environment))
    yield Question("backend", lambda: backend.backend(workspace, environment), NETWORK)
    if environment.is_local and local is None:
        return
    from meshwright.operations.doctor import cloud  # boto3 takes 0.2 s to import

    endpoint = local.endpoint if local else None
    yield Question("network", lambda: cloud.clock(environment, endpoint), NETWORK)

    def account() -> Iterator[Verdict]:
        return cloud.account(
            environment, endpoint, lambda: backend.foundation(workspace, environment)
        )

    yield Question("credentials", account, CREDENTIALS)
