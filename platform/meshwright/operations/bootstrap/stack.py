"""A stack of CloudFormation: in which state it is, how it ends, and why it failed.

Sources: AWS CloudFormation user guide, "Understand CloudFormation stack creation events" and
"Stack status codes".
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs] - it has none

from meshwright.errors import MeshError
from meshwright.runner.cloud import Cloud, error_code

SERVICE = "cloudformation"
INVALID = "ValidationError"
"""With which CloudFormation says too that there is no such stack."""
IN_PROGRESS, FAILED = "_IN_PROGRESS", "_FAILED"
REVIEW = "REVIEW_IN_PROGRESS"
ROLLED_BACK = "ROLLBACK_COMPLETE"
"""The state of a stack whose first attempt failed: it holds nothing, and cannot be changed."""
STUCK = ("ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED", "UPDATE_ROLLBACK_FAILED")
CANCELLED = "cancelled"
"""In the reason of what failed only since something else had."""
PAUSE = 2.0
MOST_SECONDS = 1800.0
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack as it is now."""

    name: str
    identity: str
    status: str
    reason: str = ""

    @property
    def is_busy(self) -> bool:
        return self.status.endswith(IN_PROGRESS) and self.status != REVIEW

    @property
    def is_new(self) -> bool:
        """Whether it was only looked at so far."""
        return self.status == REVIEW


def find(cloud: Cloud, name: str) -> Stack | None:
    """A stack by its name or id; None where there is none."""
    try:
        (found,) = cloud.client(SERVICE).describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        if error_code(error) == INVALID:
            return None
        raise
    reason = found.get("StackStatusReason", "")
    return Stack(found["StackName"], found["StackId"], found["StackStatus"], reason)


def ended(cloud: Cloud, stack: Stack, *, pause: float = PAUSE) -> Stack:
    """The stack when what it does has ended; raises MeshError where that takes too long."""
    deadline = time.monotonic() + MOST_SECONDS
    while stack.is_busy:
        if time.monotonic() > deadline:
            raise MeshError(
                f"stack {stack.name} is still {stack.status}",
                fix="look at it in the console of CloudFormation, and run this again",
            )
        time.sleep(pause)
        stack = find(cloud, stack.identity) or stack
    return stack


def failures(cloud: Cloud, stack: Stack) -> list[str]:
    """What failed in the stack's last operation, the first of it first, with AWS's reasons."""
    found: list[str] = []
    for event in _last_operation(cloud, stack):
        reason = event.get("ResourceStatusReason", "")
        is_own = event["PhysicalResourceId"] == stack.identity
        if event["ResourceStatus"].endswith(FAILED) and not is_own and CANCELLED not in reason:
            found.append(f"{event['LogicalResourceId']} ({event['ResourceType']}): {reason}")
    return found[::-1]


def _last_operation(cloud: Cloud, stack: Stack) -> Iterator[Any]:
    """The events since the stack began what it did last; CloudFormation gives the newest first."""
    events = cloud.pages(SERVICE, "describe_stack_events", "StackEvents", StackName=stack.identity)
    for event in events:
        yield event
        begins = event.get("ResourceStatusReason") == "User Initiated"
        if begins and event["PhysicalResourceId"] == stack.identity:
            return


def remove(cloud: Cloud, stack: Stack, *, pause: float = PAUSE) -> None:
    """Deletes a stack that holds nothing, so that its name is free."""
    cloud.client(SERVICE).delete_stack(StackName=stack.identity)
    deleting = Stack(stack.name, stack.identity, "DELETE_IN_PROGRESS")
    gone = ended(cloud, deleting, pause=pause)
    if gone.status != "DELETE_COMPLETE":
        raise MeshError(
            f"stack {stack.name} is {gone.status}: {gone.reason}",
            fix="delete it in the console of CloudFormation, and run this again",
        )
