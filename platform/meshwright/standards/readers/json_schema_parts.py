"""The parts of one JSON Schema: references followed, `allOf` joined, and where each part stands.

Only what lies in the document is read. Definitions may use each other so that they come to more
than any table has; how many parts are looked at is bounded. Sources: JSON Schema 2020-12, "Schema
References", and draft-07.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import unquote

from meshwright.errors import Position
from meshwright.specs.source import Path, Source
from meshwright.standards.readers import codes
from meshwright.standards.readers.draft import Draft, UnusableError
from meshwright.wording import shown

Fields = dict[str, Any]
MAX_PARTS = 50_000
JOINED = ("$ref", "allOf", "properties", "required")
"""What is not looked at word by word."""
ANNOTATIONS = ("title", "description", "$comment", "$id", "$schema", "$anchor")
"""What the nearest says alone."""


Way = tuple[str, ...]
"""The references that have been followed to a place."""


@dataclass(frozen=True, slots=True)
class Inner:
    """A schema, or a list of some, inside of another; not yet taken apart."""

    value: Any
    at: Path
    way: Way


@dataclass(frozen=True, slots=True)
class Part:
    """One schema as it counts, with all that it refers to."""

    at: Path
    words: Mapping[str, Inner] = field(default_factory=dict[str, Inner])
    """What each keyword says, but for properties."""
    properties: Mapping[str, Inner] = field(default_factory=dict[str, Inner])
    required: frozenset[str] = frozenset()

    def says(self, word: str) -> Any:
        """What a keyword says; None where it does not stand."""
        found = self.words.get(word)
        return found.value if found else None

    def listed(self, word: str) -> list[Inner]:
        """The items of a keyword that is a list."""
        found = self.words.get(word)
        if found is None:
            return []
        return [Inner(v, (*found.at, at), found.way) for at, v in enumerate(items_of(found.value))]


class Parts:
    """Takes the schemas of one document apart."""

    def __init__(self, root: Any, source: Source, draft: Draft) -> None:
        self._root = root
        self._source = source
        self._draft = draft
        self._count = 0
        self.used: set[Path] = set()
        """The definitions that something refers to."""

    def position(self, path: Path) -> Position:
        return self._source.at(*path)

    def part(self, inner: Inner) -> Part:
        """A schema with all that it refers to."""
        value, path, way = inner.value, inner.at, inner.way
        self._count += 1
        if self._count > MAX_PARTS:
            message = f"with its references the schema has more than {MAX_PARTS:,} parts"
            raise UnusableError(codes.BEYOND, self.position(path), message)
        if value is True:
            return Part(path)
        if not isinstance(value, Mapping):
            message = "a schema is an object of keywords"
            raise UnusableError(codes.UNREADABLE, self.position(path), message)
        own = cast("Fields", value)
        known = fields_of(own.get("properties"))
        properties = {n: Inner(v, (*path, "properties", n), way) for n, v in known.items()}
        words = {n: Inner(v, (*path, n), way) for n, v in own.items() if n not in JOINED}
        found = Part(path, words, properties, _names(own.get("required")))
        for other in self._others(own, path, way):
            found = self.joined(found, other)
        return found

    def _others(self, own: Fields, path: Path, way: Way) -> Iterator[Part]:
        """The schemas that have to hold beside."""
        if isinstance(reference := own.get("$ref"), str):
            yield self._referred(reference, (*path, "$ref"), way)
        for at, each in enumerate(items_of(own.get("allOf"))):
            yield self.part(Inner(each, (*path, "allOf", at), way))

    def _referred(self, reference: str, path: Path, way: Way) -> Part:
        if reference in way:
            message = f"{shown(reference)} refers to itself"
            raise UnusableError(codes.RECURSIVE, self.position(path), message)
        if not reference.startswith("#"):
            message = f"{shown(reference)} is not in this file, and is read as string"
            self._draft.note(codes.ELSEWHERE, self.position(path), message)
            return Part(path, {"type": Inner("string", path, way)})
        found = self._target(reference[1:])
        if found is None:
            message = f"there is no {shown(reference)} in this file"
            raise UnusableError(codes.UNREADABLE, self.position(path), message)
        value, target = found
        self.used.add(target)
        return self.part(Inner(value, target, (*way, reference)))

    def _target(self, pointer: str) -> tuple[Any, Path] | None:
        """What a JSON pointer or an anchor among the definitions names."""
        if pointer and not pointer.startswith("/"):
            return self._anchored(pointer)
        value: Any = self._root
        path: list[str | int] = []
        for step in pointer.split("/")[1:]:
            name = unquote(step).replace("~1", "/").replace("~0", "~")
            if isinstance(value, Mapping) and name in value:
                value = cast("Fields", value)[name]
                path.append(name)
            elif (
                isinstance(value, list) and name.isdecimal() and int(name) < len(cast("Any", value))
            ):
                value = cast("list[Any]", value)[int(name)]
                path.append(int(name))
            else:
                return None
        return value, tuple(path)

    def _anchored(self, name: str) -> tuple[Any, Path] | None:
        for word in ("$defs", "definitions"):
            for key, value in fields_of(self._root.get(word)).items():
                said = fields_of(value)
                if said.get("$anchor") == name or said.get("$id") == f"#{name}":
                    return value, (word, key)
        return None

    def joined(self, one: Part, other: Part) -> Part:
        """Both together; what they say differently is the nearer one's, and told."""
        for name, said in other.words.items():
            mine = one.words.get(name, said)
            if name not in ANNOTATIONS and mine.value != said.value:
                self._draft.leave_out(f"a second {shown(name)}", self.position(said.at))
        return Part(
            one.at,
            {**other.words, **one.words},
            {
                **one.properties,
                **{n: s for n, s in other.properties.items() if n not in one.properties},
            },
            one.required | other.required,
        )


def fields_of(value: Any) -> Fields:
    """An object; an empty one for anything else."""
    return cast("Fields", value) if isinstance(value, Mapping) else {}


def items_of(value: Any) -> list[Any]:
    """A list; an empty one for anything else."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def _names(value: Any) -> frozenset[str]:
    return frozenset(each for each in items_of(value) if isinstance(each, str))
