"""A schedule says when in words that AWS knows, and its role trusts Scheduler; moto takes any.

https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
"""

import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import available_timezones

from localaws.services import trust
from localaws.strict import aws_cron
from localaws.strict.call import Call, Fault, Guard, part

NAME = re.compile(r"[0-9a-zA-Z._-]{1,64}")
DEFAULT = "default"
SERVICE = "scheduler"
LONGEST_WINDOW = 1440
LONGEST_RETRY, MOST_RETRIES = 86400, 185
UNTRUSTING = (
    "The execution role you provide must allow AWS EventBridge Scheduler to assume the role."
)


def check(call: Call) -> Fault | None:
    message = next(_faults(call), None)
    return None if message is None else Fault("ValidationException", message)


def _faults(call: Call) -> Iterator[str]:
    name = str(call.body.get("Name", ""))
    if not NAME.fullmatch(name):
        yield f"Value '{name}' at 'name' failed to satisfy constraint: {NAME.pattern}"
    if call.operation == "CreateScheduleGroup":
        return
    yield from _time(call)
    yield from _window(part(call.body, "FlexibleTimeWindow"))
    yield from _target(call, part(call.body, "Target"))


def _time(call: Call) -> Iterator[str]:
    expression = str(call.body.get("ScheduleExpression", ""))
    if not aws_cron.is_valid(expression):
        yield f"Invalid Schedule Expression {expression}."
    zone = call.body.get("ScheduleExpressionTimezone")
    if zone and zone not in available_timezones():
        yield f"The time zone {zone} is not valid."


def _window(window: dict[str, Any]) -> Iterator[str]:
    minutes = window.get("MaximumWindowInMinutes")
    match window.get("Mode"):
        case "OFF" if minutes is not None:
            yield "MaximumWindowInMinutes is not allowed when FlexibleTimeWindow Mode is OFF."
        case "OFF":
            pass
        case "FLEXIBLE" if isinstance(minutes, int) and 1 <= minutes <= LONGEST_WINDOW:
            pass
        case "FLEXIBLE":
            yield f"MaximumWindowInMinutes must be between 1 and {LONGEST_WINDOW}."
        case mode:
            yield f"Value '{mode}' at 'flexibleTimeWindow.mode' must be OFF or FLEXIBLE."


def _target(call: Call, target: dict[str, Any]) -> Iterator[str]:
    retry = part(target, "RetryPolicy")
    if not 60 <= int(retry.get("MaximumEventAgeInSeconds", LONGEST_RETRY)) <= LONGEST_RETRY:
        yield f"MaximumEventAgeInSeconds must be between 60 and {LONGEST_RETRY}."
    if not 0 <= int(retry.get("MaximumRetryAttempts", 0)) <= MOST_RETRIES:
        yield f"MaximumRetryAttempts must be between 0 and {MOST_RETRIES}."
    # Scheduler says of a role's session which group it is for, not which schedule.
    group = call.body.get("GroupName") or DEFAULT
    source = f"arn:aws:scheduler:{call.region}:{call.account}:schedule-group/{group}"
    if not trust.is_trusted(SERVICE, str(target.get("RoleArn", "")), source):
        yield UNTRUSTING


GUARD = Guard("scheduler", ("CreateSchedule", "CreateScheduleGroup", "UpdateSchedule"), check)
