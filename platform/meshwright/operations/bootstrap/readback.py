"""Whether what the template of `mesh bootstrap` makes is in the account, property by property.

Asks, and changes nothing. What these credentials may not look at is said, and no difference.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs] - it has none

from meshwright.operations.bootstrap.looks import LOOKS, Looking
from meshwright.operations.bootstrap.sameness import is_same
from meshwright.plan.bootstrap.template import template
from meshwright.runner.cloud import Cloud, error_code

ABSENT = ("NoSuchEntity", "NoSuchBucket", "NoSuchBucketPolicy", "404", "NotFoundException")
DENIED = ("AccessDenied", "AccessDeniedException", "403")


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one resource of the template."""

    name: str
    is_there: bool = True
    denied: str = ""
    """AWS's code, where these credentials may not look at it."""
    differing: tuple[str, ...] = ()
    """The properties that are not as the template has them."""

    @property
    def is_as_said(self) -> bool:
        return self.is_there and not self.denied and not self.differing

    def __str__(self) -> str:
        if self.denied:
            return f"{self.name} cannot be looked at: {self.denied}"
        if not self.is_there:
            return f"{self.name} is not there"
        if self.differing:
            return f"{self.name} differs from the template: {', '.join(self.differing)}"
        return f"{self.name} is as the template has it"


def read_back(cloud: Cloud) -> Iterator[Found]:
    """Every resource of the environment's template, in its order, and how it is in the account."""
    made = template(cloud.environment)["Resources"]
    looking = Looking(cloud, made)
    for name, each in made.items():
        yield _found(looking, name, each)


def _found(looking: Looking, name: str, resource: Mapping[str, Any]) -> Found:
    wanted = resource["Properties"]
    try:
        actual = LOOKS[resource["Type"]](looking, wanted)
        expected = looking.resolved(wanted)
    except ClientError as error:
        code = error_code(error)
        if code in DENIED:
            return Found(name, denied=code)
        if code in ABSENT:
            return Found(name, is_there=False)
        raise
    properties = expected.keys() | actual.keys()
    differing = (p for p in properties if not is_same(p, expected.get(p), actual.get(p)))
    return Found(name, differing=tuple(sorted(differing)))
