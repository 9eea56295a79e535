"""What a type of resource is to the provider: properties as data, and four functions."""

from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from localaws.types.shape import Output, Property, Values
from meshwright.aws.resource_types import Place

State = dict[str, Any]
"""A resource's properties as AWS has them, in the provider's own camelCase.

`id` is among them only where it is another than the one asked for.
"""


class PartlyMadeError(Exception):
    """AWS has made a resource, but a call after that failed: the engine must know of it."""

    def __init__(self, identity: str) -> None:
        super().__init__(identity)
        self.identity = identity


class RefusalError(Exception):
    """AWS did not do what was asked, and said so in an answer that is none of its errors."""


@contextmanager
def made(identity: str) -> Generator[None]:
    """Around the calls that complete a resource which AWS has made already."""
    try:
        yield
    except Exception as error:
        raise PartlyMadeError(identity) from error


class Aws(Place, Protocol):
    """A place in AWS, with clients that speak to it."""

    def client(self, service: str) -> Any: ...

    def once(self, service: str) -> Any:
        """A client that asks once, for what must not happen twice if an answer is lost."""
        ...


def nothing_derived(_aws: Aws, _inputs: Values) -> Values:
    """For types of which only AWS knows the outputs."""
    return {}


def no_problems(_inputs: Values) -> Iterable[str]:
    """For types whose properties can be checked one by one."""
    return ()


def never_updated(_aws: Aws, identity: str, _old: Values, _new: Values) -> None:
    """For types of which every change makes a new resource."""
    raise AssertionError(f"{identity} is replaced, never updated")


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A type is data and four functions; ids are those of the official provider."""

    token: str
    properties: tuple[Property, ...]
    outputs: tuple[Output, ...]
    create: Callable[[Aws, Values], str]
    """Makes the resource and returns its id; fails if it is there already."""
    read: Callable[[Aws, str, Values], State | None]
    """What AWS has under an id, or None; the values are the known ones, none for an import."""
    delete: Callable[[Aws, str, Values], None]
    """Ends the resource; one that is gone already is no fault."""
    update: Callable[[Aws, str, Values, Values], None] = never_updated
    """Makes the calls that lead from old inputs to new ones, and no others."""
    derived: Callable[[Aws, Values], Values] = nothing_derived
    """Outputs that follow from the inputs, known before AWS has been asked."""
    problems: Callable[[Values], Iterable[str]] = no_problems
    """What is wrong with inputs that are each right alone."""
    identity: tuple[str, ...] = ()
    """Inputs that make the resource's name: while they stay, a replacement deletes first."""
    importable: bool = True
    """Whether the official provider can import it, so that its id says which it is."""

    def property(self, name: str) -> Property | None:
        return next((p for p in self.properties if p.name == name), None)


def chosen(values: Values, names: Mapping[str, str]) -> dict[str, Any]:
    """The values that are given, under AWS's own names for them."""
    return {names[name]: values[name] for name in names if values.get(name) is not None}
