"""EventBridge Scheduler: schedules and the groups that they lie in."""

from typing import Any

from tools.probes.cloud import ACCOUNT, REGION, ROLE, Cloud
from tools.probes.probe import Gives, Probe, Refused

SCHEDULER = "https://docs.aws.amazon.com/scheduler/latest/APIReference"
MACHINE = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:orders"


def _scheduled(aws: Cloud, **changes: Any) -> None:
    given = {
        "Name": "nightly",
        "ScheduleExpression": "cron(0 2 * * ? *)",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": MACHINE, "RoleArn": ROLE},
        **changes,
    }
    aws.client("scheduler").create_schedule(**given)


def _trusted(aws: Cloud, **changes: Any) -> None:
    aws.trusting_role({"Service": "scheduler.amazonaws.com"})
    _scheduled(aws, **changes)


def _grouped(aws: Cloud) -> None:
    aws.client("scheduler").create_schedule_group(Name="sales")


def _when(aws: Cloud) -> dict[str, str]:
    """Expressions that are taken, and those that are not, with what was said of each."""
    aws.trusting_role({"Service": "scheduler.amazonaws.com"})
    said: dict[str, str] = {}
    for number, expression in enumerate(EXPRESSIONS):
        try:
            _scheduled(aws, Name=f"s{number}", ScheduleExpression=expression)
            said[expression] = ""
        except aws.client("scheduler").exceptions.ValidationException:
            said[expression] = "refused"
    return said


EXPRESSIONS = {
    "cron(0 2 * * ? *)": "",
    "cron(0/15 8-17 ? * MON-FRI 2026)": "",
    "cron(30 6 L * ? *)": "",
    "cron(0 9 ? * 6#3 *)": "",
    "rate(1 hour)": "",
    "rate(15 minutes)": "",
    "at(2027-01-01T02:00:00)": "",
    "cron(nonsense)": "refused",
    "cron(0 2 * * *)": "refused",
    "cron(0 2 * * * *)": "refused",
    "cron(60 2 * * ? *)": "refused",
    "cron(0 2 * FOO ? *)": "refused",
    "rate(0 hours)": "refused",
    "rate(1 week)": "refused",
    "at(tomorrow)": "refused",
    "hourly": "refused",
}
PROBES = (
    Probe(
        "scheduler-expressions",
        "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html",
        "A schedule says when as cron in six fields, as a rate or as a moment.",
        _when,
        Gives(EXPRESSIONS),
        rule="schedules",
    ),
    Probe(
        "scheduler-time-zone",
        f"{SCHEDULER}/API_CreateSchedule.html",
        "Its time zone is one.",
        lambda aws: _trusted(aws, ScheduleExpressionTimezone="Europe/Atlantis"),
        Refused("ValidationException", "Europe/Atlantis", 400),
        rule="schedules",
    ),
    Probe(
        "scheduler-untrusting-role",
        "https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html",
        "Its role trusts Scheduler.",
        lambda aws: (aws.role(), _scheduled(aws)),
        Refused("ValidationException", "must allow AWS EventBridge Scheduler to assume", 400),
        rule="schedules",
    ),
    Probe(
        "scheduler-window-without-its-length",
        f"{SCHEDULER}/API_FlexibleTimeWindow.html",
        "A flexible window has a length.",
        lambda aws: _trusted(aws, FlexibleTimeWindow={"Mode": "FLEXIBLE"}),
        Refused("ValidationException", "MaximumWindowInMinutes", 400),
        rule="schedules",
    ),
    Probe(
        "scheduler-name-too-long",
        f"{SCHEDULER}/API_CreateSchedule.html",
        "A schedule's name has 64 characters at most.",
        lambda aws: _trusted(aws, Name="s" * 65),
        Refused("ValidationException", "name", 400),
        rule="schedules",
    ),
    Probe(
        "scheduler-group-twice",
        f"{SCHEDULER}/API_CreateScheduleGroup.html",
        "A group of schedules is made once.",
        lambda aws: (_grouped(aws), _grouped(aws)),
        Refused("ConflictException", "already exists", 409),
        rule="schedule_groups",
    ),
    Probe(
        "scheduler-schedule-in-a-missing-group",
        f"{SCHEDULER}/API_CreateSchedule.html",
        "A schedule lies in a group that is there.",
        lambda aws: _scheduled(aws, GroupName="sales"),
        Refused("ResourceNotFoundException", "sales does not exist", 404),
        rule="schedule_groups",
    ),
    Probe(
        "scheduler-default-group-deleted",
        f"{SCHEDULER}/API_DeleteScheduleGroup.html",
        "The default group stays.",
        lambda aws: aws.client("scheduler").delete_schedule_group(Name="default"),
        Refused("ValidationException", "default", 400),
        rule="schedule_groups",
    ),
)
