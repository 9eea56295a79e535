"""A policy document as a value: statements, parsed once and strictly.

Source: IAM user guide, "Grammar of the IAM JSON policy language".
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from meshwright.aws.authorization.wildcards import actions

NEWEST = "2012-10-17"
VERSIONS = (NEWEST, "2008-10-17")
OLDEST = VERSIONS[-1]
EFFECTS = ("Allow", "Deny")
ELEMENTS = ("Action", "Resource", "Principal")
FIELDS = {"Sid", "Effect", "Condition", *ELEMENTS, *(f"Not{name}" for name in ELEMENTS)}

Principals = Mapping[str, tuple[str, ...]]
"""Names by their kind: AWS, Service, Federated, CanonicalUser."""
EVERYBODY: Principals = {"*": ("*",)}


class PolicyError(Exception):
    """A text that is no policy document."""


@dataclass(frozen=True, slots=True)
class Test:
    """One operator of a Condition on one key."""

    operator: str
    key: str
    """In lower case."""
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """Who may or may not do what with what, and when. An element that is not there is None."""

    name: str
    """The Sid, or which of the statements it is, counted from one."""
    allows: bool
    actions: tuple[str, ...]
    resources: tuple[str, ...] | None
    principals: Principals | None
    tests: tuple[Test, ...]
    all_actions_but: bool = False
    all_resources_but: bool = False
    all_principals_but: bool = False
    has_variables: bool = True
    """Whether `${…}` means a key's value: it does in policies of the newest version."""
    about: re.Pattern[str] = field(init=False, compare=False, repr=False)
    """What an action in lower case fits that is one of its actions."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "about", actions(self.actions))


@dataclass(frozen=True, slots=True)
class Policy:
    """Statements with a name, by which a decision says where it comes from."""

    name: str
    statements: tuple[Statement, ...]


@lru_cache(maxsize=1024)
def policy(text: str, name: str = "") -> Policy:
    """A document's policy; raises PolicyError where it is none."""
    try:
        document: Any = json.loads(text)
    except ValueError as error:
        raise PolicyError("the policy is not JSON") from error
    if not isinstance(document, dict):
        raise PolicyError("a policy is a JSON object")
    values = cast("Mapping[str, Any]", document)
    version = values.get("Version", OLDEST)
    if version not in VERSIONS:
        raise PolicyError(f"no version of the policy language: {version}")
    written = values.get("Statement", [])
    statements = cast("list[Any]", written if isinstance(written, list) else [written])
    numbered = enumerate(statements, 1)
    return Policy(name, tuple(_statement(s, i, version == NEWEST) for i, s in numbered))


def _statement(written: Any, number: int, has_variables: bool) -> Statement:
    if not isinstance(written, dict):
        raise PolicyError(f"statement {number} is no JSON object")
    values = cast("Mapping[str, Any]", written)
    for unknown in values.keys() - FIELDS:
        raise PolicyError(f"statement {number} has an unknown element {unknown}")
    if values.get("Effect") not in EFFECTS:
        raise PolicyError(f"statement {number} neither allows nor denies")
    for element in ELEMENTS:
        if element in values and f"Not{element}" in values:
            raise PolicyError(f"statement {number} has both {element} and Not{element}")
    named = _element(values, "Action")
    if not named:
        raise PolicyError(f"statement {number} has no Action")
    return Statement(
        name=str(values.get("Sid") or number),
        allows=values["Effect"] == "Allow",
        actions=named,
        resources=_element(values, "Resource"),
        principals=_principals(values.get("Principal", values.get("NotPrincipal")), number),
        tests=tuple(_tests(values.get("Condition") or {}, number)),
        all_actions_but="NotAction" in values,
        all_resources_but="NotResource" in values,
        all_principals_but="NotPrincipal" in values,
        has_variables=has_variables,
    )


def _element(values: Mapping[str, Any], name: str) -> tuple[str, ...] | None:
    written = values.get(name, values.get(f"Not{name}"))
    return None if written is None else _texts(written)


def _principals(written: Any, number: int) -> Principals | None:
    if written is None:
        return None
    if isinstance(written, str):
        if written != "*":
            raise PolicyError(f"statement {number} has a principal of no kind: {written}")
        return EVERYBODY
    return {kind: _texts(names) for kind, names in _object(written, number).items()}


def _tests(written: Any, number: int) -> Iterator[Test]:
    for operator, keys in _object(written, number).items():
        for key, values in _object(keys, number).items():
            yield Test(operator, key.lower(), _texts(values))


def _object(written: Any, number: int) -> Mapping[str, Any]:
    if not isinstance(written, dict):
        raise PolicyError(f"statement {number} has {written} where a JSON object belongs")
    return cast("Mapping[str, Any]", written)


def _texts(written: Any) -> tuple[str, ...]:
    """One value alone, or several; JSON's truth values as AWS writes them."""
    listed = cast("list[Any]", written if isinstance(written, list) else [written])
    return tuple(str(v).lower() if isinstance(v, bool) else str(v) for v in listed)
