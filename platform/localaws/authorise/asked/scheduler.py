"""EventBridge Scheduler: a call is about a schedule in its group, or about a group.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html
https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html
"""

from collections.abc import Iterator

from moto.scheduler.models import scheduler_backends

from localaws.authorise.asked.asking import (
    Environ,
    UnknownCallError,
    arn,
    new_tags,
    old_tags,
    passed,
    request,
)
from localaws.strict.call import Call, items, part
from meshwright.aws.authorization.request import EVERY, Request, Value

LISTS = ("ListScheduleGroups", "ListSchedules")
SCHEDULES = ("CreateSchedule", "DeleteSchedule", "GetSchedule", "UpdateSchedule")
GROUPS = ("CreateScheduleGroup", "DeleteScheduleGroup", "GetScheduleGroup")
BY_ARN = ("ListTagsForResource", "TagResource", "UntagResource")
DEFAULT = "default"
SERVICE = "scheduler.amazonaws.com"


def asked(call: Call, _environ: Environ) -> Iterator[Request]:
    tags = new_tags([(str(t["Key"]), str(t["Value"])) for t in items(call.body, "Tags")])
    resource = _resource(call)
    context = {**_known_tags(call), **tags}
    yield request(call, f"scheduler:{call.operation}", resource, context)
    if tags and call.operation == "CreateScheduleGroup":
        yield request(call, "scheduler:TagResource", resource, tags)
    if call.operation in ("CreateSchedule", "UpdateSchedule"):
        yield from passed(call, part(call.body, "Target").get("RoleArn"), SERVICE)


def _resource(call: Call) -> str:
    body, operation = call.body, call.operation
    if operation in LISTS:
        return EVERY
    if operation in BY_ARN:
        return str(body.get("ResourceArn") or EVERY)
    if operation in SCHEDULES:
        return arn(call, "scheduler", f"schedule/{_group(call)}/{body.get('Name')}")
    if operation in GROUPS:
        return arn(call, "scheduler", f"schedule-group/{body.get('Name')}")
    raise UnknownCallError


def _group(call: Call) -> str:
    return str(call.body.get("GroupName") or DEFAULT)


def _known_tags(call: Call) -> dict[str, Value]:
    """A schedule has the tags of its group."""
    if call.operation in LISTS or call.operation.startswith("Create"):
        return {}
    name = str(call.body.get("Name") or call.body.get("ResourceArn", "")).rpartition("/")[2]
    group = _group(call) if call.operation in SCHEDULES else name
    written = arn(call, "scheduler", f"schedule-group/{group}")
    tags = scheduler_backends[call.account][call.region].tagger.get_tag_dict_for_resource(written)
    return old_tags(tags)
