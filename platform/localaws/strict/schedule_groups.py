"""A schedule group is made once, and a schedule in one that is there; moto makes and breaks.

https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateScheduleGroup.html
https://docs.aws.amazon.com/scheduler/latest/APIReference/API_DeleteScheduleGroup.html
https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
"""

from collections.abc import Container

from moto.scheduler.models import scheduler_backends

from localaws.strict.call import Call, Fault, Guard

DEFAULT = "default"
MISSING, CONFLICT = 404, 409


def check(call: Call) -> Fault | None:
    groups = scheduler_backends[call.account][call.region].schedule_groups
    if call.operation == "CreateSchedule":
        return _missing(str(call.body.get("GroupName") or DEFAULT), groups)
    name = str(call.body.get("Name", ""))
    if call.operation == "CreateScheduleGroup":
        message = f"Schedule group {name} already exists."
        return Fault("ConflictException", message, CONFLICT) if name in groups else None
    if name == DEFAULT:
        return Fault("ValidationException", "The default schedule group cannot be deleted.")
    return _missing(name, groups)


def _missing(name: str, groups: Container[str]) -> Fault | None:
    if name in groups:
        return None
    message = f"Schedule group {name} does not exist."
    return Fault("ResourceNotFoundException", message, MISSING)


GUARD = Guard("scheduler", ("CreateSchedule", "CreateScheduleGroup", "DeleteScheduleGroup"), check)
