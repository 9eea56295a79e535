"""Executes a change set: makes, changes and deletes, or puts all back as it was.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html (status codes)
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs] - it has none

from localaws.cloudformation.caller import Caller
from localaws.cloudformation.changes import Change
from localaws.cloudformation.faults import RefusedError, invalid
from localaws.cloudformation.stacks import ChangeSet, Made, Stack
from localaws.cloudformation.template import RETAIN, Resource, Resources, resolved

LOG = logging.getLogger(__name__)
PUT_BACK = "The following resource(s) failed to {}: [{}]. "


@dataclass(slots=True)
class Execution:
    """One change set on its way, and what it has done so far."""

    stack: Stack
    wanted: Resources
    caller: Caller
    before: dict[str, Made] = field(default_factory=dict[str, Made])
    fresh: list[str] = field(default_factory=list[str])
    changed: list[str] = field(default_factory=list[str])
    doomed: list[tuple[Resource, Made]] = field(default_factory=list[tuple[Resource, Made]])
    """What was made anew under another name, which goes when all has worked."""

    def identities(self) -> dict[str, str]:
        return {name: made.identity for name, made in self.stack.made.items()}

    def resolved(self, each: Resource) -> Mapping[str, Any]:
        return resolved(each.properties, self.identities(), self.wanted, self.caller)


def execute(stack: Stack, change_set: ChangeSet, caller: Caller, verb: str) -> None:
    """Runs a change set to its end; `verb` is CREATE, UPDATE or IMPORT."""
    run = Execution(stack, change_set.resources, caller, before=dict(stack.made))
    by_name = {change["LogicalResourceId"]: change for change in change_set.changes}
    failed = _all_made(run, by_name)
    if failed is not None:
        _roll_back(run, verb, failed)
        change_set.execution = "EXECUTE_FAILED"
        return
    if verb == "UPDATE":
        stack.becomes("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        _clean_up(run)
    stack.resources, stack.text = change_set.resources, change_set.text
    change_set.execution = "EXECUTE_COMPLETE"
    stack.becomes(f"{verb}_COMPLETE")


def delete(stack: Stack, caller: Caller) -> None:
    """Takes a stack's resources away, the last made first; what is kept stays."""
    failed = [
        name
        for name in reversed(list(stack.made))
        if not stack.resources[name].is_kept and not _gone(stack, stack.resources[name], caller)
    ]
    reason = f"The following resource(s) failed to delete: [{', '.join(failed)}]. "
    stack.becomes(*(("DELETE_FAILED", reason) if failed else ("DELETE_COMPLETE", "")))


def _all_made(run: Execution, changes: Mapping[str, Change]) -> tuple[str, str] | None:
    """Makes all, each after what it needs; gives the first that fails, and the verb of it."""
    for name, each in run.wanted.items():
        change = changes.get(name)
        if change is None:
            continue
        verb = {"Add": "CREATE", "Import": "IMPORT"}.get(change["Action"], "UPDATE")
        old = run.stack.made.get(name)
        identity, type_ = old.identity if old else "", each.maker.type
        run.stack.note(name, identity, type_, f"{verb}_IN_PROGRESS")
        try:
            identity = _one(run, each, change)
        except Exception as error:
            # Whatever it is, the stack ends: else whoever waits for it would wait for ever.
            if not isinstance(error, (ClientError, RefusedError)):
                LOG.exception("making %s broke", name)
            run.stack.note(name, identity, type_, f"{verb}_FAILED", reason(error))
            return name, verb
        run.stack.note(name, identity, type_, f"{verb}_COMPLETE")
    return None


def _one(run: Execution, each: Resource, change: Change) -> str:
    properties, old = run.resolved(each), run.stack.made.get(each.name)
    if change["Action"] == "Import":
        run.stack.made[each.name] = Made(change["PhysicalResourceId"], properties)
        return change["PhysicalResourceId"]
    if old is None:
        identity = each.maker.create(run.caller, properties)
        run.fresh.append(each.name)
    elif change.get("Replacement") == "True":
        identity = _anew(run, each, old, properties)
    else:
        run.changed.append(each.name)
        each.maker.update(run.caller, old.identity, properties)
        identity = old.identity
    run.stack.made[each.name] = Made(identity, properties)
    return identity


