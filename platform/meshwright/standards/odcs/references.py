"""References of columns, which contracts call relationships.

A contract names the other column as `table.property`; one of another product by the file of its
contract, as `mesh export odcs` calls it. Several columns that refer together have no
place in a spec. Source: ODCS v3.1.0, "References", `relationships` of a property.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from meshwright.ids import joined, words
from meshwright.specs.models import Column, DataProduct
from meshwright.standards.odcs.words import as_id

Fields = dict[str, Any]
FOREIGN_KEY = "foreignKey"
"""What a relationship is where it does not say its type."""
_ID = r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*"
_ELSEWHERE = re.compile(rf"({_ID}\.{_ID})\.odcs\.yaml#/?schema/({_ID})/properties/({_ID})")
OWN, FOREIGN = 2, 4
"""Words of a column's name in the same product, and in another."""


def relationships(product: DataProduct, column: Column) -> list[Fields]:
    """What a column refers to, as its property says it."""
    return [{"to": _written(product, name)} for name in product.referenced(column)]


def _written(product: DataProduct, name: str) -> str:
    *other, table, column = words(name)
    if joined(other) == product.id:
        return joined((table, column))
    return elsewhere(name)


def elsewhere(name: str) -> str:
    """A column of another product, as its contract's file and the place in it."""
    *other, table, column = words(name)
    return f"{joined(other)}.odcs.yaml#schema/{table}/properties/{column}"


def target_of(said: Any) -> str | None:
    """The column that a relationship names, by ids as a spec has it; None for another one."""
    if not isinstance(said, Mapping):
        return None
    to: Any = cast("Fields", said).get("to")
    if cast("Fields", said).get("type", FOREIGN_KEY) != FOREIGN_KEY or not isinstance(to, str):
        return None
    if found := _ELSEWHERE.fullmatch(to):
        return joined(found.groups())
    ids = tuple(map(as_id, words(to)))
    return joined(ids) if len(ids) == OWN and all(ids) else None


def is_plain(said: Any, written: Iterable[Any]) -> bool:
    """Whether a relationship says no more than one of those that are written of the spec."""
    if not isinstance(said, Mapping):
        return False
    rest = {k: v for k, v in cast("Fields", said).items() if (k, v) != ("type", FOREIGN_KEY)}
    return rest in written


def resolved(tables: Mapping[str, Fields], asked: Mapping[tuple[str, str], Any]) -> None:
    """Writes the references of columns of a contract into the fields of its tables.

    Of its own tables those that it has; what it does not know it keeps.
    """
    for (table, column), said in asked.items():
        found = (target_of(each) for each in cast("list[Any]", said))
        known = [name for name in found if name is not None and _is_known(tables, name)]
        if known:
            listed = list(dict.fromkeys(known))
            tables[table]["columns"][column]["references"] = (
                listed if len(listed) > 1 else listed[0]
            )


def _is_known(tables: Mapping[str, Fields], name: str) -> bool:
    parts = words(name)
    return len(parts) == FOREIGN or parts[1] in tables.get(parts[0], {}).get("columns", {})


def columns_of(written: Mapping[str, Any]) -> frozenset[str]:
    """The columns that a contract has, as a relationship names them."""
    return frozenset(
        joined((table["name"], each["name"]))
        for table in written["schema"]
        for each in table["properties"]
    )


def meaning(said: Any, own: frozenset[str]) -> str | None:
    """The column that a relationship names where a spec can say it; None where it cannot."""
    target = target_of(said)
    return target if target in own or len(words(target or "")) == FOREIGN else None
