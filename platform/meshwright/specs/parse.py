"""One spec file to its model, with everything that is wrong in it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from meshwright.errors import Finding
from meshwright.specs import codes
from meshwright.specs.models import AgreementSpec
from meshwright.specs.problems import leftovers, problems
from meshwright.specs.source import Path, Source
from meshwright.specs.yaml import Document, read_yaml

MAX_FINDINGS = 100
"""The findings of one file that are shown: whoever has more began with another format."""

FREE = frozenset({"extensions", "arguments"})
"""Fields whose content is the author's own, nulls included."""

M = TypeVar("M", bound=BaseModel)
Check = Callable[[M | None, Mapping[str, Any], Source], Iterator[Finding]]
"""What no single field can know, of the spec or, where that has errors, of the fields as read."""


@dataclass(frozen=True, slots=True)
class Parsed(Generic[M]):
    """A file's spec, or None where it has findings."""

    spec: M | None
    source: Source
    findings: tuple[Finding, ...] = ()
    raw: Mapping[str, Any] | None = None
    """The fields as read, where the file could be read at all."""


def no_check(
    _spec: BaseModel | None, _raw: Mapping[str, Any], _source: Source
) -> Iterator[Finding]:
    """For files whose fields have nothing to do with each other."""
    return iter(())


def parse(content: bytes, path: str, model: type[M], check: Check[M]) -> Parsed[M]:
    """The spec that a file's bytes hold; `path` is what positions name it by. Never raises."""
    document = read_yaml(content, path)
    if document.value is None:
        return Parsed(None, document.source, _limited(document.findings))
    found = [*document.findings, *_empty(document, model)]
    spec = None
    try:
        # Only the files' own names count: `primary_key` is an unknown field.
        spec = model.model_validate(document.value, by_alias=True, by_name=False)
    except ValidationError as error:
        bare = [path for path in document.empty if _may_be_empty(path, model)]
        found.extend(problems(error, document, model, bare))
    found.extend(check(spec, document.value, document.source))
    usable = None if found else spec
    return Parsed(usable, document.source, _limited(found), document.value)


def _empty(document: Document, model: type[BaseModel]) -> Iterator[Finding]:
    quiet = set(leftovers(document))
    for path in document.empty:
        if path not in quiet and not _may_be_empty(path, model):
            name = path[-1]
            message = "an item is empty" if isinstance(name, int) else f"'{name}' has no value"
            where = ".".join(map(str, path))
            yield codes.EMPTY.at(document.source.at(*path), message, where=where)


def _may_be_empty(path: Path, model: type[BaseModel]) -> bool:
    # An agreement that names a table and says no more opens what is unprotected.
    is_bare_table = model is AgreementSpec and len(path) == 2 and path[0] == "tables"
    return is_bare_table or not FREE.isdisjoint(path[:-1])


def _limited(found: Iterable[Finding]) -> tuple[Finding, ...]:
    ordered = sorted(found)
    if len(ordered) <= MAX_FINDINGS:
        return tuple(ordered)
    last = ordered[MAX_FINDINGS - 1]
    more = f"and {len(ordered) - MAX_FINDINGS:,} more findings in this file"
    return (*ordered[:MAX_FINDINGS], codes.MANY.at(last.position, more))
