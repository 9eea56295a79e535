"""Executions of state machines: started, described and listed, as the caller.

Source: Step Functions API reference, "StartExecution", "DescribeExecution", "ListExecutions" (the
newest execution comes first).
"""

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)

from meshwright.plan import names
from meshwright.runner.cloud import Cloud, error_code, or_none
from meshwright.running.result import Result, RunError, parse
from meshwright.running.values import Execution, Machine, Request, State

STATES: Mapping[str, State] = {
    "RUNNING": State.RUNNING,
    "PENDING_REDRIVE": State.RUNNING,
    "SUCCEEDED": State.SUCCEEDED,
    "FAILED": State.FAILED,
    "TIMED_OUT": State.FAILED,
    "ABORTED": State.FAILED,
}
"""AWS's words for where an execution stands."""
NOT_THERE = "StateMachineDoesNotExist"
LISTED = 100
"""How many executions are looked through for one that did something."""


@dataclass(frozen=True, slots=True)
class Executions:
    """The executions of one environment's machines, and their results."""

    cloud: Cloud

    def start(self, machine: Machine, request: Request) -> Execution:
        """Start one. Raises RunError where the machine is not there or the caller may not."""
        call = self.cloud.client("stepfunctions").start_execution
        with self._told(machine):
            answer = call(
                stateMachineArn=machine.arn, name=_new_name(), input=json.dumps(request.input)
            )
        return Execution(answer["executionArn"], State.RUNNING, answer["startDate"])

    def described(self, machine: Machine, execution: Execution) -> Execution:
        """An execution that was started, as it stands now."""
        call = self.cloud.client("stepfunctions").describe_execution
        with self._told(machine):
            return _execution(call(executionArn=execution.arn))

    def listed(self, machine: Machine) -> list[Execution]:
        """A machine's last executions, the newest first."""
        pages = self.cloud.pages(
            "stepfunctions",
            "list_executions",
            "executions",
            stateMachineArn=machine.arn,
            PaginationConfig={"MaxItems": LISTED},
        )
        with self._told(machine):
            return [_execution(answer) for answer in pages]

    def result(self, machine: Machine, execution: Execution) -> Result | None:
        """What an execution says of itself; None where it did nothing, or got nowhere."""
        place = self.cloud.environment.place_of(None)
        key = names.run_key(machine.product, execution.name)
        call = self.cloud.client("s3").get_object
        with self._told(machine):
            answer = or_none(call, "NoSuchKey", Bucket=names.catalog_bucket(place), Key=key)
        return parse(answer["Body"].read(), key=key) if answer else None

    @contextmanager
    def _told(self, machine: Machine) -> Generator[None]:
        """What AWS refuses, in words."""
        try:
            yield
        except (ClientError, BotoCoreError) as error:
            raise self._refused(machine, error) from error

    def _refused(self, machine: Machine, error: ClientError | BotoCoreError) -> RunError:
        environment = self.cloud.environment
        at = "" if environment.is_local else f" --env {environment.name}"
        if isinstance(error, ClientError) and error_code(error) == NOT_THERE:
            return RunError(
                f"the machine of {machine.product} is not deployed in {environment.name}",
                fix=f"mesh up {machine.product}{at}",
            )
        return RunError(f"AWS refuses what a run of {machine.product} needs: {error}")


def _new_name() -> str:
    """A name that no execution had, and that sorts by its time."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{token_hex(4)}"


def _execution(answer: Mapping[str, Any]) -> Execution:
    return Execution(
        answer["executionArn"],
        STATES[answer["status"]],
        answer["startDate"],
        answer.get("stopDate"),
        answer.get("error", ""),
        answer.get("cause", ""),
    )
