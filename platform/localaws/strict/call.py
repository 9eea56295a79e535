"""A call to the local AWS and its answer as values, which rules read and return."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Any
"""A JSON value."""


@dataclass(frozen=True, slots=True)
class Call:
    """One signed call, whatever protocol its service speaks."""

    service: str
    operation: str
    region: str
    account: str
    body: Mapping[str, Json]
    """The arguments: a JSON object, the form's fields, or for S3 `Bucket`, `Key` and `Text`."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """By their names in lower case."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller gets: an HTTP status and a JSON body."""

    status: int
    body: Json
    error: str = ""
    """The error's code; empty where the call succeeded."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A refusal in AWS's words; the layer writes it as the service's protocol wants it."""

    code: str
    message: str
    status: int = 400


Forward = Callable[[], Answer]
"""Asks the next correction, or at last moto."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A rule in front of moto that answers itself, for services that speak JSON."""

    service: str
    operations: tuple[str, ...]
    """`*` stands for every operation of the service."""
    answer: Callable[[Call, Forward], Answer]

    def covers(self, operation: str) -> bool:
        return operation in self.operations or "*" in self.operations


@dataclass(frozen=True, slots=True)
class Guard:
    """A rule in front of moto that refuses what AWS refuses, and lets all else pass."""

    service: str
    operations: tuple[str, ...]
    check: Callable[[Call], Fault | None]


@dataclass(frozen=True, slots=True)
class Patch:
    """A rule inside moto, where a request alone does not tell enough: replaces a function."""

    install: Callable[[], None]


def done(body: Json = None) -> Answer:
    return Answer(200, {} if body is None else body)


def refusal(code: str, message: str, status: int = 400) -> Answer:
    """An error in the shape that every AWS SDK reads; the one for Go wants `Message`."""
    return Answer(status, {"__type": code, "message": message, "Message": message}, error=code)


def part(values: Mapping[str, Json], field: str) -> dict[str, Json]:
    """An object inside a JSON object; an empty one where it is absent or null."""
    return values.get(field) or {}


def items(values: Mapping[str, Json], field: str) -> list[Json]:
    """A list inside a JSON object; an empty one where it is absent or null."""
    return list(values.get(field) or ())
