"""Runs an account's template: shows what would change, asks, executes, and reads back.

A run that was ended half-way is gone on with by the next: what CloudFormation still does is waited
for, and a stack that it has put back as it was before its first attempt gives way to a new one.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from meshwright.errors import MeshError
from meshwright.operations.bootstrap import changes, importing, stack
from meshwright.operations.bootstrap.changes import Change, ChangeSet
from meshwright.operations.bootstrap.readback import Found, read_back
from meshwright.operations.bootstrap.stack import Say, Stack
from meshwright.plan.bootstrap.template import stack_name, template_text
from meshwright.runner.aws_answers import answered
from meshwright.runner.cloud import Cloud

DONE = ("CREATE_COMPLETE", "IMPORT_COMPLETE", "UPDATE_COMPLETE")
WITH_EXISTING = {"ImportExistingResources": True}
LOOKS = 3
"""How often what was just made is looked at, until it is as wanted: IAM tells of it by and by.
Source: IAM user guide, "Changes that I make are not always immediately visible"."""
Ask = Callable[[str, Sequence[Change]], None]
"""Shows what is going to be done and asks; raises where it is not wanted."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Who is asked and told, and how long is waited between two looks at a stack."""

    ask: Ask
    say: Say
    pause: float


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done, and what is there now."""

    stack: str
    changes: tuple[Change, ...]
    found: tuple[Found, ...]

    @property
    def wrong(self) -> tuple[Found, ...]:
        return tuple(found for found in self.found if not found.is_as_said)


def apply(cloud: Cloud, talk: Talk) -> Applied:
    """Brings the account to the template; raises MeshError where it could not, or nobody may."""
    account = cloud.environment.spec.account
    fix = f"sign in as an administrator of {account}: docs/how-to/real-account.md"
    with answered("the account could not be prepared", fix=fix):
        return _applied(cloud, talk)


def _applied(cloud: Cloud, talk: Talk) -> Applied:
    _refuse_another_account(cloud)
    name = stack_name(cloud.environment)
    found = _ready(cloud, name, talk)
    done: list[Change] = []
    if waiting := importing.to_import(cloud, found):
        text = importing.text_with(cloud, found, waiting)
        done += _run(cloud, name, text, found, importing.call_for(waiting), talk)
        found = stack.find(cloud, name)
    done += _run(cloud, name, template_text(cloud.environment), found, WITH_EXISTING, talk)
    return Applied(name, tuple(done), _read_back(cloud, talk, looks=LOOKS if done else 1))


def _refuse_another_account(cloud: Cloud) -> None:
    identity, spec = cloud.client("sts").get_caller_identity(), cloud.environment.spec
    if identity["Account"] != spec.account:
        raise MeshError(
            f"{identity['Arn']} is of account {identity['Account']}, not {spec.account}",
            fix=f"use credentials of {spec.account}, or correct {cloud.environment.source.path}",
        )


def _ready(cloud: Cloud, name: str, talk: Talk) -> Stack | None:
    """The stack when it can be changed; None where it has to be made."""
    found = stack.find(cloud, name)
    if found is not None and found.is_busy:
        talk.say(f"stack {name} is {found.status}: waiting for what was begun")
        found = stack.ended(cloud, found, pause=talk.pause)
    if found is None:
        return None
    if found.status == stack.ROLLED_BACK:
        _tell(stack.failures(cloud, found), talk)
        talk.ask(f"delete the stack {name}, whose first attempt was put back,", ())
        stack.remove(cloud, found, pause=talk.pause)
        return None
    if found.status in stack.STUCK:
        raise _failure(cloud, found)
    return found


def _tell(failures: Sequence[str], talk: Talk) -> None:
    for failure in failures:
        talk.say(f"failed before: {failure}")


def _run(
    cloud: Cloud, name: str, text: str, found: Stack | None, more: Mapping[str, Any], talk: Talk
) -> tuple[Change, ...]:
    """Executes what the template changes, once that is agreed to; gives nothing for no change."""
    prepared = changes.prepare(cloud, name, text, found, more)
    if not prepared.changes:
        return ()
    try:
        talk.ask(f"run the changes of stack {name}", prepared.changes)
    except BaseException:
        _leave_as_it_was(cloud, prepared, talk)
        raise
    changes.execute(cloud, prepared)
    talk.say(f"CloudFormation is at work on {name}")
    now = stack.ended(cloud, _busy(name, prepared), pause=talk.pause)
    if now.status not in DONE:
        raise _failure(cloud, now)
    return prepared.changes


def _leave_as_it_was(cloud: Cloud, prepared: ChangeSet, talk: Talk) -> None:
    """Takes the change set away, and the empty stack that was made for it alone."""
    changes.discard(cloud, prepared.identity)
    now = stack.find(cloud, prepared.stack)
    if now is not None and now.is_new:
        stack.remove(cloud, now, pause=talk.pause)


def _busy(name: str, prepared: ChangeSet) -> Stack:
    # From here on its state is asked for: what was there before the execution says nothing.
    return Stack(name, prepared.stack, "UPDATE_IN_PROGRESS")


def _failure(cloud: Cloud, now: Stack) -> MeshError:
    said = stack.failures(cloud, now) or [now.reason or "CloudFormation gives no reason"]
    lines = "".join(f"\n  {each}" for each in said)
    fix = "put right what is said there, and run this again"
    if now.status in stack.STUCK:
        fix = f"put right what is said there, delete stack {now.name} or continue its rollback"
    return MeshError(f"stack {now.name} is {now.status}:{lines}", fix=fix)


def _read_back(cloud: Cloud, talk: Talk, *, looks: int) -> tuple[Found, ...]:
    while True:
        found, looks = tuple(read_back(cloud)), looks - 1
        if not looks or all(each.is_as_said or each.denied for each in found):
            return found
        time.sleep(talk.pause)
