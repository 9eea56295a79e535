"""The tables of a contract as fields of a spec, with a note of each word taken otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from meshwright.errors import Code, Finding
from meshwright.specs.consistency import PARTITION_TYPES
from meshwright.specs.models import Classification
from meshwright.specs.source import Path, Source
from meshwright.specs.types import ColumnType, parse_type
from meshwright.standards.forms import form_of, pattern_problem
from meshwright.standards.odcs import codes
from meshwright.standards.odcs.quality import enum_of, rule_of
from meshwright.standards.odcs.references import resolved
from meshwright.standards.odcs.types import type_of
from meshwright.standards.odcs.words import as_id, classification_of, line_of
from meshwright.wording import shown

Fields = dict[str, Any]
TABLES = ("table", "view", "materializedview", "externaltable", "object", "dataset")
"""What `physicalType` may say of an object that is a table here, in small letters alone."""
PROTECTED = (Classification.CONFIDENTIAL.value, Classification.RESTRICTED.value)
ANYTHING = parse_type("string")


class TableReader:
    """Reads the `schema` of one contract; what is wrong or taken otherwise is in `findings`."""

    def __init__(self, source: Source, classification: str) -> None:
        self._source = source
        self._default = classification
        self.findings: list[Finding] = []
        self._relationships: dict[tuple[str, str], Any] = {}
        """What each column refers to, as the contract says it."""

    def tables(self, said: Any) -> dict[str, Fields]:
        """The tables, by their ids."""
        found: dict[str, Fields] = {}
        for name, each, path in self._named(said, ("schema",), "table"):
            kind = str(each.get("physicalType") or "table")
            if "".join(filter(str.isalpha, kind.lower())) not in TABLES:
                self._note(codes.KEPT, path, f"{shown(name)} is a {kind} and no table")
            elif name in found:
                self._note(codes.SAME_ID, path, f"two tables come to the id '{name}'")
            elif not each.get("properties"):
                self._note(codes.KEPT, path, f"{shown(name)} has no properties to make columns of")
            else:
                found[name] = self._table(name, each, path)
        resolved(found, self._relationships)
        return found

    def _named(self, said: Any, path: Path, what: str) -> Iterator[tuple[str, Fields, Path]]:
        """The entries of a list by their ids."""
        if not isinstance(said, list):
            self._note(codes.WRONG_SHAPE, path, f"'{path[-1]}' has to be a list")
            return
        for at, each in enumerate(cast("list[Any]", said)):
            name = cast("Fields", each).get("name") if isinstance(each, Mapping) else None
            if not isinstance(name, str):
                self._note(codes.WRONG_SHAPE, (*path, at), f"a {what} has to have a name")
            elif not (made := as_id(name)):
                message = f"the {what}'s name {shown(name)} comes to no id"
                self._note(codes.NO_ID, (*path, at, "name"), message)
            else:
                yield made, cast("Fields", each), (*path, at)

    def _note(self, code: Code, path: Path, message: str) -> None:
        where = ".".join(map(str, path))
        self.findings.append(code.at(self._source.at_value(*path), message, where=where))

    def _table(self, table: str, said: Fields, path: Path) -> Fields:
        columns: dict[str, Fields] = {}
        named = [*self._named(said["properties"], (*path, "properties"), "property")]
        for name, each, at in named:
            if name in columns:
                self._note(codes.SAME_ID, at, f"two properties come to the id '{name}'")
            else:
                columns[name] = self._column(each, at)
                if isinstance(each.get("relationships"), list):
                    self._relationships[table, name] = each["relationships"]
        partitions = self._partitions(named, columns)
        quality = _rules(said, is_column=False)
        description = said.get("description")
        return {
            **business_name(said, "businessName"),
            **({"description": description[:2048]} if isinstance(description, str) else {}),
            **_if("primaryKey", _in_order(named, "primaryKey", "primaryKeyPosition")),
            **_if("partitionBy", partitions),
            "columns": columns,
            **_if("quality", quality),
        }

    def _partitions(
        self, named: Sequence[tuple[str, Fields, Path]], columns: Mapping[str, Fields]
    ) -> list[str]:
        """The partition columns that the mesh can have: unprotected, and of a type for folders."""
        wanted = _in_order(named, "partitioned", "partitionKeyPosition")
        paths = {name: path for name, _, path in named}
        found: list[str] = []
        for name in wanted:
            column = columns[name]
            word = column.get("classification", self._default)
            is_closed = word in PROTECTED or "pii" in column
            if is_closed or parse_type(column["type"]).name not in PARTITION_TYPES:
                why = "a protected column" if is_closed else f"a column of type {column['type']}"
                message = f"'{name}' is no partition here: {why} cannot be one"
                self._note(codes.TAKEN_AS, paths[name], message)
            else:
                found.append(name)
        if found and len(found) == len(columns):
            last = found.pop()
            self._note(
                codes.TAKEN_AS,
                paths[last],
                f"'{last}' is no partition here: no other column is left",
            )
        return found

    def _column(self, said: Fields, path: Path) -> Fields:
        kind = self._type(said, path)
        quality = _rules(said, is_column=True)
        enums = [values for each in quality if (values := enum_of(each, kind.name))]
        if enums:
            quality = [each for each in quality if enum_of(each, kind.name) is None]
        description = said.get("description")
        tags = said.get("tags")
        is_personal = isinstance(tags, list) and "pii" in cast("list[Any]", tags)
        return {
            "type": kind.text,
            **business_name(said, "businessName"),
            **({"description": line_of(description)} if isinstance(description, str) else {}),
            **_if("required", said.get("required") is True),
            **_if("unique", said.get("unique") is True),
            **_if("pii", is_personal),
            **self._classification(said, path),
            **_if("enum", enums[0] if enums else None),
            **(self._form(said, path) if kind.name == "string" else {}),
            **_if("quality", quality),
        }

    def _type(self, said: Fields, path: Path) -> ColumnType:
        found = type_of(said)
        words = [str(said[n]) for n in ("physicalType", "logicalType") if said.get(n)]
        if found is None:
            what = shown(words[0]) if words else "no type"
            self._note(codes.TAKEN_AS, path, f"{what} is taken as string")
            return ANYTHING
        if found.text not in words:
            what = shown(words[0]) if words else "what has no type"
            self._note(codes.TAKEN_AS, path, f"{what} is taken as {found.text}")
        return found

    def _form(self, said: Fields, path: Path) -> Fields:
        """Lengths and pattern of a text, with a note of a pattern that no spec can have."""
        options = said.get("logicalTypeOptions")
        named = cast("Fields", options) if isinstance(options, Mapping) else {}
        pattern = named.get("pattern")
        if isinstance(pattern, str) and (problem := pattern_problem(pattern)):
            message = f"the pattern {shown(pattern)} is not asked of values: {problem}"
            self._note(codes.TAKEN_AS, (*path, "logicalTypeOptions", "pattern"), message)
        return form_of(named)

    def _classification(self, said: Fields, path: Path) -> Fields:
        word = said.get("classification")
        if word is None:
            return {}
        meant = classification_of(word)
        if meant != word:
            self._note(
                codes.TAKEN_AS,
                (*path, "classification"),
                f"the classification {shown(str(word))} is taken as {meant}",
            )
        return {} if meant == self._default else {"classification": meant}


def _rules(said: Fields, *, is_column: bool) -> list[Fields]:
    """The rules of quality that a spec can say."""
    rules = said.get("quality")
    listed = cast("list[Any]", rules) if isinstance(rules, list) else []
    mappings = (cast("Fields", each) for each in listed if isinstance(each, dict))
    made = (rule_of(each, is_column=is_column) for each in mappings)
    return [found for found in made if found is not None]


def business_name(said: Fields, field: str) -> Fields:
    """What people call a thing, as the spec says it."""
    name = said.get(field)
    return _if("businessName", line_of(name) if isinstance(name, str) else "")


def _if(name: str, value: Any) -> Fields:
    """A field, where there is something to say."""
    return {name: value} if value else {}


def _in_order(named: Sequence[tuple[str, Fields, Path]], flag: str, position: str) -> list[str]:
    """The names with a flag, by their position; those without one as they stand."""
    marked = [(name, said) for name, said, _ in named if said.get(flag) is True]

    def place(each: tuple[str, Fields]) -> int:
        found = each[1].get(position)
        return found if isinstance(found, int) and found > 0 else len(named) + 1

    return list(dict.fromkeys(name for name, _ in sorted(marked, key=place)))
