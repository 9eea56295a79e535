"""A draft of a contract as the spec of a new product, as any contract becomes one."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, cast

from meshwright.errors import Finding, Position
from meshwright.standards.odcs.codes import LEFT_TO_A_PERSON
from meshwright.standards.odcs.imported import Imported, Target, imported_contract
from meshwright.standards.readers.draft import Draft

Read = Callable[[bytes, str], Draft]


def imported(read: Read, content: bytes, path: str, target: Target) -> Imported:
    """The spec that a file's bytes come to; `path` is what positions name it by."""
    draft = read(content, path)
    if draft.is_broken:
        return Imported(tuple(sorted(draft.findings)))
    made = imported_contract(draft.said, draft.source, target)
    found = (*draft.findings, *made.findings, *_undescribed(draft))
    return replace(made, findings=tuple(sorted(dict.fromkeys(found))))


def _undescribed(draft: Draft) -> Iterable[Finding]:
    said = draft.said
    tables = cast("list[dict[str, Any]]", said.get("schema", []))
    described = [each for each in tables if each.get("description")]
    if said.get("description") or (described and len(tables) == 1):
        return
    what = "its first table's description" if described else "its name"
    message = f"nothing says what the product is about, so {what} stands for the description"
    yield LEFT_TO_A_PERSON.at(Position(draft.path), message)
