"""The engine on one stack: create it where it is missing, up, preview or destroy; keep its record.

The rules have just been evaluated offline over the very declarations that the program hands to the
engine, and a stack with a finding never gets this far. What only the packs can see, a resource that
the program makes beside its plan, they refuse in a preview that comes first, and again at
registration. In `local` registration alone has to do: nothing there is precious, and a preview
would double what a run costs.

What a run would delete or replace is read from a preview too, wherever something could go that is
protected or holds data (`deploy.losses`). Nothing of a stack is touched before that is agreed.
"""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from localaws.types.answers import ASKED_AGAIN
from meshwright.disk import WHAT_NOW, in_plain_words
from meshwright.errors import MeshError, Position
from meshwright.plan.declaration import StackPlan
from meshwright.runner import data_loss_guard as keeping
from meshwright.runner.account.account import Account
from meshwright.runner.data import emptying, rekeying
from meshwright.runner.data.data_loss import Keeper, holds_something
from meshwright.runner.data.table_data import TableData
from meshwright.runner.departures import Departures, revoke
from meshwright.runner.engine import process
from meshwright.runner.engine.events import EventLog, resource_of
from meshwright.runner.engine.last_words import death, last_words
from meshwright.runner.engine.process import Command, Ended
from meshwright.runner.engine.reserve import Reserve
from meshwright.runner.engine.stop import Stop
from meshwright.runner.recovery import recover as recovery
from meshwright.runner.recovery.recover import Place
from meshwright.runner.recovery.resource_ids import Finder
from meshwright.runner.results import Change, Changes, Reason, StackResult, Status
from meshwright.runner.shell import PLAN_VARIABLE
from meshwright.runner.stack_locks import release_ended
from meshwright.runner.state import records
from meshwright.runner.state.checkpoint import Checkpoint
from meshwright.runner.state.layout import PROJECT
from meshwright.runner.state.store import StateStore

CALM = ("--non-interactive", "--color", "never")
ENGINE_CANCELLED = 8
"""What the engine exits with where it was asked to stop."""
CUT_OFF = "context canceled"
"""What the engine says of a call that a stop, or the failure of another, has cut off."""
LOOKS_PAST_PROTECTION = "--ignore-protect"
"""Of a preview: it tells what would go, rather than that it is protected."""
NOT_EMPTY = "BucketNotEmpty"
IS_THERE = re.compile(r"Already(Exists|OwnedByYou)|already exists")
"""How AWS says that a name is taken."""

Seen = Callable[[Change], None]


@dataclass(frozen=True, slots=True)
class Bench:
    """All that running the engine on the stacks of one environment needs."""

    engine: Path
    root: Path
    """The checkout: where the engine starts and finds the project."""
    variables: Mapping[str, str]
    logs: Path
    store: StateStore
    secrets_provider: str
    previews_first: bool
    """Whether the packs see a whole stack before anything of it is made."""
    packs: tuple[str, ...]
    """The folders of the policy packs that every run has on, relative to the root."""
    code: str
    """The digest of the program, the packs and the pinned versions."""
    stop: Stop
    finder: Finder
    """Finds in AWS what a killed run was creating."""
    account: Account
    """What is asked and done around the engine's turns."""
    tables: TableData | None = None
    """Looks at what lies in tables and buckets; None where nobody looks."""
    reserve: Reserve = field(default_factory=Reserve)
    """Room for the engine's state on a disk that fills up on the way."""

    @property
    def engines(self) -> Path:
        """Where the engines at work are written down."""
        return self.logs.with_name("engines")


