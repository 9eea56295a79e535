"""One stack's turn on the engine: its commands, its log and events, and what came of them."""

import os
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from meshwright.backend.layout import PROJECT
from meshwright.disk import WHAT_NOW, in_plain_words
from meshwright.errors import MeshError, Position
from meshwright.gate.reasons import Reason
from meshwright.plan.declaration import StackPlan
from meshwright.program.plan_file import write_plan
from meshwright.recorded import resource_of
from meshwright.runner.capacity import writers
from meshwright.runner.data import emptying
from meshwright.runner.engine import process
from meshwright.runner.engine.events import EventLog
from meshwright.runner.engine.last_words import death, ended_packs, last_words
from meshwright.runner.engine.plugin_server import PluginServer
from meshwright.runner.engine.process import Command, Ended
from meshwright.runner.engine.sides import Sides
from meshwright.runner.engine_context import EngineContext
from meshwright.runner.results import Change, StackResult, Status
from meshwright.runner.stack_locks import locked_by, release_ended

ENGINES_OWN_KEY = "passphrase"
"""The secrets provider for which the engine needs nothing but a passphrase."""
PARALLEL = "PULUMI_PARALLEL"
"""How many resources the engine works on at the same time."""
CALM = ("--non-interactive", "--color", "never")
ENGINE_CANCELLED = 8
"""What the engine exits with where it was asked to stop."""
CUT_OFF = "context canceled"
"""What the engine says of a call that a stop, or the failure of another, has cut off."""
LOCKED = "the stack is currently locked by"
"""What the engine says where another one is at work on the stack (Pulumi, backend/diy/lock.go)."""
TRIES = 5
PAUSE = (0.2, 1.5)
"""Seconds before another attempt."""
NOT_EMPTY = "BucketNotEmpty"

OnChange = Callable[[Change], None]


