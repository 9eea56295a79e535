"""IAM policy documents as values: every form that AWS accepts is read into one.

A document is JSON text or a mapping; a statement, an action or a principal stands alone or in a
list; element names, actions and condition keys have no case. What AWS would refuse or what could
be read in two ways is malformed, so that no rule guesses.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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


class MalformedDocumentError(Exception):
    """A document that AWS would refuse, or that two readers could understand differently."""


@dataclass(frozen=True, slots=True)
class Principal:
    """One principal: its kind in lower case (`aws`, `service`, …) and what is written there."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One key of a condition block; all conditions of a statement must hold, any of the values."""

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


def statements(document: Any) -> tuple[Statement, ...]:
    """The statements of a document.

    Raises MalformedDocumentError, whose text quotes nothing of the document.
    """
    top = _elements(_decoded(document), DOCUMENT_ELEMENTS, "the document")
    if "version" in top and top["version"] not in VERSIONS:
        raise MalformedDocumentError("its Version is none of AWS's")
    written = top.get("statement")
    found = () if written is None else _listed(written)
    if not found:
        raise MalformedDocumentError("it has no Statement")
    return tuple(_statement(i, value) for i, value in enumerate(found))


def _decoded(document: Any) -> Any:
    if not isinstance(document, str):
        return document
    try:
        return json.loads(document, object_pairs_hook=_unique)
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


def _statement(index: int, value: Any) -> Statement:
    where = f"Statement[{index}]"
    elements = _elements(value, STATEMENT_ELEMENTS, where)
    if elements.get("effect") not in ("Allow", "Deny"):
        raise MalformedDocumentError(f"{where} has an Effect other than Allow and Deny")
    for one, other in (
        ("action", "notaction"),
        ("resource", "notresource"),
        ("principal", "notprincipal"),
    ):
        if one in elements and other in elements:
            raise MalformedDocumentError(f"{where} has both {one} and {other}")
    if "action" not in elements and "notaction" not in elements:
        raise MalformedDocumentError(f"{where} names no action")
    return Statement(
        index=index,
        is_allow=elements["effect"] == "Allow",
        principals=tuple(_principals(elements.get("principal"), where)),
        not_principals=tuple(_principals(elements.get("notprincipal"), where)),
        actions=_texts(elements.get("action", ()), where),
        not_actions=_texts(elements.get("notaction", ()), where),
        resources=_texts(elements.get("resource", ()), where),
        not_resources=_texts(elements.get("notresource", ()), where),
        conditions=tuple(_conditions(elements.get("condition", {}), where)),
    )


def _principals(value: Any, where: str) -> Iterator[Principal]:
    if value is None:
        return
    if value == ANYONE:
        yield Principal("aws", ANYONE)
        return
    for kind, names in _elements(value, PRINCIPAL_KINDS, f"the principal of {where}").items():
        for name in _texts(names, where):
            yield Principal(kind, name)


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
    if operator not in OPERATORS or (colon and qualifier not in _QUALIFIERS):
        raise MalformedDocumentError(f"{where} has a condition operator that AWS does not know")
    return qualifier, operator, if_exists


def _scalars(value: Any, where: str) -> tuple[str, ...]:
    """Condition values; AWS takes numbers and booleans for the text they are written as."""
    return tuple(_text(_written(item), where) for item in _listed(value))


def _written(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value
