"""A product's spec as one contract in Bitol's ODCS 3.2, as far as the two speak of the same.

Not by the product's own export: the text of a spec is translated word by word, so that a fault of
our reader or writer cannot hide a change from the tool that is asked for a second opinion. Its
verdicts are kept for this form, of 3.2: rules have ids, and the export writes 3.1.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

LOGICAL: Mapping[str, str] = {
    "int": "integer",
    "bigint": "integer",
    "float": "number",
    "double": "number",
    "decimal": "number",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
    "timestamptz": "timestamp",
    "array": "array",
    "map": "object",
    "struct": "object",
}
LEVELS: Mapping[str, str] = {
    "freshness": "freshness",
    "availability": "availability",
    "retention": "retention",
}
Fields = dict[str, Any]


def contract(product: Mapping[str, Any]) -> Fields:
    """The contract of all of a product's tables."""
    return {
        "apiVersion": "v3.2.0",
        "kind": "DataContract",
        "id": "shop.orders",
        "version": product.get("version", "0.1.0"),
        "status": "active",
        "schema": [_table(name, table) for name, table in product["tables"].items()],
        "slaProperties": [*_service(product.get("sla") or {})],
    }


def _table(name: str, table: Mapping[str, Any]) -> Fields:
    return {
        "name": name,
        "physicalName": name,
        "logicalType": "object",
        "properties": [_column(n, c, table) for n, c in table["columns"].items()],
        **({"quality": _rules(table["quality"])} if table.get("quality") else {}),
    }


def _column(name: str, column: Any, table: Mapping[str, Any]) -> Fields:
    said: Fields = {"type": column} if isinstance(column, str) else dict(column)
    word = re.split(r"[(<]", said["type"])[0]
    made: Fields = {
        "name": name,
        "logicalType": LOGICAL.get(word, "string"),
        "physicalType": said["type"],
        "required": said.get("required", False),
        "unique": said.get("unique", False),
        "classification": said.get("classification", "internal"),
    }
    for key, flag in (("primaryKey", "primaryKey"), ("partitionBy", "partitioned")):
        if name in (table.get(key) or []):
            made |= {flag: True, POSITIONS[key]: table[key].index(name) + 1}
    if said.get("enum"):
        made["enum"] = [{"value": value} for value in said["enum"]]
    if said.get("pii"):
        made["tags"] = ["pii"]
    if said.get("quality"):
        made["quality"] = _rules(said["quality"])
    return made


POSITIONS = {"primaryKey": "primaryKeyPosition", "partitionBy": "partitionKeyPosition"}


def _rules(rules: list[Fields]) -> list[Fields]:
    return [{"type": "library", "id": rule["metric"], **rule} for rule in rules]


def _service(levels: Mapping[str, str]) -> Iterator[Fields]:
    for name, value in levels.items():
        number, unit = re.findall(r"[0-9.]+|[^0-9.]+", value)
        yield {"property": LEVELS[name], "value": number, "unit": unit}
