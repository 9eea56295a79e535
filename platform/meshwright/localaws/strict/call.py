"""A call to the local AWS and its answer as values, which corrections read and return."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Json = Any
"""A JSON value."""


@dataclass(frozen=True, slots=True)
class Call:
    """One signed call of a service that speaks JSON."""

    service: str
    operation: str
    region: str
    account: str
    body: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller gets: an HTTP status and a JSON body."""

    status: int
    body: Json
    error: str = ""
    """The error's code; empty where the call succeeded."""


Forward = Callable[[], Answer]
"""Asks the next correction, or at last moto."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A rule in front of moto: what it answers to some operations of a service."""

    service: str
    operations: tuple[str, ...]
    """`*` stands for every operation of the service."""
    answer: Callable[[Call, Forward], Answer]

    def covers(self, operation: str) -> bool:
        return operation in self.operations or "*" in self.operations


@dataclass(frozen=True, slots=True)
class Patch:
    """A rule inside moto, where a request alone does not tell enough: replaces a function."""

    install: Callable[[], None]


def done(body: Json = None) -> Answer:
    return Answer(200, {} if body is None else body)


def refusal(code: str, message: str) -> Answer:
    """An error in the shape that every AWS SDK reads; the one for Go wants `Message`."""
    return Answer(400, {"__type": code, "message": message, "Message": message}, error=code)
