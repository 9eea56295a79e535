"""JSON Schema of rows as a contract: an object is a table, its properties are columns.

Sources: JSON Schema 2020-12, core and validation; draft-07; ODCS v3.1.0, `logicalTypeOptions`.
"""

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

from meshwright.errors import Position
from meshwright.ids import is_product, parts
from meshwright.specs.consistency import ENUM_TYPES
from meshwright.specs.models import Classification
from meshwright.specs.source import Path
from meshwright.standards.odcs.quality import enum_rule
from meshwright.standards.odcs.types import LOGICAL
from meshwright.standards.odcs.words import as_id
from meshwright.standards.readers import codes
from meshwright.standards.readers.draft import Draft, UnusableError, drafted
from meshwright.standards.readers.json_schema_parts import (
    Inner,
    Part,
    Parts,
    fields_of,
)
from meshwright.standards.readers.json_schema_types import (
    ALTERNATIVES,
    NAMES,
    TypeReader,
    Value,
    values_of,
)
from meshwright.standards.readers.json_text import Json, read_json
from meshwright.wording import shown

_NUMERIC = ("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "multipleOf", "format")
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "string": ("format", "maxLength", "minLength", "pattern"),
    "integer": _NUMERIC,
    "number": _NUMERIC,
    "array": ("maxItems", "minItems", "uniqueItems"),
    "object": ("maxProperties", "minProperties"),
}
"""What a contract keeps of a logical type beside."""
BOUNDED = ("int", "bigint", "float", "double", "decimal")
CLASSIFICATION, PERSONAL = "x-classification", "x-pii"
"""Our own words, as `mesh export jsonschema` writes them."""
WORDS = {"title": "businessName", "description": "description"}
"""Keywords for people, and what a contract calls them."""


def read(content: bytes, path: str) -> Draft:
    """The contract that a schema comes to."""
    return drafted(
        path, read_json(content, path), lambda found, draft: _Reader(found, draft).read()
    )


