"""Machines that answer from a script, in a time that a test moves on."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from meshwright.running.result import Result, RunError
from meshwright.running.values import Execution, Machine, Outcome, Request, State

BEGIN = datetime(2026, 6, 1, 12, tzinfo=UTC)


def machine(product: str, *reads: str, **more: Any) -> Machine:
    return Machine(product, f"arn:{product}", f"{product}@acme.example", reads, **more)


def result(product: str, finished: datetime, tables: Any = (), state: str = "succeeded") -> Result:
    said = {"version": 1, "product": product, "execution": "x", "state": state}
    times = {"started": BEGIN, "finished": finished}
    return Result.model_validate({**said, **times, "tables": tables})


@dataclass
class Scripted:
    """A service whose executions take two seconds, or as long as a test says."""

    now: datetime = BEGIN
    seconds: float = 2.0
    idle: bool = False
    """Whether executions that are started give way at once, and so have no result."""
    errors: dict[str, str] = field(default_factory=dict[str, str])
    """By an execution's ARN, the error with which it ends."""
    refused: dict[str, str] = field(default_factory=dict[str, str])
    """By product, why it cannot be started."""
    executions: dict[str, list[Execution]] = field(default_factory=dict[str, list[Execution]])
    results: dict[str, Result] = field(default_factory=dict[str, Result])
    inputs: list[tuple[str, object]] = field(default_factory=list[tuple[str, object]])
    listeners: dict[str, list[Machine]] = field(default_factory=dict[str, list[Machine]])
    """By product, whom its event starts."""

    def start(self, machine: Machine, request: Request) -> Execution:
        if machine.product in self.refused:
            raise RunError(self.refused[machine.product], fix="ask")
        self.inputs.append((machine.product, request.input))
        return self.add(machine, idle=self.idle)

    def add(
        self, machine: Machine, seconds: float | None = None, *, idle: bool = False, error: str = ""
    ) -> Execution:
        """An execution that begins now."""
        held = self.executions.setdefault(machine.product, [])
        arn = f"{machine.arn}:{len(held)}"
        ends = self.now + timedelta(seconds=self.seconds if seconds is None else seconds)
        held.append(Execution(arn, State.RUNNING, self.now, ends))
        if error:
            self.errors[arn] = error
        elif not idle:
            self.results[arn] = result(machine.product, ends)
        return self._seen(held[-1])

    def _seen(self, execution: Execution) -> Execution:
        assert execution.ended is not None
        if execution.ended > self.now:
            return replace(execution, ended=None)
        error = self.errors.get(execution.arn, "")
        return replace(execution, state=State.FAILED if error else State.SUCCEEDED, error=error)

    def described(self, machine: Machine, execution: Execution) -> Execution:
        return next(e for e in self.listed(machine) if e.arn == execution.arn)

    def listed(self, machine: Machine) -> list[Execution]:
        held = self.executions.get(machine.product, [])
        return [self._seen(execution) for execution in reversed(held)]

    def result(self, machine: Machine, execution: Execution) -> Result | None:
        del machine
        return self.results.get(execution.arn)

    def sleep(self, seconds: float) -> None:
        before, self.now = self.now, self.now + timedelta(seconds=seconds)
        for product, listeners in self.listeners.items():
            ends = [e.ended for e in self.executions.get(product, []) if e.ended]
            if any(before < end <= self.now for end in ends):
                for each in listeners:
                    self.add(each)

    def clock(self) -> float:
        return (self.now - BEGIN).total_seconds()


@dataclass
class Told:
    """A reporter that remembers."""

    lines: list[str] = field(default_factory=list[str])

    def started(self, machine: Machine) -> None:
        self.lines.append(f"started {machine.product}")

    def finished(self, outcome: Outcome) -> None:
        self.lines.append(f"{outcome.state.value} {outcome.machine.product}")
