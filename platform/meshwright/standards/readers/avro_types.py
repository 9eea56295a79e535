"""The types of Avro as those of columns: names resolved, logical types, unions with null.

Sources: Avro specification 1.12, "Schema Declaration", "Names", "Logical Types"; Iceberg
specification, "Avro", for maps whose keys are no strings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from meshwright.specs.source import Path, Source
from meshwright.specs.types import MAX_PRECISION, ColumnType
from meshwright.standards.odcs.words import as_id
from meshwright.standards.readers import codes
from meshwright.standards.readers.draft import Draft, UnusableError
from meshwright.wording import shown

Fields = dict[str, Any]
MAX_TYPES = 50_000
STRING = ColumnType("string")
PLAIN: Mapping[str, str] = {
    "boolean": "boolean",
    "int": "int",
    "long": "bigint",
    "float": "float",
    "double": "double",
    "bytes": "binary",
    "string": "string",
}
LOGICAL: Mapping[tuple[str, str], str] = {
    ("int", "date"): "date",
    ("string", "uuid"): "uuid",
    **{("long", f"timestamp-{unit}"): "timestamptz" for unit in ("millis", "micros", "nanos")},
    **{("long", f"local-timestamp-{unit}"): "timestamp" for unit in ("millis", "micros", "nanos")},
}
NAMED = ("record", "error", "enum", "fixed")
OF_TYPES: Mapping[str, tuple[str, ...]] = {
    "record": ("fields", "namespace"),
    "enum": ("symbols", "namespace"),
    "fixed": ("size", "namespace"),
    "array": ("items",),
    "map": ("values",),
}
"""What a type says of itself, so that nothing of it is left."""


@dataclass(frozen=True, slots=True)
class Named:
    """A type that has been given a name."""

    name: str
    """With its namespace."""
    said: Fields
    at: Path

    @property
    def namespace(self) -> str:
        return self.name.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Value:
    """What stands in a field."""

    kind: ColumnType
    is_nullable: bool = False
    symbols: tuple[str, ...] = ()


class TypeReader:
    """Reads the types of one file; a name is known from where it has been given on."""

    def __init__(self, source: Source, draft: Draft) -> None:
        self._source = source
        self._draft = draft
        self._named: dict[str, Named] = {}
        self._known: dict[str, tuple[Value, int]] = {}
        """What each name that was read comes to, and how many types it is made of."""
        self._open: list[str] = []
        """The records that are being read, each inside of the one before."""
        self._count = 0

    def record(self, value: Any, path: Path) -> Named | None:
        """The record that a schema is; None for another one."""
        said = cast("Fields", value) if isinstance(value, Mapping) else {}
        if said.get("type") not in ("record", "error"):
            return None
        return self._named[self._name(said, path, "")]

    def value(self, said: Any, path: Path, namespace: str) -> Value:
        """What a type comes to where it stands."""
        self._made_of(1, path)
        if isinstance(said, list):
            return self._union(cast("list[Any]", said), path, namespace)
        if isinstance(said, str):
            return self._word(said, path, namespace)
        if not isinstance(said, Mapping):
            message = "a type is a name, a list or an object with a type"
            raise UnusableError(codes.UNREADABLE, self._source.at(*path), message)
        return self._declared(cast("Fields", said), path, namespace)

    def columns(self, named: Named) -> list[tuple[str, Fields, Path, Value]]:
        """The fields of a record that is a table, each with its name and what it comes to."""
        self._open.append(named.name)
        found = [
            (name, said, path, self.value(said["type"], (*path, "type"), named.namespace))
            for name, said, path in self._fields(named)
        ]
        self._open.pop()
        return found

    def _made_of(self, types: int, path: Path) -> None:
        """Counts; names that hold names grow without end in a few lines."""
        self._count += types
        if self._count > MAX_TYPES:
            message = f"with its names the schema has more than {MAX_TYPES:,} types"
            raise UnusableError(codes.BEYOND, self._source.at(*path), message)

    def _fields(self, named: Named) -> list[tuple[str, Fields, Path]]:
        """The fields of a record, each with its name."""
        listed = named.said.get("fields")
        found: list[tuple[str, Fields, Path]] = []
        for at, each in enumerate(cast("list[Any]", listed) if isinstance(listed, list) else []):
            path = (*named.at, "fields", at)
            said = cast("Fields", each) if isinstance(each, Mapping) else {}
            name = said.get("name")
            if not isinstance(name, str) or "type" not in said:
                message = "a field has a name and a type"
                raise UnusableError(codes.UNREADABLE, self._source.at(*path), message)
            found.append((name, said, path))
        return found

    def _name(self, said: Fields, path: Path, namespace: str) -> str:
        """Gives a type its full name."""
        name = said.get("name")
        if not isinstance(name, str) or not name:
            message = f"a type of kind {said['type']} has a name"
            raise UnusableError(codes.UNREADABLE, self._source.at(*path), message)
        own = said.get("namespace")
        space = own if isinstance(own, str) else namespace
        full = name if "." in name or not space else f"{space}.{name}"
        if full in self._named:
            message = f"the name {shown(full)} is given twice"
            raise UnusableError(codes.UNREADABLE, self._source.at(*path, "name"), message)
        self._named[full] = Named(full, said, path)
        return full

    def _word(self, name: str, path: Path, namespace: str) -> Value:
        if name in PLAIN:
            return Value(ColumnType(PLAIN[name]))
        if name == "null":
            self._widened(path, "what is always null")
            return Value(STRING, is_nullable=True)
        for full in (f"{namespace}.{name}", name):
            if full in self._named:
                return self._of_named(full, path)
        message = f"there is no type {shown(name)} before this line"
        raise UnusableError(codes.UNREADABLE, self._source.at(*path), message)

    def _declared(self, said: Fields, path: Path, namespace: str) -> Value:
        kind = said.get("type")
        if kind in NAMED:
            self._leave_out(said, path, OF_TYPES.get(str(kind), ("fields", "namespace")))
            return self._of_named(self._name(said, path, namespace), path)
        if kind == "array":
            return Value(self._array(said, path, namespace))
        if kind == "map":
            self._leave_out(said, path, OF_TYPES["map"])
            inner = self.value(said.get("values"), (*path, "values"), namespace).kind
            return Value(ColumnType("map", arguments=(STRING, inner)))
        if isinstance(kind, str) and kind in PLAIN:
            return Value(self._logical(said, path, kind))
        self._leave_out(said, path, ())
        return self.value(kind, (*path, "type"), namespace)

    def _of_named(self, full: str, path: Path) -> Value:
        """What a name comes to: read where it is given, and counted wherever it stands."""
        if full in self._known:
            value, types = self._known[full]
            self._made_of(types, path)
            return value
        before = self._count
        value = self._read(self._named[full])
        self._known[full] = value, self._count - before
        return value

    def _read(self, named: Named) -> Value:
        kind = named.said["type"]
        if kind == "enum":
            symbols = cast("list[Any]", named.said.get("symbols") or [])
            return Value(STRING, symbols=tuple(map(str, symbols)))
        if kind == "fixed":
            return Value(self._logical(named.said, named.at, "fixed"))
        if named.name in self._open:
            message = f"{shown(named.name)} holds itself"
            raise UnusableError(codes.RECURSIVE, self._source.at(*named.at), message)
        self._open.append(named.name)
        found = self._struct(named)
        self._open.pop()
        return Value(found)

    def _struct(self, named: Named) -> ColumnType:
        fields: dict[str, ColumnType] = {}
        for name, said, path in self._fields(named):
            found = as_id(name)
            if not found or found in fields:
                what = f"two fields come to the id '{found}'" if found else "a name comes to no id"
                raise UnusableError(codes.SAME_NAME, self._source.at(*path), what)
            if found != name:
                at = self._source.at(*path)
                self._draft.leave_out("the former spelling of a name inside of a column", at)
            inner = self.value(said["type"], (*path, "type"), named.namespace)
            if inner.symbols:
                at = self._source.at(*path)
                self._draft.leave_out("an enum inside of a column", at)
            self._leave_out(said, path, ("default",) if said.get("default", 0) is None else ())
            fields[found] = inner.kind
        if not fields:
            self._widened(named.at, "a record without fields")
            return STRING
        return ColumnType("struct", arguments=tuple(fields.values()), fields=tuple(fields))

    def _leave_out(self, said: Fields, path: Path, known: tuple[str, ...]) -> None:
        """Tells of what a type or a field says beside its type."""
        for name in said:
            if name not in (*known, "type", "name", "logicalType"):
                at = self._source.at(*path, name)
                self._draft.leave_out(f"{shown(name)} of what is inside a column", at)

    def _array(self, said: Fields, path: Path, namespace: str) -> ColumnType:
        self._leave_out(said, path, OF_TYPES["array"])
        inner = self.value(said.get("items"), (*path, "items"), namespace).kind
        if said.get("logicalType") == "map" and inner.fields == ("key", "value"):
            return ColumnType("map", arguments=inner.arguments)
        return ColumnType("array", arguments=(inner,))

    def _logical(self, said: Fields, path: Path, kind: str) -> ColumnType:
        word = said.get("logicalType")
        known = ("precision", "scale", "size", "namespace") if word == "decimal" else ("size",)
        self._leave_out(said, path, known)
        if word == "decimal" and kind in ("bytes", "fixed"):
            return self._decimal(said, path)
        if word == "uuid" and kind == "fixed":
            return ColumnType("uuid")
        if found := LOGICAL.get((kind, str(word))):
            return ColumnType(found)
        if word is not None:
            self._draft.leave_out(f"the logical type {shown(str(word))}", self._source.at(*path))
        return ColumnType(PLAIN.get(kind, "binary"))

    def _decimal(self, said: Fields, path: Path) -> ColumnType:
        digits = [said.get("precision"), said.get("scale", 0)]
        precision, scale = (each if isinstance(each, int) else -1 for each in digits)
        if 0 <= scale <= precision and 1 <= precision <= MAX_PRECISION:
            return ColumnType("decimal", precision, scale)
        message = f"a decimal of {shown(str(digits[0]))} digits is read as double"
        self._draft.note(codes.READ_AS, self._source.at(*path), message)
        return ColumnType("double")

    def _union(self, said: list[Any], path: Path, namespace: str) -> Value:
        """A type that may be null; of several others the one that holds all."""
        found = [
            self.value(each, (*path, at), namespace)
            for at, each in enumerate(said)
            if each != "null"
        ]
        is_nullable = len(found) < len(said)
        kinds = {each.kind for each in found}
        if len(found) == 1:
            return Value(found[0].kind, is_nullable or found[0].is_nullable, found[0].symbols)
        names = {kind.name for kind in kinds}
        if len(kinds) == 1:
            return Value(kinds.pop(), is_nullable)
        for wide, narrow in (("bigint", {"int"}), ("double", {"int", "float"})):
            if kinds and names <= {wide, *narrow}:
                return Value(ColumnType(wide), is_nullable)
        self._widened(path, f"one of {len(found)} types")
        return Value(STRING, is_nullable)

    def _widened(self, path: Path, what: str) -> None:
        message = f"{what} is read as string"
        self._draft.note(codes.READ_AS, self._source.at(*path), message)
