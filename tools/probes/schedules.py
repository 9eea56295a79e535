"""EventBridge Scheduler: schedules and the groups that they lie in."""

from typing import Any

from tools.probes.cloud import ACCOUNT, REGION, ROLE, Cloud
from tools.probes.probe import Probe, Refused

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


def _grouped(aws: Cloud) -> None:
    aws.client("scheduler").create_schedule_group(Name="sales")


PROBES = (
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
