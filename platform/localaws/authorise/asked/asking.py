"""What tells one service's questions: the call, and where its parts are written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, unquote

from localaws.strict.call import Call
from meshwright.aws.authorization.request import EVERY, Request, Value

Environ = Mapping[str, Any]
Asked = Callable[[Call, Environ], Iterator[Request]]
"""The actions that a call asks for: every one has to be allowed."""
PARTITION = "aws"


class UnknownCallError(Exception):
    """A call of which it is not known here what it asks for: nobody guesses."""


def arn(call: Call, service: str, resource: str, *, region: bool = True) -> str:
    place = call.region if region else ""
    return f"arn:{PARTITION}:{service}:{place}:{call.account}:{resource}"


def request(
    call: Call, action: str, resource: str = EVERY, context: Mapping[str, Value] | None = None
) -> Request:
    """A request in this account: its resource's account is known where there is a resource."""
    known = {} if resource == EVERY else {"aws:resourceaccount": call.account}
    return Request(action, resource, {**known, **(context or {})})


def new_tags(tags: Sequence[tuple[str, str]]) -> dict[str, Value]:
    """The keys of the tags that a call brings."""
    if not tags:
        return {}
    named: dict[str, Value] = {f"aws:requesttag/{name.lower()}": value for name, value in tags}
    return {**named, "aws:tagkeys": tuple(name for name, _ in tags)}


def old_tags(tags: Mapping[str, str]) -> dict[str, Value]:
    """The keys of the tags that a resource has."""
    return {f"aws:resourcetag/{name.lower()}": value for name, value in tags.items()}


def passed(call: Call, role: Any, service: str) -> Iterator[Request]:
    """Whoever gives a role to a service has to be allowed to pass it on.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
    """
    if role:
        yield request(call, "iam:PassRole", str(role), {"iam:passedtoservice": service})


def query(environ: Environ) -> dict[str, str]:
    return dict(parse_qsl(str(environ.get("QUERY_STRING", "")), keep_blank_values=True))


def path(environ: Environ) -> str:
    return unquote(str(environ.get("PATH_INFO", "")))


def listed(body: Mapping[str, Any], field: str) -> list[Any]:
    """A list of a call, as JSON has it, or a form as `AlarmNames.member.1`."""
    members = [value for name, value in body.items() if name.startswith(f"{field}.member.")]
    return list(body.get(field) or members)


def form_tags(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The tags of a form, as `Tags.member.1.Key` and `Tags.member.1.Value`."""
    return [
        (str(value), str(body.get(f"{name.removesuffix('.Key')}.Value", "")))
        for name, value in body.items()
        if name.startswith("Tags.member.") and name.endswith(".Key")
    ]
