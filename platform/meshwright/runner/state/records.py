"""The skip record: what a stack was when the engine last succeeded, so that it need not run again.

It lies beside the state, written by the runner after the engine has succeeded and only then. A
stack output cannot do this: the engine saves the outputs of failed updates too.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from meshwright.plan.declaration import StackPlan
from meshwright.runner.state.store import StateStore

VERSION = 1


class Stale(StrEnum):
    """Why a record does not let a stack be skipped."""

    UNRECORDED = "unrecorded"
    CHANGED = "changed"
    EXPIRED = "expired"
    TOUCHED = "touched"


@dataclass(frozen=True, slots=True)
class Record:
    """A stack is as it should be while digest, fingerprint and date all agree."""

    digest: str
    """The plan's bytes, how its rules stand, and all code that acts on them."""
    fingerprint: str
    """The checkpoint that the engine left: any other update writes another."""
    holds_until: date | None
    """The first day on which it holds no longer; None where time changes nothing."""

    def as_bytes(self) -> bytes:
        content = asdict(self) | {"version": VERSION}
        content["holds_until"] = self.holds_until.isoformat() if self.holds_until else None
        return json.dumps(content, sort_keys=True).encode()


def parse_record(content: bytes) -> Record | None:
    """The record in a file; None where it is damaged or of another version."""
    try:
        value: Any = json.loads(content)
        if value["version"] != VERSION:
            return None
        until = value["holds_until"]
        return Record(
            str(value["digest"]),
            str(value["fingerprint"]),
            None if until is None else date.fromisoformat(until),
        )
    except (ValueError, KeyError, TypeError):
        return None


def staleness(store: StateStore, stack: StackPlan, *, code: str, as_of: date) -> Stale | None:
    """Why a stack cannot be skipped; None where its record agrees: digest, checkpoint, date."""
    content = store.read_record(stack.name)
    record = parse_record(content) if content is not None else None
    if record is None:
        return Stale.UNRECORDED
    if record.digest != stack_digest(stack, code):
        return Stale.CHANGED
    if record.holds_until is not None and as_of >= record.holds_until:
        return Stale.EXPIRED
    return None if record.fingerprint == store.fingerprint(stack.name) else Stale.TOUCHED


def write(store: StateStore, stack: StackPlan, *, code: str) -> None:
    """Records that the engine has just made the stack what its plan says."""
    fingerprint = store.fingerprint(stack.name)
    if fingerprint is not None:
        record = Record(stack_digest(stack, code), fingerprint, stack.next_change)
        store.write_record(stack.name, record.as_bytes())


def stack_digest(stack: StackPlan, code: str) -> str:
    return hashlib.sha256(f"{code}\n{stack.digest}\n{stack.judged_by}".encode()).hexdigest()
