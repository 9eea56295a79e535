"""docs/reference/types.md: the kind of value that each field takes, out of the schemas."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from meshwright.specs import schema
from meshwright.specs.column_type import NESTED, PRIMITIVES, ColumnType
from meshwright.specs.types import parse_type

PLAIN = {
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "null": "nothing",
}
PATH = "docs/reference/types.md"
Node = Mapping[str, Any]
_HEAD = """# Fields and their types

The kind of value that each field of a spec takes. Generated from `schema/`, which editors read too;
a field that is marked * has to be there.

## Types of columns

As a spec says them (in quotes where there is a comma inside of braces), and what each is to others.

| type | Glue | Athena | Arrow | Iceberg |
| --- | --- | --- | --- | --- |
"""


def documents() -> Mapping[str, str]:
    """The page, by its path."""
    return {PATH: f"{_HEAD}{''.join(_type_rows())}{''.join(_files())}"}


def _type_rows() -> Iterator[str]:
    for text in (*PRIMITIVES, "decimal(18,2)", *NESTED.values()):
        kind: ColumnType = parse_type(text)
        named = (kind.text, kind.glue, kind.athena, kind.arrow, kind.iceberg)
        yield f"| {' | '.join(f'`{name}`' for name in named)} |\n"


def _files() -> Iterator[str]:
    for name, text in schema.documents().items():
        document: Node = json.loads(text)
        yield f"\n## {name.removesuffix('.schema.json')}\n\n{document.get('description', '')}\n"
        parts: Mapping[str, Node] = document.get("$defs", {})
        yield from _table(document, parts)
        for part, node in parts.items():
            if "properties" in node:
                yield f"\n### {part}\n\n{node.get('description', '')}\n"
                yield from _table(node, parts)


def _table(node: Node, parts: Mapping[str, Node]) -> Iterator[str]:
    required: Sequence[str] = node.get("required", ())
    yield "\n| field | value | |\n| --- | --- | --- |\n"
    for name, field in node.get("properties", {}).items():
        star = "*" if name in required else ""
        yield f"| `{name}`{star} | {_value(field, parts)} | {field.get('description', '')} |\n"


def _value(field: Node, parts: Mapping[str, Node]) -> str:
    """A kind of value in words."""
    if "$ref" in field:
        name = str(field["$ref"]).rpartition("/")[2]
        return name if "properties" in parts[name] else _value(parts[name], parts)
    if "enum" in field or "const" in field:
        words = field.get("enum") or (field["const"],)
        return ", ".join(f"`{word}`" for word in words)
    if "anyOf" in field:
        return " or ".join(_value(option, parts) for option in field["anyOf"])
    match field.get("type"):
        case "array":
            return f"a list of: {_value(field.get('items', {}), parts)}"
        case "object":
            inner = (*field.get("patternProperties", {}).values(),)
            return f"by name: {_value(inner[0], parts)}" if inner else "fields by name"
        case "string":
            return _text(field)
        case kind:
            return PLAIN.get(str(kind), "a value")


def _text(field: Node) -> str:
    examples: Sequence[str] = field.get("examples", ())
    kind = {"date": "a date"}.get(field.get("format", ""), "a text")
    return f"{kind} such as {', '.join(f'`{e}`' for e in examples[:3])}" if examples else kind
