"""A run over several products: each machine is started when what it reads is refreshed.

One thread asks AWS how the executions stand. A machine lets one execution work and the newest wait,
and ends those in between: who was ended follows the newest, which sees the same rows. In the same
way an execution that the event of a refreshed input or of a landed file has begun is followed, not
doubled.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from meshwright.running.result import Result, RunError
from meshwright.running.values import Execution, Machine, Outcome, Request, State


class Reporter(Protocol):
    """Who is told as it goes."""

    def started(self, machine: Machine) -> None:
        """An execution was started, or one that goes already is followed."""
        ...

    def finished(self, outcome: Outcome) -> None:
        """A product is done, failed or held."""
        ...


class Service(Protocol):
    """What starts and describes executions. Its methods raise RunError."""

    def start(self, machine: Machine, request: Request) -> Execution: ...

    def described(self, machine: Machine, execution: Execution) -> Execution: ...

    def listed(self, machine: Machine) -> list[Execution]: ...

    def result(self, machine: Machine, execution: Execution) -> Result | None: ...


@dataclass(frozen=True, slots=True)
class Pace:
    """How often AWS is asked, and how long an event may take."""

    pause: float
    """Seconds between two looks."""
    patience: float
    """Seconds that an input's event may take to start its readers, before this run does."""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


LOCAL, REMOTE = Pace(0.2, 1.0), Pace(2.0, 10.0)


@dataclass(slots=True)
class Refresh:
    """One run over some machines, as far as it has come."""

    machines: Sequence[Machine]
    """In order of lineage."""
    service: Service
    request: Request
    reporter: Reporter
    pace: Pace
    landed: Mapping[str, datetime] = field(default_factory=dict[str, datetime])
    """By product, when the last file landed for it: that starts a run of itself."""
    going: dict[str, Execution] = field(default_factory=dict[str, Execution])
    ended: dict[str, Outcome] = field(default_factory=dict[str, Outcome])
    expected: dict[str, float] = field(default_factory=dict[str, float])
    """Until when the event of an input may still start a product, by product."""

    def run(self) -> tuple[Outcome, ...]:
        """Refresh all in order of lineage; those that rest on a failed one are held."""
        self._go_round(self._go_on)
        while len(self.ended) < len(self.machines):
            self.pace.sleep(self.pace.pause)
            self._go_round(self._go_on)
        return self._outcomes()

    def start_first(self) -> tuple[Outcome, ...]:
        """Start those that rest on no other of them, and wait for none."""
        self._go_round(self._start_or_leave)
        return self._outcomes()

    def _outcomes(self) -> tuple[Outcome, ...]:
        return tuple(self.ended[machine.product] for machine in self.machines)

    def _go_round(self, step: Callable[[Machine], None]) -> None:
        for machine in self.machines:
            if machine.product not in self.ended:
                try:
                    step(machine)
                except RunError as error:
                    self._end(Outcome(machine, State.FAILED, because=str(error), fix=error.fix))

    def _before(self, machine: Machine) -> list[str]:
        """What a machine reads of the products that are run."""
        chosen = {each.product for each in self.machines}
        return [name for name in machine.reads if name in chosen]

    def _start_or_leave(self, machine: Machine) -> None:
        if before := self._before(machine):
            self._end(Outcome(machine, State.LEFT, because=_left_to(machine, before)))
            return
        execution = self.service.start(machine, self.request)
        self._end(Outcome(machine, State.LEFT, execution, because="started"))

    def _go_on(self, machine: Machine) -> None:
        if (execution := self.going.get(machine.product)) is not None:
            self._look_at(machine, execution)
            return
        before = self._before(machine)
        if all(name in self.ended for name in before):
            self._begin(machine, before)

    def _begin(self, machine: Machine, before: Sequence[str]) -> None:
        if empty := [name for name in before if self.ended[name].state is State.WAITING]:
            why = waiting_for(", ".join(sorted(empty)))
            self._end(Outcome(machine, State.WAITING, because=why))
            return
        if broken := [name for name in before if self.ended[name].state is not State.SUCCEEDED]:
            why = f"{', '.join(sorted(broken))} was not refreshed"
            self._end(Outcome(machine, State.HELD, because=why))
            return
        since = self._last_refresh(before, machine)
        if since is None or not machine.follows_inputs or self.request != Request():
            self._follow(machine, self.service.start(machine, self.request))
            return
        now = self.pace.clock()
        until = self.expected.setdefault(machine.product, now + self.pace.patience)
        begun = next((e for e in self.service.listed(machine) if e.started >= since), None)
        if begun is not None:
            self._follow(machine, begun)
        elif now >= until:
            self._follow(machine, self.service.start(machine, self.request))

    def _last_refresh(self, before: Sequence[str], machine: Machine) -> datetime | None:
        """When the last of what starts a product was there; None where nothing new was."""
        results = (self.ended[name].result for name in before)
        times = [result.finished for result in results if result]
        times += [time for product, time in self.landed.items() if product == machine.product]
        return max(times, default=None)

    def _follow(self, machine: Machine, execution: Execution) -> None:
        self.going[machine.product] = execution
        self.reporter.started(machine)

    def _look_at(self, machine: Machine, execution: Execution) -> None:
        now = self.service.described(machine, execution)
        if now.state is State.RUNNING:
            return
        result = self.service.result(machine, now)
        newer = self._newer(machine, now, has_given_way=result is None)
        if newer is not None and now.state is State.SUCCEEDED:
            self.going[machine.product] = newer
            return
        if result is not None and result.is_waiting:
            why = waiting_for(result.waiting_for)
            self._end(Outcome(machine, State.WAITING, now, result, because=why))
            return
        self._end(Outcome(machine, now.state, now, result))

    def _newer(
        self, machine: Machine, ended: Execution, *, has_given_way: bool
    ) -> Execution | None:
        """The execution that does the work of one that gave way, or takes files that came later."""
        if not has_given_way and machine.product not in self.landed:
            return None
        newest = next(iter(self.service.listed(machine)), None)
        if newest is None or newest.arn == ended.arn:
            return None
        return newest if has_given_way or newest.state is State.RUNNING else None

    def _end(self, outcome: Outcome) -> None:
        self.going.pop(outcome.machine.product, None)
        self.ended[outcome.machine.product] = outcome
        self.reporter.finished(outcome)


def waiting_for(inputs: str) -> str:
    return f"waiting for inputs: {inputs}"


def _left_to(machine: Machine, before: Sequence[str]) -> str:
    names = ", ".join(before)
    if machine.follows_inputs:
        return f"starts by itself when {names} is refreshed"
    return f"not started: it reads {names}, and its inputs' events do not start it"
