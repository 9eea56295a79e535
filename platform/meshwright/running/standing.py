"""How the products of an environment stand: their last run, and whether their rows are fresh."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from meshwright.running.result import Result
from meshwright.running.values import Execution, Machine, State


class Service(Protocol):
    """What lists executions and reads what they say of themselves."""

    def described(self, machine: Machine, execution: Execution) -> Execution: ...

    def listed(self, machine: Machine) -> list[Execution]: ...

    def result(self, machine: Machine, execution: Execution) -> Result | None: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """One product: its last run, and its last good one."""

    machine: Machine
    last: Execution | None = None
    """The last run that ended; None where none ever did."""
    result: Result | None = None
    """What the last run says of itself."""
    refreshed: datetime | None = None
    """When the rows that readers see were published."""
    running: Execution | None = None
    """The one that goes now."""
    age: timedelta | None = None
    """How old the rows are."""

    @property
    def has_failed(self) -> bool:
        return self.last is not None and self.last.state is State.FAILED

    @property
    def is_stale(self) -> bool:
        """Whether the rows are older than promised, or not there though they are promised."""
        if self.machine.freshness is None:
            return False
        return self.age is None or self.age > self.machine.freshness

    @property
    def is_well(self) -> bool:
        return not (self.has_failed or self.is_stale)


def standing(service: Service, machine: Machine, now: datetime) -> Standing:
    """How a product stands at a moment.

    Executions that gave way to another have no result, and so say nothing of the rows; nor do those
    that could only wait for inputs.
    """
    listed = service.listed(machine)
    running = next((e for e in listed if e.state is State.RUNNING), None)
    last, result = _last(service, machine, listed)
    good = result if result is not None and result.is_success else None
    if good is None:
        ended = [e for e in listed if e.state is State.SUCCEEDED]
        results = filter(None, (service.result(machine, e) for e in ended))
        good = next((each for each in results if each.is_success), None)
    refreshed = good.finished if good else None
    age = now - refreshed if refreshed else None
    return Standing(machine, last, result, refreshed, running, age)


def _last(
    service: Service, machine: Machine, listed: Sequence[Execution]
) -> tuple[Execution | None, Result | None]:
    for execution in listed:
        if execution.state is State.RUNNING:
            continue
        result = service.result(machine, execution)
        if execution.state is State.FAILED:
            # A listing says nothing of errors.
            return service.described(machine, execution), result
        if result is not None:
            return execution, result
    return None, None
