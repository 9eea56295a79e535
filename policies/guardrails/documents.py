"""IAM policy documents as values: every form that AWS accepts is read into one.

A document is JSON text or a mapping; a statement, an action or a principal stands alone or in a
list; element names, actions and condition keys have no case. What AWS would refuse or what could
be read in two ways is malformed, so that no rule guesses.

Source: IAM user guide, "Grammar of the IAM JSON policy language" and "IAM JSON policy elements".
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

DOCUMENT_ELEMENTS = frozenset({"version", "id", "statement"})
STATEMENT_ELEMENTS = frozenset(
    {
        "sid",
        "effect",
        "principal",
        "notprincipal",
        "action",
        "notaction",
        "resource",
        "notresource",
        "condition",
    }
)
PRINCIPAL_KINDS = frozenset({"aws", "service", "federated", "canonicaluser"})
VERSIONS = frozenset({"2008-10-17", "2012-10-17"})
ANYONE = "*"

_ORDER = ("lessthan", "lessthanequals", "greaterthan", "greaterthanequals")
_COMPARISONS = {
    "string": ("equals", "notequals", "equalsignorecase", "notequalsignorecase", "like", "notlike"),
    "numeric": ("equals", "notequals", *_ORDER),
    "date": ("equals", "notequals", *_ORDER),
    "arn": ("equals", "notequals", "like", "notlike"),
}
OPERATORS = frozenset(
    {f"{kind}{comparison}" for kind, names in _COMPARISONS.items() for comparison in names}
) | {"bool", "binaryequals", "ipaddress", "notipaddress", "null"}
"""Source: IAM user guide, "IAM JSON policy elements: Condition operators"."""
_IF_EXISTS = "ifexists"
_QUALIFIERS = ("forallvalues", "foranyvalue")
_ESCAPED = re.compile(r"\$\{[*?$]\}")
"""A wildcard that stands for itself. Source: IAM user guide, "IAM policy elements: Variables"."""
_DOCUMENTS_REMEMBERED = 8192
"""Those of a mesh of some thousand roles and buckets: each rule asks about all of them."""


_OPPOSITES = (("action", "notaction"), ("resource", "notresource"), ("principal", "notprincipal"))


class MalformedDocumentError(Exception):
    """A document that AWS would refuse, or that two readers could understand differently."""


@dataclass(frozen=True, slots=True)
class Principal:
    """One principal: its kind in lower case (`aws`, `service`, …) and what is written there."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One key of a condition block; all conditions of a statement must hold, any of the values.

    `IfExists` and `ForAllValues` hold where the key is missing, `ForAnyValue` and neither do not.
    """

    operator: str
    """In lower case, without qualifier and `IfExists`, such as `stringequals`."""
    key: str
    """In lower case."""
    values: tuple[str, ...]
    qualifier: str = ""
    """`forallvalues`, `foranyvalue` or nothing."""
    if_exists: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; a list is empty where its element is not there."""

    index: int
    is_allow: bool
    principals: tuple[Principal, ...] = ()
    not_principals: tuple[Principal, ...] = ()
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    not_resources: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()

    def __str__(self) -> str:
        return f"Statement[{self.index}]"

    def speaks_of(self, action: str) -> bool:
        """Whether it is about an action such as `s3:GetObject`, by name, pattern or exception."""
        if self.not_actions:
            return not any(matches(pattern, action) for pattern in self.not_actions)
        return any(matches(pattern, action) for pattern in self.actions)


def has_wildcard(text: str) -> bool:
    """Whether a pattern stands for more than one value; `${*}` is a star that stands for itself."""
    # Most have none, and a search is slower than this.
    return ("*" in text or "?" in text) and bool(re.search(r"[*?]", _ESCAPED.sub("", text)))


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern of actions, with `*` and `?`, takes in a name; letters have no case."""
    return _compiled(pattern.lower()).fullmatch(text.lower()) is not None


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern that never looks back past a star, so that no pattern takes long to fail."""
    first, *others = [
        ".".join(re.escape(part) for part in chunk.split("?")) for chunk in pattern.split("*")
    ]
    if not others:
        return re.compile(first, re.DOTALL)
    *middle, last = others
    return re.compile(
        first + "".join(f"(?>.*?{chunk})" for chunk in middle) + f".*{last}", re.DOTALL
    )


def statements(document: Any) -> tuple[Statement, ...]:
    """The statements of a document.

    Raises MalformedDocumentError, whose text quotes nothing of the document.
    """
    if isinstance(document, str):
        return _statements_of_text(document)
    return _statements(document)


@lru_cache(maxsize=_DOCUMENTS_REMEMBERED)
def _statements_of_text(text: str) -> tuple[Statement, ...]:
    # Several rules in a row ask about the same document.
    return _statements(_decoded(text))


def _statements(document: Any) -> tuple[Statement, ...]:
    top = _elements(document, DOCUMENT_ELEMENTS, "the document")
    if "version" in top and top["version"] not in VERSIONS:
        raise MalformedDocumentError("its Version is none of AWS's")
    written = top.get("statement")
    found = () if written is None else _listed(written)
    if not found:
        raise MalformedDocumentError("it has no Statement")
    read = [
        _elements(value, STATEMENT_ELEMENTS, f"Statement[{i}]") for i, value in enumerate(found)
    ]
    _refuse_two_of_a_sid(read)
    return tuple(_statement(i, elements) for i, elements in enumerate(read))


