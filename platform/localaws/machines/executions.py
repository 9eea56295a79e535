"""Executions as AWS has them: named, told of when they begin and end, stopped, gone with a reset.

moto leaves one without a name where none is given, forgets what a stop says, breaks on one that is
stopped at once, and lets threads run on after a reset.
https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html
https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-step-functions.html
"""

import time
import uuid
from datetime import UTC, datetime
from typing import Any

from moto.stepfunctions.parser.api import ExecutionStatus
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.program_state import ProgramStopped, ProgramTimedOut
from moto.stepfunctions.parser.asl.eval.states import StateData
from moto.stepfunctions.parser.asl.utils.encoding import to_json_str
from moto.stepfunctions.parser.backend.execution import (
    BaseExecutionWorkerCommunication,
    Execution,
)
from moto.stepfunctions.parser.models import (
    StepFunctionsParserBackend,
    stepfunctions_parser_backends,
)

from localaws.events import bus
from localaws.machines import acting
from localaws.machines.replacing import everywhere

PATIENCE = 10.0
"""Seconds within which a new execution's thread has begun."""


def install() -> None:
    _name_and_tell()
    _tell_of_the_end()
    _tell_the_time()
    _stay_as_ended()
    _end_with_a_reset()
    Execution.stop = stop  # pyright: ignore[reportAttributeAccessIssue] - moto's own seam


def of(account: str, region: str, arn: str) -> Any:
    """The execution of that ARN, or None."""
    backend = stepfunctions_parser_backends[account][region]
    machines: list[Any] = list(backend.state_machines)
    found = (each for machine in machines for each in list(machine.executions))
    return next((each for each in found if each.exec_arn == arn), None)


def stop(
    execution: Any,
    stop_date: datetime | None = None,
    error: str | None = None,
    cause: str | None = None,
) -> None:
    """Ends a running execution; what has ended stays as it is."""
    if execution.exec_status is not ExecutionStatus.RUNNING:
        return
    deadline = time.monotonic() + PATIENCE
    while execution.exec_worker.env is None and time.monotonic() < deadline:
        time.sleep(0.01)
    execution.stop_date = stop_date or datetime.now(UTC)
    execution.error, execution.cause = error or None, cause or None
    execution.exec_worker.stop(stop_date=execution.stop_date, error=error, cause=cause)


def _name_and_tell() -> None:
    moto = StepFunctionsParserBackend.start_execution

    def start_execution(
        self: Any,
        state_machine_arn: str,
        name: str | None = None,
        execution_input: str | None = None,
        trace_header: str | None = None,
    ) -> Any:
        name = name or str(uuid.uuid4())
        before = {id(each) for each in self.describe_state_machine(state_machine_arn).executions}
        execution: Any = moto(self, state_machine_arn, name, execution_input, trace_header)  # pyright: ignore[reportArgumentType]
        if id(execution) not in before:
            _tell(execution, ExecutionStatus.RUNNING)
        return execution

    StepFunctionsParserBackend.start_execution = start_execution  # pyright: ignore[reportAttributeAccessIssue]


def _tell_of_the_end() -> None:
    moto = BaseExecutionWorkerCommunication.terminated

    def terminated(self: Any) -> None:
        stopped = self.execution.stop_date
        moto(self)
        self.execution.stop_date = stopped or self.execution.stop_date
        if of_this_life(self.execution):
            _tell(self.execution, self.execution.exec_status)

    BaseExecutionWorkerCommunication.terminated = terminated


def of_this_life(execution: Any) -> bool:
    return of(execution.account_id, execution.region_name, execution.exec_arn) is execution


def _tell_the_time() -> None:
    """The start of an execution in its context is text, as every moment there."""
    moto = Execution.get_start_execution_details

    def details(self: Any) -> Any:
        found: Any = moto(self)
        found.start_time = moment(self.start_date)
        return found

    Execution.get_start_execution_details = details
    everywhere(StateData, _state)


def _state(EnteredTime: str, Name: str) -> StateData:  # noqa: N803 - the context's names
    entered = moment(datetime.fromisoformat(EnteredTime))
    return StateData(EnteredTime=entered, Name=Name)  # pyright: ignore[reportCallIssue] - moto's own way


def moment(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"


def _stay_as_ended() -> None:
    """What fails in an execution that was stopped, or took too long, makes no failure of it."""
    moto = Environment.set_error

    def set_error(self: Any, error: Any) -> None:
        if not isinstance(self.program_state(), ProgramStopped | ProgramTimedOut):
            moto(self, error)

    Environment.set_error = set_error


def _end_with_a_reset() -> None:
    moto = StepFunctionsParserBackend.reset

    def reset(self: Any) -> None:
        running: list[Any] = [
            each for machine in self.state_machines for each in machine.executions
        ]
        moto(self)
        acting.forget()
        for each in running:
            stop(each)

    StepFunctionsParserBackend.reset = reset


def _tell(execution: Any, status: ExecutionStatus) -> None:
    bus.put(
        execution.account_id,
        execution.region_name,
        source="aws.states",
        detail_type="Step Functions Execution Status Change",
        detail=_detail(execution, status),
        resources=[execution.exec_arn],
    )


def _detail(execution: Any, status: ExecutionStatus) -> dict[str, Any]:
    output = execution.output if status is ExecutionStatus.SUCCEEDED else None
    return {
        "executionArn": execution.exec_arn,
        "stateMachineArn": execution.state_machine_arn,
        "name": execution.name,
        "status": status.value,
        "startDate": _milliseconds(execution.start_date),
        "stopDate": _milliseconds(execution.stop_date),
        "input": execution.execution_input,
        "inputDetails": {"included": True},
        "output": output_of(output),
        "outputDetails": {"included": True} if output is not None else None,
        "error": execution.error,
        "cause": execution.cause,
    }


def output_of(output: Any) -> str | None:
    return None if output is None else to_json_str(output, separators=(",", ":"))


def _milliseconds(moment: datetime | None) -> int | None:
    return int(moment.timestamp() * 1000) if moment else None