class _Reader:
    """Reads one schema."""

    def __init__(self, document: Json, draft: Draft) -> None:
        self._root = document.value
        self._draft = draft
        self._parts = Parts(document.value, document.source, draft)
        self._types = TypeReader(self._parts, draft)

    def read(self) -> None:
        whole = self._parts.part(Inner(self._root, (), ()))
        tables = [*self._tables(whole)]
        if not tables:
            message = "the schema is of no object with properties"
            raise UnusableError(codes.NO_TABLE, self._parts.position(()), message)
        if tables[0][1] is not whole:
            self._say_whole(whole)
        elif isinstance(title := whole.says("title"), str):
            self._draft.put(("name",), title, self._at(whole, "title"))
        for at, (name, part) in enumerate(tables):
            self._table(name, part, ("schema", at))
        self._tell_unused()

    def _tables(self, whole: Part) -> Iterator[tuple[str, Part]]:
        """The objects that rows are, each with a name."""
        if whole.properties:
            yield str(whole.says("title") or self._stem()), whole
        elif "items" in whole.words:
            part = self._parts.part(whole.words["items"])
            yield str(part.says("title") or whole.says("title") or self._stem()), part
        for word in ALTERNATIVES if not whole.properties else ():
            for inner in whole.listed(word):
                part = self._parts.part(inner)
                if part.properties:
                    yield self._name_of(inner, part), part
                else:
                    self._draft.leave_out(
                        f"an alternative of {word} without properties",
                        self._parts.position(inner.at),
                    )

    def _name_of(self, inner: Inner, part: Part) -> str:
        """What an alternative is called: by the definition that it names, else its title."""
        reference = str(fields_of(inner.value).get("$ref") or "")
        return reference.rpartition("/")[2] or str(part.says("title") or self._stem())

    def _stem(self) -> str:
        return PurePath(PurePath(self._draft.path).stem).stem

    def _say_whole(self, whole: Part) -> None:
        """What the document says of the product as such."""
        if isinstance(title := whole.says("title"), str):
            # Our own documents are called by the product's id.
            name = parts(title)[1] if is_product(title) else title
            self._draft.put(("name",), name, self._at(whole, "title"))
        if isinstance(text := whole.says("description"), str):
            self._draft.put(("description", "purpose"), text, self._at(whole, "description"))
        known = (*WORDS, *NAMES, *ALTERNATIVES, "type", "items")
        self._leave_out(whole, [name for name in whole.words if name not in known])

    def _at(self, part: Part, word: str) -> Position:
        return self._parts.position(part.words[word].at)

    def _leave_out(self, part: Part, words: list[str]) -> None:
        for word in words:
            self._draft.leave_out(shown(word), self._at(part, word))

    def _table(self, name: str, part: Part, path: Path) -> None:
        table = as_id(name) or name
        self._draft.put((*path, "name"), table, self._parts.position(part.at))
        rest = self._for_people(part, path, table)
        closed = [
            word
            for word in ("additionalProperties", "unevaluatedProperties")
            if part.says(word) is False
        ]
        known = {*closed, *NAMES, "type"}
        self._leave_out(part, [word for word in rest if word not in known])
        for at, (column, inner) in enumerate(part.properties.items()):
            value = self._types.value(inner)
            is_required = column in part.required and not value.is_nullable
            self._column(column, value, (*path, "properties", at), inner.at)
            if is_required:
                where = self._parts.position(inner.at)
                self._draft.put((*path, "properties", at, "required"), True, where)
        for column in sorted(part.required - {*part.properties}):
            message = f"{shown(column)}, which is required and no property,"
            self._draft.leave_out(message, self._parts.position(part.at))

    def _for_people(self, part: Part, path: Path, name: str) -> list[str]:
        """Says title, description and words of one's own; the keywords that are left."""
        for word, field in WORDS.items():
            text = part.says(word)
            if isinstance(text, str) and text != name:
                self._draft.put((*path, field), text, self._at(part, word))
        free = [n for n in part.words if n.startswith("x-") and n not in (CLASSIFICATION, PERSONAL)]
        for word in free:
            entry = {"property": word, "value": part.says(word)}
            self._draft.add((*path, "customProperties"), entry, self._at(part, word))
        return [word for word in part.words if word not in (*WORDS, *free)]

    def _column(self, name: str, value: Value, path: Path, at: Path) -> None:
        part, where = value.part, self._parts.position(at)
        self._draft.put((*path, "name"), name, where)
        self._draft.put_type(path, value.kind, where)
        rest = self._for_people(part, path, name)
        taken = {*value.said, *self._protection(part, path)}
        if values := values_of(part):
            taken |= self._enum(values, value, path)
        taken |= self._rule(value, path)
        for word in [word for word in rest if word not in taken]:
            self._option(word, value, path)

    def _protection(self, part: Part, path: Path) -> Iterator[str]:
        said = part.says(CLASSIFICATION)
        if isinstance(said, str) and said in [each.value for each in Classification]:
            self._draft.put((*path, "classification"), said, self._at(part, CLASSIFICATION))
            yield CLASSIFICATION
        if isinstance(is_personal := part.says(PERSONAL), bool):
            if is_personal:
                self._draft.put((*path, "tags"), ["pii"], self._at(part, PERSONAL))
            yield PERSONAL

    def _enum(self, values: list[Any], value: Value, path: Path) -> set[str]:
        kind = ENUM_TYPES.get(value.kind.name)
        word = "const" if "const" in value.part.words else "enum"
        known = [each for each in values if each is not None]
        if kind is None or any(type(each) is not kind for each in known) or not known:
            return set()
        rule = enum_rule(tuple(dict.fromkeys(known)))
        self._draft.add((*path, "quality"), rule, self._at(value.part, word))
        return {word}

    def _rule(self, value: Value, path: Path) -> set[str]:
        """What a rule of quality can ask: a pattern of texts, the bounds of numbers."""
        part = value.part
        words = ("minimum", "maximum") if value.kind.name in BOUNDED else ()
        words = ("pattern",) if value.kind.name == "string" else words
        found = [w for w in words if w in part.words and w not in value.said]
        arguments = {word: part.says(word) for word in found}
        usable = (str,) if value.kind.name == "string" else (int, float)
        if not arguments or any(type(each) not in usable for each in arguments.values()):
            return set()
        rule = {"type": "library", "metric": "invalidValues", "arguments": arguments, "mustBe": 0}
        self._draft.add((*path, "quality"), rule, self._at(part, found[0]))
        return set(found)

    def _option(self, word: str, value: Value, path: Path) -> None:
        """Keeps what a contract has a place for."""
        where = self._at(value.part, word)
        if word == "examples" and isinstance(value.part.says(word), list):
            self._draft.put((*path, word), value.part.says(word), where)
        elif word in OPTIONS.get(LOGICAL[value.kind.name], ()):
            self._draft.put((*path, "logicalTypeOptions", word), value.part.says(word), where)
        else:
            self._draft.leave_out(shown(word), where)

    def _tell_unused(self) -> None:
        for word in ("$defs", "definitions"):
            for name in fields_of(fields_of(self._root).get(word)):
                if (word, name) not in self._parts.used:
                    at = self._parts.position((word, name))
                    self._draft.leave_out("a definition that no column uses", at)