@dataclass(slots=True)
class StackOperation:
    """One stack's turn on the engine, with a log of its own."""

    context: EngineContext
    stack: str
    lines: Mapping[str, Position]
    """The spec line of each resource, by `type::name`."""
    seen: OnChange
    began: float
    events: EventLog

    @property
    def log(self) -> Path:
        return self.context.logs / f"{self.stack}.log"

    @property
    def address(self) -> str:
        return f"organization/{PROJECT}/{self.stack}"

    def pulumi(
        self,
        *arguments: str,
        variables: Mapping[str, str] | None = None,
        plugins: PluginServer | None = None,
    ) -> Ended:
        """Runs the engine to its end; the lock of one that died goes with it.

        Of two engines that begin at once each may see the other's lock, and both give up: then the
        stack is nobody's, and it tries again. Raises MeshError on a full disk.
        """
        ended = self._pulumi(*arguments, variables=variables, plugins=plugins)
        for _ in range(TRIES):
            if not self._is_locked_out(ended.code) or self.context.stop.is_asked:
                break
            # Not at the same moment again.
            time.sleep(random.uniform(*PAUSE))  # noqa: S311 - no secret
            if self.context.store.locks(self.stack):
                break
            self._forget()
            ended = self._pulumi(*arguments, variables=variables, plugins=plugins)
        return ended

    def _pulumi(
        self,
        *arguments: str,
        variables: Mapping[str, str] | None,
        plugins: PluginServer | None,
    ) -> Ended:
        context = self.context
        context.reserve.check()
        command = Command(
            (str(context.engine), *arguments, *CALM),
            {**context.variables, **(variables or {})},
            context.root,
            self.log,
            context.engines,
            self.stack,
            context.reserve,
            plugins,
        )
        ended = process.run(command, self.events, context.stop, self.seen)
        if ended.code != 0:
            release_ended(context.store, self.stack, host=process.HOST, pid=ended.pid)
        return ended

    def _is_locked_out(self, code: int) -> bool:
        return code > 0 and LOCKED in self.log.read_text(errors="replace")

    def _forget(self) -> None:
        """Empties the log, which tells of the last attempt alone."""
        self.log.write_bytes(b"")
        self.events.path.unlink(missing_ok=True)
        self.events = EventLog(self.events.path)

    def make(self) -> bool:
        """Makes the stack in the backend, empty, without an engine; whether that was possible.

        What the engine does more is to write down a key for secrets. It does so with the first
        update too where the key is a passphrase's.
        """
        context = self.context
        is_local = context.secrets_provider == ENGINES_OWN_KEY and not context.previews_first
        return is_local and context.store.make_stack(self.stack)

    def create(self) -> Ended:
        """Has the engine make the stack in the backend, empty."""
        provider = self.context.secrets_provider
        return self.pulumi(
            "stack", "init", self.address, "--no-select", "--secrets-provider", provider
        )

    def operate(self, operation: str, *flags: str, plan: StackPlan | None = None) -> Ended:
        # The event log is one of the engine's flags for people who work on it.
        log = ("--event-log", str(self.events.path))
        variables = {"PULUMI_DEBUG_COMMANDS": "true", **_parallel(os.environ)}
        # What was checked and announced is what the program declares.
        agreed: Mapping[str, str] = write_plan(self.context.plans, plan) if plan else {}
        return self.pulumi(
            *(operation, "-s", self.address, *flags, *log),
            variables={**variables, **agreed},
            plugins=self.context.plugins,
        )

    def export_state(self, file: Path) -> str | None:
        ended = self.pulumi("stack", "export", "--stack", self.address, "--file", str(file))
        return self._fault(ended)

    def import_state(self, file: Path) -> str | None:
        ended = self.pulumi("stack", "import", "--stack", self.address, "--file", str(file))
        return self._fault(ended)

    def refresh(self, urns: tuple[str, ...]) -> str | None:
        targets = [flag for urn in urns for flag in ("--target", urn)]
        return self._fault(self.operate("refresh", "--yes", "--skip-preview", *targets))

    def delete(self, urns: tuple[str, ...]) -> str | None:
        """Deletes some resources, in AWS and in the state, and leaves all others alone."""
        targets = [flag for urn in urns for flag in ("--target", urn)]
        return self._fault(self.operate("destroy", "--yes", "--skip-preview", *targets))

    def forget(self, urn: str) -> None:
        """Takes a resource from the state, and leaves it in AWS."""
        ended = self.pulumi("state", "delete", urn, "--stack", self.address, "--yes")
        if fault := self._fault(ended):
            raise MeshError(f"{urn} is still in the state: {fault}", fix="run this again")

    def _fault(self, ended: Ended) -> str | None:
        """What went wrong in a part of a turn, in one text."""
        said = self.result(ended)
        return None if said.status is Status.DONE else said.message

    def result(self, ended: Ended, notes: tuple[str, ...] = ()) -> StackResult:
        status = self._status(ended.code)
        changes = self.events.changes
        changed = tuple(self.events.changed.values())
        self.events.path.unlink(missing_ok=True)
        seconds = round(time.monotonic() - self.began, 2)
        reasons = self._reasons(status, ended.code)
        # What a run did not get to is in none of its steps, and would seem to be gone.
        sides = self.events.sides if changed and status is Status.DONE else Sides()
        return StackResult(
            self.stack,
            status,
            changes,
            changed,
            seconds,
            reasons,
            self.log,
            notes,
            before=sides.before,
            after=sides.after,
        )

    def _status(self, code: int) -> Status:
        if code == 0:
            return Status.DONE
        if self.context.reserve.is_given_up:
            return Status.FAILED
        cancelled = code == ENGINE_CANCELLED or self.context.stop.is_asked
        return Status.CANCELLED if cancelled else Status.FAILED

    def _reasons(self, status: Status, code: int) -> tuple[Reason, ...]:
        if status is Status.DONE:
            return ()
        if self.context.reserve.is_given_up:
            return (Reason(f"{self.context.reserve.fault}\nfix: {WHAT_NOW}"),)
        if self._is_locked_out(code):
            return (self._locked(),)
        # The engine tells of one full disk once for each file that it could not write.
        told = tuple(dict.fromkeys(self._located(reason) for reason in self.events.reasons))
        said = {reason.message for reason in told}
        found = (*(Reason(end) for end in ended_packs(self.log) if end not in said), *told)
        # A failure, like a stop, cuts off what else is under way.
        own = tuple(reason for reason in found if CUT_OFF not in reason.message)
        if status is Status.CANCELLED:
            return own or (Reason("stopped before it was done"),)
        died = death(code, self.log)
        # One that was killed for its silence has told why.
        if died and (code > 0 or not found):
            return (Reason(died), *own)
        return own or found or (Reason(last_words(self.log)),)

    def _locked(self) -> Reason:
        store = self.context.store
        lock = next(iter(store.locks(self.stack)), None)
        if lock is None:
            return Reason(f"{self.stack} was locked by another run, which has ended: run it again")
        error = locked_by(store, self.stack, lock)
        return Reason(f"{error}\nfix: {error.fix}")

    def _located(self, reason: Reason) -> Reason:
        resource = resource_of(reason.resource)
        message = in_plain_words(reason.message)
        # AWS refuses to delete a bucket that holds anything, a version of old included
        # (Amazon S3 API, DeleteBucket).
        fix = emptying.EMPTY_IT if NOT_EMPTY in reason.message else ""
        spec = self.lines.get(resource)
        return replace(reason, message=message, resource=resource, spec=spec, fix=fix)


def begin(
    context: EngineContext, stack: str, lines: Mapping[str, Position], seen: OnChange
) -> StackOperation:
    """A turn with an empty log."""
    context.logs.mkdir(parents=True, exist_ok=True)
    events = context.logs / f"{stack}.events"
    events.unlink(missing_ok=True)
    turn = StackOperation(context, stack, lines, seen, time.monotonic(), EventLog(events))
    turn.log.write_bytes(b"")
    return turn


def ignore_change(change: Change) -> None:
    """Tells nobody: what a preview finds is not yet done."""
    del change


def spec_lines(stack: StackPlan) -> Mapping[str, Position]:
    return {str(d.key): d.spec for d in stack.declarations}


def _parallel(inherited: Mapping[str, str]) -> Mapping[str, str]:
    """How much the engine asks AWS at once, unless somebody has said it."""
    return {} if inherited.get(PARALLEL) else {PARALLEL: str(writers())}
