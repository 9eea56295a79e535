"""What the commands that run products speak of, as values: machines, what is asked of them, and
how their executions ended.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from meshwright.errors import UsageError
from meshwright.running.result import Result


@dataclass(frozen=True, slots=True)
class Machine:
    """The state machine that makes one product's rows."""

    product: str
    arn: str
    owner: str
    """Whom its failures concern."""
    reads: tuple[str, ...] = ()
    """The products among its inputs that have a machine too."""
    follows_inputs: bool = True
    """Whether the event of a refreshed input starts it."""
    freshness: timedelta | None = None
    """How old its newest rows are at most, as its spec promises."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a run is to do; with nothing said, what the machine does of itself."""

    first: date | None = None
    last: date | None = None
    """The days of a backfill, both included."""
    full: bool = False
    """Whether tables with a window are made anew as a whole."""
    allow_empty: bool = False
    """Whether no rows at all may take the place of some."""

    def __post_init__(self) -> None:
        if (self.first is None) != (self.last is None):
            raise UsageError(
                "--from and --to go together", fix="name the first and the last day: both count"
            )
        if self.first and self.last and self.first > self.last:
            raise UsageError(f"--from {self.first} is after --to {self.last}", fix="swap the two")
        if self.first and self.full:
            raise UsageError("--full leaves no days to choose", fix="leave out --full, or the days")

    @property
    def input(self) -> Mapping[str, Any]:
        """The input of the machine's execution."""
        asked: dict[str, Any] = {}
        if self.first and self.last:
            asked |= {"from": self.first.isoformat(), "to": self.last.isoformat()}
        if self.full:
            asked["full"] = True
        if self.allow_empty:
            asked["allowEmpty"] = True
        return asked


class State(StrEnum):
    """Where an execution stands, and so a product's run."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    HELD = "held"
    """Never started, since what it reads was not refreshed."""
    WAITING = "waiting"
    """Ran and published nothing, since its inputs have no rows yet; their news start it."""
    LEFT = "left"
    """Started, or to be started by its inputs' events, and not waited for."""


@dataclass(frozen=True, slots=True)
class Execution:
    """One execution of a machine, as Step Functions has it."""

    arn: str
    state: State
    started: datetime
    ended: datetime | None = None
    error: str = ""
    cause: str = ""

    @property
    def name(self) -> str:
        """How its result is named too."""
        return self.arn.rpartition(":")[2]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a product came out of a run."""

    machine: Machine
    state: State
    execution: Execution | None = None
    result: Result | None = None
    because: str = ""
    """Why it was held, left, or could not be started."""
    fix: str = ""
    """What to do about that."""

    @property
    def is_well(self) -> bool:
        return self.state in (State.SUCCEEDED, State.WAITING, State.LEFT)

    @property
    def seconds(self) -> float:
        if self.execution is None or self.execution.ended is None:
            return 0.0
        return (self.execution.ended - self.execution.started).total_seconds()
