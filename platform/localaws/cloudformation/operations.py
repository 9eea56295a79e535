"""The operations of CloudFormation that are answered here: change sets, stacks and their events.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Operations.html
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Thread
from typing import Any
from uuid import uuid4

from localaws.cloudformation import execution
from localaws.cloudformation.caller import Caller
from localaws.cloudformation.changes import all_replaced, changes, existing
from localaws.cloudformation.faults import RefusedError, invalid, lacking
from localaws.cloudformation.stacks import DELETED, REVIEW, ChangeSet, Stack, named, now, stacks_of
from localaws.cloudformation.template import Resources, needs_iam, parsed
from localaws.strict.call import Fault

LOG = logging.getLogger(__name__)
Arguments = Mapping[str, str]
Result = Mapping[str, Any]
KINDS = ("CREATE", "UPDATE", "IMPORT")
CAPABILITY = "CAPABILITY_NAMED_IAM"
NO_CHANGE = (
    "The submitted information didn't contain changes. "
    "Submit different information to create a change set."
)
KNOWN = {
    "Action",
    "Capabilities",
    "Capabilities.member.1",
    "ChangeSetName",
    "ChangeSetType",
    "ClientRequestToken",
    "ImportExistingResources",
    "StackName",
    "TemplateBody",
    "Version",
}
"""What a call may say; anything else is refused by its name."""
ONLY_POLICIES = {"DeletionPolicy", "UpdateReplacePolicy"}
IMPORTED = "ResourcesToImport.member."
OF_IMPORTED = re.compile(rf"{re.escape(IMPORTED)}(\d+)")


@dataclass(frozen=True, slots=True)
class Desk:
    """Who asks, and the stacks of that account and region."""

    caller: Caller
    stacks: dict[str, Stack]

    def arn(self, kind: str, name: str) -> str:
        place = f"{self.caller.region}:{self.caller.account}"
        return f"arn:aws:cloudformation:{place}:{kind}/{name}/{uuid4()}"

    def stack(self, arguments: Arguments) -> Stack:
        name = arguments.get("StackName", "")
        found = named(self.stacks, name)
        if found is None:
            raise invalid(f"Stack with id {name} does not exist")
        return found

    def change_set(self, arguments: Arguments) -> tuple[Stack, ChangeSet]:
        name = arguments.get("ChangeSetName", "")
        for stack in self.stacks.values():
            for each in stack.change_sets.values():
                own = arguments.get("StackName") in (stack.name, stack.identity)
                if name == each.identity or (own and name == each.name):
                    return stack, each
        raise RefusedError(Fault("ChangeSetNotFound", f"ChangeSet [{name}] does not exist", 404))


def desk(caller: Caller) -> Desk:
    return Desk(caller, stacks_of(caller.account, caller.region))


def _create_change_set(at: Desk, arguments: Arguments) -> Result:
    kind = arguments.get("ChangeSetType", "UPDATE")
    if kind not in KINDS:
        raise invalid(f"Value '{kind}' at 'changeSetType' failed to satisfy constraint")
    resources = parsed(arguments.get("TemplateBody", ""))
    if needs_iam(resources) and CAPABILITY not in arguments.values():
        message = f"Requires capabilities : [{CAPABILITY}]"
        raise RefusedError(Fault("InsufficientCapabilitiesException", message))
    stack, name = _stack_for(at, arguments, kind), arguments["ChangeSetName"]
    if name in stack.change_sets:
        message = f"ChangeSet {name} cannot be created due to a mismatch with existing attribute"
        raise RefusedError(Fault("AlreadyExistsException", message))
    imported = _imported(at, stack, resources, arguments, kind)
    found = list(changes(stack, resources, imported, all_replaced(stack, resources)))
    made = ChangeSet(
        at.arn("changeSet", name), name, kind, arguments["TemplateBody"], resources, found, now()
    )
    if all(set(each["Scope"]) <= ONLY_POLICIES and each["Scope"] for each in found):
        made.status, made.execution, made.reason = "FAILED", "UNAVAILABLE", NO_CHANGE
    stack.change_sets[name] = made
    return {"Id": made.identity, "StackId": stack.identity}


def _stack_for(at: Desk, arguments: Arguments, kind: str) -> Stack:
    name = arguments["StackName"]
    stack = named(at.stacks, name)
    if kind == "UPDATE":
        if stack is None:
            raise invalid(f"Stack [{name}] does not exist")
        if stack.is_busy or stack.status == REVIEW or not _can_be_updated(stack):
            state = f"is in {stack.status} state and can not be updated."
            raise invalid(f"Stack:{stack.identity} {state}")
        return stack
    if stack is not None and stack.is_there and kind == "CREATE":
        raise invalid(
            f"Stack [{name}] already exists and cannot be created again with the changeSet "
            f"[{arguments['ChangeSetName']}]."
        )
    if stack is None:
        stack = Stack(at.arn("stack", name), name, now())
        stack.becomes(REVIEW, "User Initiated")
        at.stacks[stack.identity] = stack
    return stack


def _can_be_updated(stack: Stack) -> bool:
    ended = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE",
             "IMPORT_ROLLBACK_COMPLETE")  # fmt: skip
    return stack.status in ended


def _imported(
    at: Desk, stack: Stack, resources: Resources, arguments: Arguments, kind: str
) -> dict[str, str]:
    """What is taken in: named by the call, or found under its name."""
    if kind != "IMPORT":
        asked = arguments.get("ImportExistingResources") == "true"
        return existing(stack, resources, at.caller) if asked else {}
    found = dict(_named_for_import(arguments))
    for name, each in resources.items():
        if name not in stack.made and name not in found:
            raise invalid(f"Resources [{name}] is missing from ResourceToImport list")
        if name in found and not each.is_kept:
            raise invalid(f"Resources [{name}] must have a DeletionPolicy attribute")
        if name in found and not each.maker.exists(at.caller, found[name]):
            raise invalid(f"Resource with identifier {found[name]} does not exist")
    return found


def _named_for_import(arguments: Arguments) -> dict[str, str]:
    numbers = {found[1] for found in map(OF_IMPORTED.match, arguments) if found}
    prefixes = [f"{IMPORTED}{number}" for number in sorted(numbers)]
    return {
        arguments[f"{prefix}.LogicalResourceId"]: arguments[
            f"{prefix}.ResourceIdentifier.entry.1.value"
        ]
        for prefix in prefixes
    }


def _describe_change_set(at: Desk, arguments: Arguments) -> Result:
    stack, found = at.change_set(arguments)
    reason = {"StatusReason": found.reason} if found.reason else {}
    return {
        "ChangeSetName": found.name,
        "ChangeSetId": found.identity,
        "StackId": stack.identity,
        "StackName": stack.name,
        "CreationTime": found.created,
        "ExecutionStatus": found.execution,
        "Status": found.status,
        "Changes": [{"Type": "Resource", "ResourceChange": each} for each in found.changes],
        "Capabilities": [CAPABILITY],
        **reason,
    }


def _delete_change_set(at: Desk, arguments: Arguments) -> Result:
    """One that is not there is no fault: AWS lists no error for it."""
    try:
        stack, found = at.change_set(arguments)
    except RefusedError:
        return {}
    del stack.change_sets[found.name]
    return {}


def _execute_change_set(at: Desk, arguments: Arguments) -> Result:
    stack, found = at.change_set(arguments)
    if found.execution != "AVAILABLE" or stack.is_busy:
        message = (
            f"ChangeSet [{found.identity}] cannot be executed in its current status of "
            f"[{found.status}]"
        )
        raise RefusedError(Fault("InvalidChangeSetStatus", message))
    stack.token, found.execution = arguments.get("ClientRequestToken", ""), "EXECUTE_IN_PROGRESS"
    stack.change_sets.clear()
    stack.becomes(f"{found.kind}_IN_PROGRESS", "User Initiated")
    _start(stack, lambda: execution.execute(stack, found, at.caller, found.kind))
    return {}


def _delete_stack(at: Desk, arguments: Arguments) -> Result:
    stack = named(at.stacks, arguments.get("StackName", ""))
    if stack is not None and stack.status != DELETED:
        stack.token = arguments.get("ClientRequestToken", "")
        stack.becomes("DELETE_IN_PROGRESS", "User Initiated")
        _start(stack, lambda: execution.delete(stack, at.caller))
    return {}


def _start(stack: Stack, run: Callable[[], None]) -> None:
    """AWS answers at once, and goes on."""

    def to_its_end() -> None:
        try:
            run()
        except Exception as error:
            # Whoever waits for the stack has to hear that it has ended.
            LOG.exception("stack %s broke", stack.name)
            stack.becomes(f"{stack.status.removesuffix('_IN_PROGRESS')}_FAILED", str(error))

    Thread(target=to_its_end, daemon=True).start()


def _describe_stacks(at: Desk, arguments: Arguments) -> Result:
    there = [stack for stack in at.stacks.values() if stack.status != DELETED]
    found = [at.stack(arguments)] if arguments.get("StackName") else there
    return {"Stacks": [_described(stack) for stack in found]}


def _described(stack: Stack) -> dict[str, Any]:
    reason = {"StackStatusReason": stack.reason} if stack.reason else {}
    return {
        "StackId": stack.identity,
        "StackName": stack.name,
        "CreationTime": stack.created,
        "StackStatus": stack.status,
        "Capabilities": [CAPABILITY],
        "Tags": [],
        **reason,
    }


def _describe_stack_events(at: Desk, arguments: Arguments) -> Result:
    return {"StackEvents": list(at.stack(arguments).events)}


def _list_stack_resources(at: Desk, arguments: Arguments) -> Result:
    stack = at.stack(arguments)
    return {
        "StackResourceSummaries": [
            {
                "LogicalResourceId": name,
                "PhysicalResourceId": made.identity,
                "ResourceType": stack.resources[name].maker.type,
                "LastUpdatedTimestamp": stack.created,
                "ResourceStatus": made.status,
            }
            for name, made in stack.made.items()
        ]
    }


def _get_template(at: Desk, arguments: Arguments) -> Result:
    return {"TemplateBody": at.stack(arguments).text, "StagesAvailable": ["Original", "Processed"]}


OPERATIONS: Mapping[str, Callable[[Desk, Arguments], Result]] = {
    "CreateChangeSet": _create_change_set,
    "DeleteChangeSet": _delete_change_set,
    "DeleteStack": _delete_stack,
    "DescribeChangeSet": _describe_change_set,
    "DescribeStackEvents": _describe_stack_events,
    "DescribeStacks": _describe_stacks,
    "ExecuteChangeSet": _execute_change_set,
    "GetTemplate": _get_template,
    "ListStackResources": _list_stack_resources,
}
"""By their names; every other is refused by its name."""


def result(operation: str, caller: Caller, arguments: Arguments) -> Result:
    """What an operation gives; raises RefusedError."""
    answer = OPERATIONS.get(operation)
    if answer is None:
        raise lacking(f"cloudformation:{operation}")
    for name in arguments:
        if name not in KNOWN and not name.startswith(IMPORTED):
            raise lacking(f"{operation} with {name}")
    return answer(desk(caller), arguments)
