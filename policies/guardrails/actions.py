"""AWS's own list of actions: which there are, what each does, and whether it knows resources.

The list is a generated file beside this one, read when a rule first needs it and service by
service: most policies speak of a handful.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from guardrails.documents import has_wildcard, matches

FILE = Path(__file__).with_name("actions.txt")
NO_RESOURCES = "*"
"""Marks in the file the actions that can only be allowed on every resource."""


class AccessLevel(StrEnum):
    """What an action does to things, as AWS classes it."""

    LIST = "list"
    READ = "read"
    WRITE = "write"
    TAGGING = "tagging"
    PERMISSIONS = "permissions"
    """It changes who may do what (AWS: "permissions management")."""


@dataclass(frozen=True, slots=True)
class Action:
    """One action of AWS's."""

    service: str
    name: str
    level: AccessLevel
    knows_resources: bool
    """Whether a policy can name the resources on which it is allowed."""

    def __str__(self) -> str:
        return f"{self.service}:{self.name}"


@lru_cache(maxsize=1024)
def matching(pattern: str) -> tuple[Action, ...]:
    """The actions that a policy's pattern takes in, such as `s3:Get*`; letters have no case."""
    service, _, name = pattern.lower().partition(":")
    return tuple(a for known in _services_like(service) for a in _named(known, name or "*"))


def _named(service: str, name: str) -> Iterator[Action]:
    known = _of_service(service)
    if not has_wildcard(name):
        yield from (known[key] for key in (name,) if key in known)
        return
    yield from (action for key, action in known.items() if matches(name, key))


def is_service(name: str) -> bool:
    return name.lower() in _lines_by_service()


def nearest(action: str) -> Action | None:
    """The action of the same service whose name is nearest to one that does not exist."""
    service, _, name = action.lower().partition(":")
    actions = _of_service(service)
    return next((actions[key] for key in get_close_matches(name, actions, n=1, cutoff=0.8)), None)


def every() -> Iterator[Action]:
    """All actions of AWS's."""
    for service in _lines_by_service():
        yield from _of_service(service).values()


def _services_like(pattern: str) -> Iterator[str]:
    if not has_wildcard(pattern):
        yield from (pattern,) if is_service(pattern) else ()
        return
    yield from (service for service in _lines_by_service() if matches(pattern, service))


@lru_cache(maxsize=1)
def _lines_by_service() -> Mapping[str, tuple[str, ...]]:
    """The lines of each service, without its name."""
    found: dict[str, tuple[str, ...]] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            service, _, rest = line.partition(" ")
            found[service] = (*found.get(service, ()), rest)
    return found


@cache
def _of_service(service: str) -> Mapping[str, Action]:
    """A service's actions by their names in lower case; none where AWS knows no such service."""
    return {
        name.lower(): Action(service, name, AccessLevel(group.rstrip(NO_RESOURCES)), _knows(group))
        for group, *names in (line.split() for line in _lines_by_service().get(service, ()))
        for name in names
    }


def _knows(group: str) -> bool:
    return not group.endswith(NO_RESOURCES)
