"""`mesh recover`: what a killed run has left behind is settled, and nothing else is done."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import options, output
from meshwright.cli.options import AsOf, Env, Json, Select, Yes
from meshwright.errors import CancelledError, UsageError

if TYPE_CHECKING:
    from meshwright.backend.layout import StackLock
    from meshwright.gate.assessment import Assessment
    from meshwright.runner.parallel import Reporter
    from meshwright.runner.run import Run
    from meshwright.runner.session import Session

Release = Annotated[
    bool,
    typer.Option(
        "--release",
        help="Break locks that other hosts hold; make sure first that their runs have ended.",
    ),
]


def recover(
    select: Select = None,
    release: Release = False,
    env: Env = options.DEFAULT_ENVIRONMENT,
    yes: Yes = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Settle what a killed run left: locks, half-written state, resources half made."""
    from meshwright.cli.deployment import Order, deploy
    from meshwright.runner import run
    from meshwright.runner.existing import existing
    from meshwright.runner.stack_locks import breakable

    words = select or []

    def action(session: "Session", assessment: "Assessment", reporter: "Reporter") -> "Run":
        if release:
            store = session.context.store
            stacks = sorted(existing(store, assessment, words))
            held = {stack: locks for stack in stacks if (locks := breakable(store, stack))}
            for lock in asked(held, yes=yes):
                store.remove_lock(lock)
        return run.recover(session.context, assessment, words, reporter)

    day = as_of or options.today()
    question = "" if release else f"recover {' '.join(words) or 'all'} after a killed run"
    order = Order("recover", "recovering", words, env, day, json, yes, question)
    deploy(order, action, closing)


def asked(held: "dict[str, tuple[StackLock, ...]]", *, yes: bool) -> "Iterator[StackLock]":
    """The locks that a person agrees to break, each named with its holder.

    Raises UsageError off a terminal without --yes, CancelledError where the person says no.
    """
    for stack, locks in held.items():
        for lock in locks:
            output.say(f"{stack} is locked {lock}")
    if not held:
        return
    question = "break these locks? a run that still lives would then write over this one's state"
    if not yes and not sys.stdin.isatty():
        raise UsageError(f"not a terminal: confirmation needed: {question}", fix="pass --yes")
    if not yes and not typer.confirm(question, err=True):
        raise CancelledError("nothing was changed")
    for locks in held.values():
        yield from locks


def closing(run: "Run", assessment: "Assessment", _endpoint: str | None) -> "Iterator[str]":
    """What was found, stack by stack."""
    from meshwright.cli import report

    found = [result for result in run.results if result.notes]
    for result in found:
        yield result.stack
        yield from (f"  {note}" for note in result.notes)
    if not found:
        yield "nothing to recover: no killed run has left anything"
    yield report.headline(run, assessment.environment)
