"""Drafts of contracts as the spec of a new product, as any contract becomes one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, cast

from meshwright.errors import Finding, Position
from meshwright.specs.yaml import read_yaml
from meshwright.standards.odcs.codes import LEFT_TO_A_PERSON, WRONG_SHAPE
from meshwright.standards.odcs.imported import Imported, Target, imported_contract, no_contract
from meshwright.standards.odcs.imported import imported as imported_odcs
from meshwright.standards.readers.draft import Draft
from meshwright.standards.readers.together import placed, together

Read = Callable[[bytes, str], Draft]
File = tuple[str, bytes]
"""What positions name it by, and its bytes."""


def imported(read: Read, files: Sequence[File], target: Target) -> Imported:
    """The spec that the bytes of files come to, one product for all of them."""
    drafts = [read(content, path) for path, content in files]
    if any(draft.is_broken for draft in drafts):
        return Imported(tuple(sorted(f for draft in drafts for f in draft.findings)))
    draft = together(drafts)
    made = imported_contract(draft.said, draft.source, target)
    paths = [path for path, _ in files]
    found = [placed(each, paths) for each in made.findings]
    every = (*draft.findings, *found, *_undescribed(draft))
    return replace(made, findings=tuple(sorted(dict.fromkeys(every))))


def contracts(files: Sequence[File], target: Target) -> Imported:
    """The spec that contracts of ODCS come to, one product for all of them."""
    if len(files) > 1:
        return imported(read_contract, files, target)
    ((path, content),) = files
    return imported_odcs(content, path, target)


def read_contract(content: bytes, path: str) -> Draft:
    """A contract of ODCS as a draft that nothing has to be made of."""
    document = read_yaml(content, path)
    draft = Draft(path, noted=[*document.findings])
    if document.value is None:
        return draft
    draft = Draft(path, document.value, draft.noted, dict(document.source.marks))
    if finding := no_contract(document.value, document.source):
        draft.noted.append(finding)
    elif not isinstance(document.value.get("schema") or [], list):
        at = document.source.at_value("schema")
        draft.noted.append(WRONG_SHAPE.at(at, "'schema' has to be a list"))
    return draft


def _undescribed(draft: Draft) -> Iterable[Finding]:
    said = draft.said
    tables = cast("list[dict[str, Any]]", said.get("schema", []))
    described = [each for each in tables if each.get("description")]
    if said.get("description") or (described and len(tables) == 1):
        return
    what = "its first table's description" if described else "its name"
    message = f"nothing says what the product is about, so {what} stands for the description"
    yield LEFT_TO_A_PERSON.at(Position(draft.path), message)
