"""Roles and policies have names, paths and sessions as IAM wants them; moto takes any.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

import re
from collections.abc import Iterator

from localaws.strict import principals
from localaws.strict.call import Call, Fault, Guard

LONGEST = {"RoleName": 64, "PolicyName": 128, "Description": 1000, "Path": 512}
NAMES = ("RoleName", "PolicyName")
NAME = re.compile(r"[\w+=,.@-]+", re.ASCII)
PATH = re.compile(r"/|/[\x21-\x7e]+/")
SHORTEST_SESSION, LONGEST_SESSION = 3600, 43_200


def check(call: Call) -> Fault | None:
    return next(_faults(call), None)


def _faults(call: Call) -> Iterator[Fault]:
    for field, longest in LONGEST.items():
        if len(str(call.body.get(field, ""))) > longest:
            yield _invalid(call, field, f"Member must have length less than or equal to {longest}")
    for field in NAMES:
        if field in call.body and not NAME.fullmatch(str(call.body[field])):
            pattern = r"Member must satisfy regular expression pattern: [\w+=,.@-]+"
            yield _invalid(call, field, pattern)
    if not PATH.fullmatch(str(call.body.get("Path", "/"))):
        yield Fault(
            "ValidationError",
            "The specified value for path is invalid. It must begin and end with / and contain "
            "only alphanumeric characters and/or / characters.",
        )
    session = int(call.body.get("MaxSessionDuration", SHORTEST_SESSION))
    if not SHORTEST_SESSION <= session <= LONGEST_SESSION:
        between = f"between {SHORTEST_SESSION} and {LONGEST_SESSION}"
        yield _invalid(call, "MaxSessionDuration", f"Member must have value {between}")
    if call.operation == "CreateRole":
        yield from _taken(call)


def _taken(call: Call) -> Iterator[Fault]:
    name = str(call.body.get("RoleName", ""))
    if name.lower() in {str(role.name).lower() for role in principals.roles(call.account)}:
        yield Fault("EntityAlreadyExists", f"Role with name {name} already exists.", 409)


def _invalid(call: Call, field: str, constraint: str) -> Fault:
    place = field[0].lower() + field[1:]
    value = str(call.body.get(field, ""))
    message = (
        f"1 validation error detected: Value '{value}' at '{place}' failed to satisfy "
        f"constraint: {constraint}"
    )
    return Fault("ValidationError", message)


GUARD = Guard("iam", ("CreateRole", "CreatePolicy", "PutRolePolicy", "UpdateRole"), check)
