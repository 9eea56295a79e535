"""The text fields of the specs, as their JSON Schemas name them: none is listed by hand."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).parents[2] / "schema"
ANY = "*"
"""Any key of a mapping, and any place in a list."""
TEXT_TYPES = ("string", ["string", "null"])
Field = tuple[str, ...]


def text_fields(schema: str, candidates: Sequence[str]) -> Mapping[Field, frozenset[int]]:
    """The fields of a kind of file that take one of some texts, with the texts that they take.

    A field with a list of words, or a pattern that none of the texts fits, is none of them.
    """
    document = json.loads((SCHEMAS / f"{schema}.schema.json").read_text("utf-8"))
    found: dict[Field, frozenset[int]] = {}
    for path, node in _strings(document, document, (), ()):
        fitting = frozenset(at for at, text in enumerate(candidates) if _takes(node, text))
        if fitting:
            found[path] = found.get(path, frozenset()) | fitting
    return found


def values_at(document: Any, path: Field) -> Iterator[Any]:
    """Whatever stands at a path of a document."""
    if not path:
        yield document
        return
    step, rest = path[0], path[1:]
    if step == ANY:
        below = document.values() if isinstance(document, Mapping) else document
        if isinstance(below, list) or isinstance(document, Mapping):
            for each in below:
                yield from values_at(each, rest)
    elif isinstance(document, Mapping) and step in document:
        yield from values_at(document[step], rest)


def texts_in(value: Any) -> Iterator[str]:
    """A value's texts: itself, or all that a free document holds, its keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield key
            yield from texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_in(each)


def _takes(node: Mapping[str, Any], text: str) -> bool:
    most = node.get("maxLength", len(text))
    return len(text) <= most and re.search(node.get("pattern", ""), text) is not None


def _strings(
    whole: Any, node: Any, path: Field, seen: tuple[str, ...]
) -> Iterator[tuple[Field, Mapping[str, Any]]]:
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        if name not in seen:
            yield from _strings(whole, whole["$defs"][name], path, (*seen, name))
        return
    for way in ("anyOf", "oneOf", "allOf"):
        for each in node.get(way, ()):
            yield from _strings(whole, each, path, seen)
    if node.get("type") in TEXT_TYPES and not {"enum", "const"} & node.keys():
        yield path, node
    for name, each in node.get("properties", {}).items():
        yield from _strings(whole, each, (*path, name), seen)
    if "items" in node:
        yield from _strings(whole, node["items"], (*path, ANY), seen)
    yield from _free(whole, node, path, seen)


def _free(
    whole: Any, node: Any, path: Field, seen: tuple[str, ...]
) -> Iterator[tuple[Field, Mapping[str, Any]]]:
    """What a mapping of any keys holds; one that holds anything is free as a whole."""
    held = node.get("additionalProperties")
    if held is True:
        yield path, {}
    for each in (held, *node.get("patternProperties", {}).values()):
        if isinstance(each, Mapping):
            yield from _strings(whole, each, (*path, ANY), seen)
