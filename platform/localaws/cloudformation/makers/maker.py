"""What CloudFormation knows of one type."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from localaws.cloudformation.caller import Caller

Properties = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Maker:
    """How resources of one type are made, changed and deleted."""

    type: str
    properties: frozenset[str]
    """Those that are made here; any other is refused by its name."""
    replacing: frozenset[str]
    """Those of which the type's page says `Update requires: Replacement`."""
    create: Callable[[Caller, Properties], str]
    """Makes one, and gives what `Ref` is of it."""
    update: Callable[[Caller, str, Properties], None]
    """Brings one to these properties, whatever they were."""
    delete: Callable[[Caller, str, Properties], None]
    name: str = ""
    """The property that names it, if it has one."""
    identifier: str = ""
    """The property that an import names it by, which may be one that AWS sets."""
    exists: Callable[[Caller, str], bool] = lambda _caller, _identity: False
    attributes: Mapping[str, Callable[[Caller, str], str]] = field(
        default_factory=dict[str, Callable[[Caller, str], str]]
    )
    """What `Fn::GetAtt` gives."""


def written(document: Any) -> str:
    """A policy document, which a template has as a value or as its text."""
    return document if isinstance(document, str) else json.dumps(document)


def tags(properties: Properties, key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """The tags of a resource, under the names by which its service knows them."""
    listed = cast("list[Mapping[str, Any]]", properties.get("Tags") or [])
    return [{key: str(tag["Key"]), value: str(tag["Value"])} for tag in listed]


def is_there(error: Any, *absent: str) -> bool:
    """Whether an error is another one than these of absence: it is raised again then."""
    if error.response["Error"]["Code"] in absent:
        return False
    raise error
