"""Services whose calls are told by method and path, with arguments in the path, query and body."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

Environ = Mapping[str, Any]
Routes = tuple[tuple[str, str, re.Pattern[str]], ...]


def _routes(*written: str) -> Routes:
    """Routes out of lines such as `GetSchedule GET /schedules/(?P<Name>[^/]+)`."""
    parts = (line.split() for line in written)
    return tuple((operation, method, re.compile(path)) for operation, method, path in parts)


ROUTES: Mapping[str, Routes] = {
    "scheduler": _routes(
        "CreateSchedule POST /schedules/(?P<Name>[^/]+)",
        "GetSchedule GET /schedules/(?P<Name>[^/]+)",
        "UpdateSchedule PUT /schedules/(?P<Name>[^/]+)",
        "DeleteSchedule DELETE /schedules/(?P<Name>[^/]+)",
        "ListSchedules GET /schedules",
        "CreateScheduleGroup POST /schedule-groups/(?P<Name>[^/]+)",
        "GetScheduleGroup GET /schedule-groups/(?P<Name>[^/]+)",
        "DeleteScheduleGroup DELETE /schedule-groups/(?P<Name>[^/]+)",
        "ListScheduleGroups GET /schedule-groups",
        "ListTagsForResource GET /tags/(?P<ResourceArn>.+)",
        "TagResource POST /tags/(?P<ResourceArn>.+)",
        "UntagResource DELETE /tags/(?P<ResourceArn>.+)",
    )
}
"""https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html"""
QUERY_NAMES = {"groupName": "GroupName", "ScheduleGroup": "GroupName"}
"""What the address's query calls otherwise than the operation does."""


def operation(environ: Environ, service: str) -> str:
    """The operation's name; empty for what the service does not have."""
    return _found(environ, service)[0]


def arguments(environ: Environ, service: str, body: Mapping[str, Any]) -> dict[str, Any]:
    query = dict(parse_qsl(str(environ.get("QUERY_STRING", "")), keep_blank_values=True))
    named = {QUERY_NAMES.get(name, name): value for name, value in query.items()}
    return {**body, **named, **_found(environ, service)[1]}


def _found(environ: Environ, service: str) -> tuple[str, dict[str, str]]:
    method, path = environ.get("REQUEST_METHOD"), unquote(str(environ.get("PATH_INFO", "")))
    for name, verb, pattern in ROUTES[service]:
        if verb == method and (match := pattern.fullmatch(path)):
            return name, match.groupdict()
    return "", {}