def _anew(run: Execution, each: Resource, old: Made, properties: Mapping[str, Any]) -> str:
    """AWS makes the new one before it deletes the old one, so the two cannot have one name."""
    name = each.maker.name
    if name and properties[name] == old.properties[name]:
        raise invalid(
            "CloudFormation cannot update a stack when a custom-named resource requires "
            f"replacing. Rename {properties[name]} and update the stack again."
        )
    identity = each.maker.create(run.caller, properties)
    run.fresh.append(each.name)
    if each.on_replace != RETAIN:
        run.doomed.append((each, old))
    return identity


def _clean_up(run: Execution) -> None:
    """Deletes what nobody needs any more; what cannot be deleted is left to its owner."""
    gone = [name for name in run.stack.resources if name not in run.wanted]
    for each, old in run.doomed:
        each.maker.delete(run.caller, old.identity, old.properties)
    for name in reversed(gone):
        each = run.stack.resources[name]
        if each.is_kept:
            run.stack.note(name, run.stack.made[name].identity, each.maker.type, "DELETE_SKIPPED")
        else:
            _gone(run.stack, each, run.caller)
        run.stack.made.pop(name, None)


def _roll_back(run: Execution, verb: str, failed: tuple[str, str]) -> None:
    name, how = failed
    stack, prefix = run.stack, "" if verb == "CREATE" else f"{verb}_"
    stack.becomes(f"{prefix}ROLLBACK_IN_PROGRESS", PUT_BACK.format(how.lower(), name))
    stuck: list[str] = []
    for fresh in reversed(run.fresh):
        each, old = run.wanted[fresh], run.before.get(fresh)
        if each.on_delete != RETAIN and not _gone(stack, each, run.caller):
            stuck.append(fresh)
            continue
        stack.made.pop(fresh, None)
        if old is not None:
            stack.made[fresh] = old
    stuck += [name for name in reversed(run.changed) if not _as_before(run, name)]
    stack.becomes(f"{prefix}ROLLBACK_{'FAILED' if stuck else 'COMPLETE'}")


def _as_before(run: Execution, name: str) -> bool:
    each, old = run.wanted[name], run.before[name]
    run.stack.made[name] = old
    try:
        each.maker.update(run.caller, old.identity, old.properties)
    except ClientError as error:
        run.stack.note(name, old.identity, each.maker.type, "UPDATE_FAILED", reason(error))
        return False
    return True


def _gone(stack: Stack, each: Resource, caller: Caller) -> bool:
    made, type_ = stack.made[each.name], each.maker.type
    stack.note(each.name, made.identity, type_, "DELETE_IN_PROGRESS")
    try:
        each.maker.delete(caller, made.identity, made.properties)
    except ClientError as error:
        stack.note(each.name, made.identity, type_, "DELETE_FAILED", reason(error))
        return False
    stack.note(each.name, made.identity, type_, "DELETE_COMPLETE")
    return True


def reason(error: Exception) -> str:
    """Why a resource failed, in the words of who makes it."""
    if not isinstance(error, ClientError):
        return str(error)
    response = cast("dict[str, Any]", error.response)  # pyright: ignore[reportUnknownMemberType]
    said, answered = response["Error"], response["ResponseMetadata"]
    status, code = answered["HTTPStatusCode"], _handler_code(said["Code"])
    return (
        f'Resource handler returned message: "{said["Message"]} (Status Code: {status}, '
        f'Request ID: local)" (RequestToken: local, HandlerErrorCode: {code})'
    )


def _handler_code(code: str) -> str:
    for part, handled in HANDLED.items():
        if part in code:
            return handled
    return "GeneralServiceException"


HANDLED = {
    "AlreadyExists": "AlreadyExists",
    "AlreadyOwned": "AlreadyExists",
    "Denied": "AccessDenied",
    "NoSuch": "NotFound",
    "NotFound": "NotFound",
    "Malformed": "InvalidRequest",
    "Invalid": "InvalidRequest",
    "Limit": "ServiceLimitExceeded",
}
"""https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html"""
