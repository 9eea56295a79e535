"""What became of each stack in a run, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from meshwright.gate.reasons import Reason
from meshwright.plan.declaration import ResourceKey
from meshwright.plan.difference import Inputs, Resources


class Status(StrEnum):
    """How a stack came out of a run."""

    DONE = "done"
    SKIPPED = "skipped"
    """Up to date by its record: the engine was not started."""
    FAILED = "failed"
    HELD = "held"
    """Left alone, because of a finding or because what it rests on was not deployed."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Changes:
    """How many of AWS's resources changed, and how; components and providers are not counted."""

    create: int = 0
    update: int = 0
    delete: int = 0
    replace: int = 0
    same: int = 0
    keep: int = 0
    """How many left the stack and stay in AWS as they are."""

    @property
    def total(self) -> int:
        """All that is not the same in AWS as before."""
        return self.create + self.update + self.delete + self.replace


@dataclass(frozen=True, slots=True)
class Change:
    """One resource that the engine changed, or would change."""

    operation: str
    """create, update, delete, replace, keep or same."""
    resource: str
    """`type::name`."""
    properties: tuple[str, ...] = ()
    """What differs, for an update or a replacement."""
    identity: str = field(default="", compare=False)
    """What it is called in AWS; empty where its inputs do not say."""


DELETE, KEEP = "delete", "keep"
ACCESS = "access::"
"""What stands in the place of a type where a change is the end of somebody's access."""
NOT_BEGUN = Reason("stopped before its turn")


@dataclass(frozen=True, slots=True)
class StackResult:
    """One stack after a run."""

    stack: str
    status: Status
    changes: Changes = field(default_factory=Changes)
    changed: tuple[Change, ...] = ()
    seconds: float = 0.0
    reasons: tuple[Reason, ...] = ()
    log: Path | None = None
    notes: tuple[str, ...] = ()
    """What a killed run had left behind, and what was done about it."""
    partitions: tuple[str, ...] = ()
    """What became of the partitions of its tables, which are no resources of the stack."""
    account: tuple[str, ...] = ()
    """What was done in the account beside the engine, since the engine cannot."""
    taken_over: tuple[str, ...] = ()
    """Roles that came, or would come, from another stack as they are."""
    before: Resources = field(default_factory=dict[ResourceKey, Inputs], compare=False, repr=False)
    """The tables, grants, tags and entries of a stack that changed, as they were deployed."""
    after: Resources = field(default_factory=dict[ResourceKey, Inputs], compare=False, repr=False)
    """The tables, grants, tags and entries of a stack that changed, as planned."""

    @property
    def is_begun(self) -> bool:
        """Whether the engine was started for it."""
        return self.log is not None

    @property
    def message(self) -> str:
        return "; ".join(reason.message for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Proved:
    """What a proof of the access in force came to, at the end of a run."""

    differences: int
    """How many are left of those that concern what was run."""
    document: Mapping[str, Any]
    """All of it, for machines."""
    has_failed: bool = False
    """Whether something was put right after which AWS did not answer: nobody knows what is left."""
