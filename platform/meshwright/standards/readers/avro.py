"""Avro schemas as a contract: a record is a table, its fields are columns.

Source: Avro specification 1.12, "Schema Declaration".
"""

from typing import Any, cast

from meshwright.errors import Position
from meshwright.specs.source import Path
from meshwright.standards.odcs.quality import enum_rule
from meshwright.standards.odcs.words import as_id
from meshwright.standards.readers import codes
from meshwright.standards.readers.avro_types import Fields, Named, TypeReader, Value
from meshwright.standards.readers.draft import Draft, UnusableError, drafted
from meshwright.standards.readers.json_text import Json, read_json
from meshwright.wording import shown

OF_RECORDS = ("type", "name", "namespace", "fields", "doc")
OF_FIELDS = ("name", "type", "doc")
STANDARD = ("default", "order", "aliases")
"""What a field may say beside; all else is somebody's own."""


def read(content: bytes, path: str) -> Draft:
    """The contract that a schema comes to."""
    return drafted(
        path, read_json(content, path), lambda found, draft: _Reader(found, draft).read()
    )


class _Reader:
    """Reads one file."""

    def __init__(self, document: Json, draft: Draft) -> None:
        self._root = document.value
        self._source = document.source
        self._draft = draft
        self._types = TypeReader(document.source, draft)

    def read(self) -> None:
        """A record, or a union of which each record is a table."""
        is_union = isinstance(self._root, list)
        listed = cast("list[Any]", self._root) if is_union else [self._root]
        paths: list[Path] = [(at,) for at in range(len(listed))] if is_union else [()]
        tables = 0
        for each, path in zip(listed, paths, strict=True):
            if named := self._types.record(each, path):
                self._table(named, ("schema", tables))
                tables += 1
            else:
                self._types.value(each, path, "")
                self._draft.leave_out("a type that is no record", self._source.at(*path))
        if not tables:
            message = "the schema is of no record"
            raise UnusableError(codes.NO_TABLE, self._source.at(), message)
        if not is_union:
            self._draft.put(("name",), self._root["name"], self._source.at("name"))

    def _table(self, named: Named, path: Path) -> None:
        said, at = named.said, named.at
        name = str(said["name"]).rpartition(".")[2]
        self._draft.put((*path, "name"), as_id(name) or name, self._source.at(*at, "name"))
        if as_id(name) != name:
            self._draft.put((*path, "physicalName"), name, self._source.at(*at, "name"))
        if named.namespace:
            self._custom("avroNamespace", named.namespace, path, self._source.at(*at))
        self._beside(said, at, path, OF_RECORDS)
        for number, (field, each, place, value) in enumerate(self._types.columns(named)):
            self._column(field, each, value, place, (*path, "properties", number))

    def _column(self, name: str, said: Fields, value: Value, place: Path, path: Path) -> None:
        at = self._source.at(*place)
        self._draft.put((*path, "name"), name, at)
        self._draft.put_type(path, value.kind, at)
        if not value.is_nullable:
            self._draft.put((*path, "required"), True, at)
        if value.symbols:
            self._draft.add((*path, "quality"), enum_rule(value.symbols), at)
        self._beside(said, place, path, OF_FIELDS)

    def _beside(self, said: Fields, place: Path, path: Path, known: tuple[str, ...]) -> None:
        """The description, and what is said beside."""
        if isinstance(text := said.get("doc"), str) and text:
            self._draft.put((*path, "description"), text, self._source.at(*place, "doc"))
        for name, value in said.items():
            at = self._source.at(*place, name)
            if name in known or (name == "default" and value is None):
                continue
            if name == "aliases" or name not in STANDARD:
                self._custom(name, value, path, at)
            else:
                self._draft.leave_out(shown(name), at)

    def _custom(self, name: str, value: Any, path: Path, at: Position) -> None:
        self._draft.add((*path, "customProperties"), {"property": name, "value": value}, at)
