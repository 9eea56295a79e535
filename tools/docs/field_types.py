"""docs/reference/types.md: what each field takes, whether it is needed, its default and meaning.

Read out of the schemas, and the defaults of nested objects out of what they hold.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from meshwright.athena.column_type import NESTED, PRIMITIVES, ColumnType
from meshwright.specs import schema
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

Every field of every file: the kind of value that it takes, its default, what it means. Generated
from `schema/`, which editors read too. A field that is marked * is required; one without a default
may be left out.

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
    yield "\n| field | value | default | meaning |\n| --- | --- | --- | --- |\n"
    for name, field in node.get("properties", {}).items():
        star = "*" if name in required else ""
        cells = (_value(field, parts), _default(field), " ".join(_description(field).split()))
        yield f"| `{name}`{star} | {' | '.join(cells)} |\n"


def _description(field: Node) -> str:
    return field.get("description", "")


def _default(field: Node) -> str:
    match field.get("default"):
        case None:
            return ""
        case []:
            return "none"
        case str(text):
            return f"`{text}`"
        case value:
            return f"`{json.dumps(value)}`"


def _value(field: Node, parts: Mapping[str, Node]) -> str:
    """A kind of value in words."""
    if "$ref" in field:
        return _named(str(field["$ref"]).rpartition("/")[2], parts)
    if "enum" in field or "const" in field:
        words = field.get("enum") or (field["const"],)
        return ", ".join(f"`{word}`" for word in words)
    if options := field.get("anyOf") or field.get("oneOf"):
        return _either(options, parts)
    match field.get("type"):
        case "array":
            return _list(field, parts)
        case "object":
            return _mapping(field, parts)
        case "string":
            return _text(field)
        case "integer" | "number" as kind:
            return PLAIN[kind] + _bounds(field)
        case kind:
            return PLAIN[str(kind)]


def _named(name: str, parts: Mapping[str, Node]) -> str:
    """A part of the file, which has a section of its own, or a list of words."""
    part = parts[name]
    return f"[{name}](#{name.lower()})" if "properties" in part else _value(part, parts)


def _either(options: Sequence[Node], parts: Mapping[str, Node]) -> str:
    # A whole number is a number.
    if [option.get("type") for option in options] == ["integer", "number"]:
        return PLAIN["number"]
    return " or ".join(_value(option, parts) for option in options)


def _list(field: Node, parts: Mapping[str, Node]) -> str:
    if pair := field.get("prefixItems"):
        return f"a list of {len(pair)}, each {_value(pair[0], parts)}"
    few, most = field.get("minItems"), field.get("maxItems")
    sizes = [f"at least {few}"] if few else []
    sizes += [f"at most {most}"] if most else []
    return f"a list ({', '.join(sizes) or 'may be empty'}) of: {_value(field['items'], parts)}"


def _mapping(field: Node, parts: Mapping[str, Node]) -> str:
    by_pattern: Sequence[Node] = (*field.get("patternProperties", {}).values(),)
    inner = by_pattern[0] if by_pattern else field["additionalProperties"]
    if inner is True:
        return "fields of your own"
    words = field.get("propertyNames", {}).get("enum", ())
    names = f"by name ({', '.join(f'`{word}`' for word in words)})" if words else "by name"
    return f"{names}: {_value(inner, parts)}"


def _bounds(field: Node) -> str:
    least, most = field.get("minimum"), field.get("maximum")
    if least is None:
        return ""
    return f", at least {least:,}" if most is None else f" from {least:,} to {most:,}"


def _text(field: Node) -> str:
    examples: Sequence[str] = field.get("examples", ())
    return f"a text such as {', '.join(f'`{e}`' for e in examples[:3])}" if examples else "a text"
