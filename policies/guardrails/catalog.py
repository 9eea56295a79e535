"""The catalog entry that a product's stack emits, as far as rules compare it with the rest."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, cast

from guardrails.naming import catalog_bucket, catalog_entry_key
from guardrails.rule import Resource, Stack
from guardrails.types import OBJECTS

_COLUMN = {
    "name": str,
    "type": str,
    "classification": str,
    "pii": bool,
    "protected": bool,
    "partition": bool,
}
_TABLE = {"database": str, "name": str, "partitionBy": [str], "columns": [_COLUMN]}
_AGREEMENT = {"principal": str | None, "status": str, "tables": dict}
_ENTRY: Mapping[str, Any] = {
    "id": str,
    "inputs": [str],
    "readBy": [str],
    "tables": [_TABLE],
    "agreements": [_AGREEMENT],
    "access": {"readerRole": str, "runtimeRole": str},
}
"""What an entry must hold at least: a type, a list of a shape, or a mapping of names to shapes."""

Table = Mapping[str, Any]


@dataclass(frozen=True)
class Content:
    """What an entry says, with indices that are made once: many tables and permissions ask."""

    said: Mapping[str, Any]

    @cached_property
    def tables(self) -> Mapping[tuple[str, str], Table]:
        """Its tables, by database and name."""
        return {(table["database"], table["name"]): table for table in self.said["tables"]}

    @cached_property
    def agreed(self) -> Mapping[tuple[str, str], tuple[Any, ...]]:
        """What agreements in force open, by principal and table: columns, or `all`."""
        opened: dict[tuple[str, str], list[Any]] = {}
        for agreement in self.said["agreements"]:
            if agreement["status"] == "active":
                for table, columns in agreement["tables"].items():
                    opened.setdefault((agreement["principal"], table), []).append(columns)
        return {place: tuple(columns) for place, columns in opened.items()}

    @cached_property
    def reading_domains(self) -> frozenset[str]:
        """The domains of the products that name this one as an input."""
        return frozenset(reader.partition(".")[0] for reader in self.said["readBy"])


@dataclass(frozen=True, slots=True)
class Entry:
    """The entry of a stack's product, read."""

    resource: Resource
    content: Content


def entry_object(stack: Stack) -> Resource | None:
    """The object that is to hold the entry of the stack's product."""
    bucket, key = catalog_bucket(stack.scope), catalog_entry_key(stack.scope)
    for resource in stack.of(*OBJECTS):
        if resource.props.get("bucket") == bucket and resource.props.get("key") == key:
            return resource
    return None


def entry(stack: Stack) -> Entry | None:
    """The entry of the stack's product; None where there is none or it cannot be read."""
    written = entry_object(stack)
    content = _read(written.props.get("content", "")) if written else None
    return Entry(written, content) if written and content else None


@lru_cache(maxsize=4)
def _read(text: str) -> Content | None:
    """An entry's text, read once for all rules that ask about one stack."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return Content(content) if _fits(content, _ENTRY) else None


def _fits(value: Any, shape: Any) -> bool:
    if isinstance(shape, list):
        (each,) = cast("list[Any]", shape)
        return isinstance(value, list) and all(
            _fits(item, each) for item in cast("list[Any]", value)
        )
    if isinstance(shape, Mapping):
        shapes = cast("Mapping[str, Any]", shape)
        return isinstance(value, dict) and all(
            name in value and _fits(value[name], inner) for name, inner in shapes.items()
        )
    return isinstance(value, shape)