def _refuse_two_of_a_sid(read: Sequence[Mapping[str, Any]]) -> None:
    sids = [elements["sid"] for elements in read if elements.get("sid")]
    if any(not isinstance(sid, str) for sid in sids):
        raise MalformedDocumentError("a Sid is no text")
    if len(set(sids)) < len(sids):
        raise MalformedDocumentError("two statements have one Sid")


def _decoded(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        # Without its cause, whose text would quote the document.
        raise MalformedDocumentError("it is not JSON") from None


def _unique(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    if len({name.lower() for name, _ in pairs}) < len(pairs):
        raise MalformedDocumentError("an element is written twice")
    return dict(pairs)


def _elements(value: Any, known: frozenset[str], what: str) -> Mapping[str, Any]:
    """A mapping's elements by their names in lower case, all of them known."""
    if not isinstance(value, Mapping):
        raise MalformedDocumentError(f"{what} is not an object")
    elements = _lower(value)  # pyright: ignore[reportUnknownArgumentType] - JSON
    if not known.issuperset(elements):
        raise MalformedDocumentError(f"{what} has an element that AWS does not know")
    return elements


def _lower(value: Mapping[str, Any]) -> Mapping[str, Any]:
    return _unique([(name.lower(), item) for name, item in value.items()])


def _statement(index: int, elements: Mapping[str, Any]) -> Statement:
    where = f"Statement[{index}]"
    if elements.get("effect") not in ("Allow", "Deny"):
        raise MalformedDocumentError(f"{where} has an Effect other than Allow and Deny")
    for one, other in _OPPOSITES:
        if one in elements and other in elements:
            raise MalformedDocumentError(f"{where} has both {one} and {other}")
    if "action" not in elements and "notaction" not in elements:
        raise MalformedDocumentError(f"{where} names no action")
    return Statement(
        index=index,
        is_allow=elements["effect"] == "Allow",
        principals=_principals(elements, "principal", where),
        not_principals=_principals(elements, "notprincipal", where),
        actions=_actions(elements, "action", where),
        not_actions=_actions(elements, "notaction", where),
        resources=_named(elements, "resource", where),
        not_resources=_named(elements, "notresource", where),
        conditions=tuple(_conditions(elements.get("condition", {}), where)),
    )


def _named(elements: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    """What an element names: nothing where it is not there, something where it is."""
    if name not in elements:
        return ()
    found = _texts(elements[name], where)
    if not all(found) or not found:
        raise MalformedDocumentError(f"{where} has an empty {name}")
    return found


def _actions(elements: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    found = _named(elements, name, where)
    for action in found:
        service, _, rest = action.partition(":")
        if action.strip("*") and not (service and rest and ":" not in rest):
            raise MalformedDocumentError(f"{where} has an {name} without its service")
    return found


def _principals(elements: Mapping[str, Any], name: str, where: str) -> tuple[Principal, ...]:
    if name not in elements:
        return ()
    if elements[name] == ANYONE:
        return (Principal("aws", ANYONE),)
    kinds = _elements(elements[name], PRINCIPAL_KINDS, f"the {name} of {where}")
    if not kinds:
        raise MalformedDocumentError(f"{where} has an empty {name}")
    return tuple(Principal(kind, value) for kind in kinds for value in _named(kinds, kind, where))


def _texts(value: Any, where: str) -> tuple[str, ...]:
    return tuple(_text(item, where) for item in _listed(value))


def _listed(value: Any) -> Sequence[Any]:
    """What stands alone as a list of one."""
    return cast("Sequence[Any]", value) if isinstance(value, list | tuple) else (value,)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise MalformedDocumentError(f"{where} has a value that is no text")
    return value


def _conditions(value: Any, where: str) -> Iterator[Condition]:
    if not isinstance(value, Mapping):
        raise MalformedDocumentError(f"the condition of {where} is not an object")
    for written, keys in _lower(value).items():  # pyright: ignore[reportUnknownArgumentType] - JSON
        qualifier, operator, if_exists = _operator(written, where)
        if not isinstance(keys, Mapping):
            raise MalformedDocumentError(f"a condition of {where} is not an object")
        for key, values in _lower(keys).items():  # pyright: ignore[reportUnknownArgumentType] - JSON
            yield Condition(operator, key, _scalars(values, where), qualifier, if_exists)


def _operator(written: str, where: str) -> tuple[str, str, bool]:
    """Qualifier, bare operator and whether `IfExists` was said, of an operator in lower case."""
    first, colon, rest = written.partition(":")
    qualifier, name = (first, rest) if colon else ("", first)
    if_exists = name.endswith(_IF_EXISTS)
    operator = name.removesuffix(_IF_EXISTS)
    is_known = operator in OPERATORS and not (operator == "null" and if_exists)
    if not is_known or (colon and qualifier not in _QUALIFIERS):
        raise MalformedDocumentError(f"{where} has a condition operator that AWS does not know")
    return qualifier, operator, if_exists


def _scalars(value: Any, where: str) -> tuple[str, ...]:
    """Condition values; AWS takes numbers and booleans for the text they are written as."""
    return tuple(_text(_written(item), where) for item in _listed(value))


def _written(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value