@dataclass(slots=True)
class Turn:
    """One stack's turn on the engine, with a log of its own."""

    bench: Bench
    stack: str
    lines: Mapping[str, Position]
    """The spec line of each resource, by `type::name`."""
    seen: Seen
    began: float
    events: EventLog

    @property
    def log(self) -> Path:
        return self.bench.logs / f"{self.stack}.log"

    @property
    def address(self) -> str:
        return f"organization/{PROJECT}/{self.stack}"

    def pulumi(self, *arguments: str, variables: Mapping[str, str] | None = None) -> Ended:
        """Runs the engine to its end; the lock of one that died goes with it.

        Raises MeshError on a full disk.
        """
        bench = self.bench
        bench.reserve.check()
        command = Command(
            (str(bench.engine), *arguments, *CALM),
            {**bench.variables, **(variables or {})},
            bench.root,
            self.log,
            bench.engines,
            self.stack,
            bench.reserve,
        )
        ended = process.run(command, self.events, bench.stop, self.seen)
        if ended.code != 0:
            release_ended(bench.store, self.stack, host=process.HOST, pid=ended.pid)
        return ended

    def create(self) -> Ended:
        """Makes the stack in the backend, empty."""
        provider = self.bench.secrets_provider
        return self.pulumi(
            "stack", "init", self.address, "--no-select", "--secrets-provider", provider
        )

    def operate(self, operation: str, *flags: str, plan: StackPlan | None = None) -> Ended:
        # The event log is one of the engine's flags for people who work on it.
        log = ("--event-log", str(self.events.path))
        variables = {"PULUMI_DEBUG_COMMANDS": "true"}
        # What was checked and announced is what the program has to find when it plans for itself.
        agreed = {PLAN_VARIABLE: plan.digest} if plan else {}
        return self.pulumi(
            operation, "-s", self.address, *flags, *log, variables={**variables, **agreed}
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
        return StackResult(self.stack, status, changes, changed, seconds, reasons, self.log, notes)

    def _status(self, code: int) -> Status:
        if code == 0:
            return Status.DONE
        if self.bench.reserve.is_given_up:
            return Status.FAILED
        cancelled = code == ENGINE_CANCELLED or self.bench.stop.is_asked
        return Status.CANCELLED if cancelled else Status.FAILED

    def _reasons(self, status: Status, code: int) -> tuple[Reason, ...]:
        if status is Status.DONE:
            return ()
        if self.bench.reserve.is_given_up:
            return (Reason(f"{self.bench.reserve.fault}\nfix: {WHAT_NOW}"),)
        # The engine tells of one full disk once for each file that it could not write.
        found = tuple(dict.fromkeys(self._located(reason) for reason in self.events.reasons))
        # A failure, like a stop, cuts off what else is under way.
        own = tuple(reason for reason in found if CUT_OFF not in reason.message)
        if status is Status.CANCELLED:
            return own or (Reason("stopped before it was done"),)
        died = death(code, self.log)
        # One that was killed for its silence has told why.
        if died and (code > 0 or not found):
            return (Reason(died), *own)
        return own or found or (Reason(last_words(self.log)),)

    def _located(self, reason: Reason) -> Reason:
        resource = resource_of(reason.resource)
        message = in_plain_words(reason.message)
        # AWS refuses to delete a bucket that holds anything, a version of old included
        # (Amazon S3 API, DeleteBucket).
        fix = emptying.EMPTY_IT if NOT_EMPTY in reason.message else ""
        spec = self.lines.get(resource)
        return replace(reason, message=message, resource=resource, spec=spec, fix=fix)


def begin(bench: Bench, stack: str, lines: Mapping[str, Position], seen: Seen) -> Turn:
    """A turn with an empty log."""
    bench.logs.mkdir(parents=True, exist_ok=True)
    events = bench.logs / f"{stack}.events"
    events.unlink(missing_ok=True)
    turn = Turn(bench, stack, lines, seen, time.monotonic(), EventLog(events))
    turn.log.write_bytes(b"")
    return turn


def up(
    bench: Bench,
    stack: StackPlan,
    seen: Seen,
    *,
    keeper: Keeper,
    refresh: bool = False,
    leave: Departures | None = None,
) -> StackResult:
    """Makes a stack what its plan says, and records it if the engine has succeeded.

    With `refresh` the engine first asks AWS what is there, so that it puts right what has drifted.
    Grants to the roles that `leave` names go before these do.
    """
    # Before the engine starts: a run that fails or is killed leaves nothing to be skipped by.
    bench.store.delete_record(stack.name)
    notes = settle(bench, stack.name)
    flags = ("--refresh",) if refresh else ()
    before = keeping.checkpoint(bench.store, stack.name)
    refused = _unreadable(bench, stack, before, keeper) or _prepare(bench, stack, keeper, flags)
    if refused is not None:
        return replace(refused, notes=notes)
    revoked = _revoked(bench, stack.name, leave)
    done = bench.account.prepare(stack, keeping.checkpoint(bench.store, stack.name))
    turn = begin(bench, stack.name, spec_lines(stack), seen)
    ended = turn.operate("up", "--yes", "--skip-preview", *flags, *packs(bench), plan=stack)
    result = with_changes(replace(turn.result(ended, notes), account=done), revoked)
    if result.status is Status.DONE:
        result = _with_partitions(bench, stack, before, result)
    if result.status is Status.DONE:
        # A refresh takes back what is open, and is asked after that.
        return result if refresh and stack.subject else settled(bench, stack, result)
    return replace(result, notes=(*notes, *_look_up(bench, turn, result)))


def _unreadable(
    bench: Bench, stack: StackPlan, before: Checkpoint | None, keeper: Keeper
) -> StackResult | None:
    """The result of a stack whose change would leave partitions that nobody can read."""
    if bench.tables is None:
        return None
    reasons = rekeying.refusals(bench.tables, before, stack, keeper)
    return StackResult(stack.name, Status.HELD, reasons=reasons) if reasons else None


def _with_partitions(
    bench: Bench, stack: StackPlan, before: Checkpoint | None, result: StackResult
) -> StackResult:
    """The result of an update, once the partitions of the stack's tables have followed it.

    A new stack has none.
    """
    if bench.tables is None or before is None:
        return result
    try:
        said = rekeying.follow(bench.tables, rekeying.rekeyed(before, stack), stack)
    except MeshError as error:
        return replace(result, status=Status.FAILED, reasons=(Reason(str(error), fix=error.fix),))
    return replace(result, partitions=said)


def _revoked(bench: Bench, stack: str, leave: Departures | None) -> tuple[Change, ...]:
    """Revokes what the roles have that are about to go with this stack."""

    def delete(holder: str, urns: tuple[str, ...]) -> str | None:
        bench.store.delete_record(holder)
        settle(bench, holder)
        return begin(bench, holder, {}, unseen).delete(urns)

    return revoke(bench.store, stack, leave, delete) if leave else ()


def with_changes(result: StackResult, revoked: tuple[Change, ...]) -> StackResult:
    """A result with the grants that were revoked for it in other stacks."""
    counted = replace(result.changes, delete=result.changes.delete + len(revoked))
    return replace(result, changes=counted, changed=(*revoked, *result.changed))


def settled(bench: Bench, stack: StackPlan, result: StackResult) -> StackResult:
    """The result of a stack that the engine has brought up, once its account agrees.

    Only then is it recorded: what is open must not be skipped by the next run.
    """
    faults = bench.account.settle(stack)
    if faults:
        bench.store.delete_record(stack.name)
        return replace(result, status=Status.FAILED, reasons=faults)
    records.write(bench.store, stack, code=bench.code)
    return result


def _look_up(bench: Bench, turn: Turn, result: StackResult) -> tuple[str, ...]:
    """Looks for what may have been made though the engine was told that it was not.

    What is said to be there already is somebody else's, unless it was asked for twice.
    """
    others = {r.resource for r in result.reasons if IS_THERE.search(r.message) and not _again(r)}
    doubted = {
        urn: state
        for urn, state in turn.events.not_created.items()
        if resource_of(urn) not in others
    }
    if not doubted or bench.stop.is_asked:
        return ()
    try:
        return recovery.look_up(_place(bench, turn.stack), doubted)
    except MeshError as error:
        return (f"what was not created could not be looked for: {error}",)


def _again(reason: Reason) -> bool:
    return ASKED_AGAIN in reason.message


def _prepare(
    bench: Bench, stack: StackPlan, keeper: Keeper, flags: tuple[str, ...]
) -> StackResult | None:
    """Creates a stack that is missing and looks first where need be; what stands in the way."""
    turn = begin(bench, stack.name, spec_lines(stack), unseen)
    is_new = bench.store.fingerprint(stack.name) is None
    if is_new and (made := turn.create()).code != 0:
        return turn.result(made)
    if not (
        bench.previews_first
        or (not is_new and keeping.is_risky(bench.store, stack, keeper, refresh=bool(flags)))
    ):
        return None
    looked = turn.operate("preview", LOOKS_PAST_PROTECTION, *flags, *packs(bench), plan=stack)
    return keeping.agree(turn, looked, keeper)


def unseen(change: Change) -> None:
    """Tells nobody: what a preview finds is not yet done."""
    del change


def preview(bench: Bench, stack: StackPlan, seen: Seen, *, keeper: Keeper) -> StackResult:
    """What `up` would change, or refuse; of a stack that is not there yet the plan itself tells."""
    recovery.check_readable(bench.store, stack.name)
    if bench.store.fingerprint(stack.name) is None:
        return all_new(stack, seen)
    turn = begin(bench, stack.name, spec_lines(stack), seen)
    ended = turn.operate("preview", LOOKS_PAST_PROTECTION, *packs(bench), plan=stack)
    state = keeping.checkpoint(bench.store, stack.name)
    lost = _unreadable(bench, stack, state, keeper)
    return _with_more(keeping.refused(turn, ended, keeper), lost.reasons if lost else ())


def destroy(
    bench: Bench, stack: str, seen: Seen, *, keeper: Keeper, leave: Departures | None = None
) -> StackResult:
    """Deletes what a stack's state holds, then the stack; needs neither program nor spec."""
    bench.store.delete_record(stack)
    notes = settle(bench, stack)
    state = keeping.checkpoint(bench.store, stack)
    full = emptying.full_buckets(bench.tables, state) if bench.tables else ()
    if holds_something(state, keeper):
        turn = begin(bench, stack, {}, unseen)
        looked = turn.operate("destroy", "--preview-only", LOOKS_PAST_PROTECTION)
        refused = _with_more(keeping.refused(turn, looked, keeper), full)
        if refused.status is Status.DONE:
            refused = keeping.agree(turn, looked, keeper)
        if refused is not None:
            return replace(refused, notes=notes, changes=Changes(), changed=())
    elif full:
        return StackResult(stack, Status.HELD, reasons=full, notes=notes)
    revoked = _revoked(bench, stack, leave)
    turn = begin(bench, stack, {}, seen)
    ended = turn.operate("destroy", "--yes", "--skip-preview", "--remove")
    return with_changes(turn.result(ended, notes), revoked)


def _with_more(result: StackResult, reasons: tuple[Reason, ...]) -> StackResult:
    """A result with more reasons to leave the stack alone."""
    if not reasons or result.status not in (Status.DONE, Status.HELD):
        return result
    return replace(result, status=Status.HELD, reasons=(*result.reasons, *reasons))


def recover(bench: Bench, stack: str, _seen: Seen) -> StackResult:
    """Settles what a killed run has left of a stack, and does no more."""
    began = time.monotonic()
    notes = settle(bench, stack)
    seconds = round(time.monotonic() - began, 2)
    return StackResult(stack, Status.DONE, seconds=seconds, notes=notes)


def settle(bench: Bench, stack: str) -> tuple[str, ...]:
    """What was found of a killed run, and put right, before anything else is done to a stack."""
    return recovery.recover(_place(bench, stack))


def _place(bench: Bench, stack: str) -> Place:
    return Place(
        name=stack,
        store=bench.store,
        begin=lambda: begin(bench, stack, {}, unseen),
        find_id=bench.finder.find,
        records=bench.engines,
    )


def all_new(stack: StackPlan, seen: Seen) -> StackResult:
    """The result of previewing a stack that does not exist."""
    changed = tuple(Change("create", str(d.key)) for d in stack.declarations)
    for change in changed:
        seen(change)
    return StackResult(stack.name, Status.DONE, Changes(create=len(changed)), changed)


def spec_lines(stack: StackPlan) -> Mapping[str, Position]:
    return {str(d.key): d.spec for d in stack.declarations}


def packs(bench: Bench) -> tuple[str, ...]:
    """The flags that switch the packs on; raises MeshError where there are none."""
    if not bench.packs:
        raise MeshError(
            "there is no policy pack under policies/, so nothing would be asked of what is made",
            fix="git checkout -- policies",
        )
    return tuple(f"--policy-pack={pack}" for pack in bench.packs)
