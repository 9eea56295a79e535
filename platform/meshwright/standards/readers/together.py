"""Several files as one contract, whose parts keep their places in the files.

Tables and other lists stand one after another. Of what a contract says once the first file's word
stands, and where another file says otherwise it is told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from meshwright.errors import Finding, Position
from meshwright.specs.source import NO_MARKS, Mark, Marks
from meshwright.standards.odcs.words import as_id
from meshwright.standards.readers import codes
from meshwright.standards.readers.draft import Draft, Fields
from meshwright.wording import shown

APART = 1_000_000_000
"""More lines than any file has: line numbers of the second file begin here."""
OF_THE_FORM = ("apiVersion", "kind")


def together(drafts: Sequence[Draft]) -> Draft:
    """One draft of all; `placed` brings what is found in it back to its file."""
    first, *rest = drafts
    if not rest:
        return first
    said: Fields = dict(first.said)
    marks: dict[str | int, Mark] = {**first.source.marks}
    noted = [*first.findings]
    for number, draft in enumerate(rest, start=1):
        theirs = _moved(draft.source.marks, APART * number)
        for name, value in draft.said.items():
            if name in OF_THE_FORM or value is None:
                continue
            if said.get(name) is None:
                said[name] = value
                marks.update({name: theirs[name]} if name in theirs else {})
            elif isinstance(value, list) and isinstance(said[name], list):
                ours, more = cast("list[Any]", said[name]), cast("list[Any]", value)
                said[name] = [*ours, *_added(name, ours, more, marks, theirs)]
            elif value != said[name] and not _is_of_a_table(name, draft.said):
                noted.append(_otherwise(name, draft, first))
        noted += draft.findings
    if any(draft.said.get("name") != first.said.get("name") for draft in rest):
        # The product has a name of its own, which was asked for.
        said.pop("name", None)
    return Draft(first.path, said, noted, marks)


def _added(
    name: str,
    ours: list[Any],
    theirs: list[Any],
    marks: dict[str | int, Mark],
    moved: Mapping[str | int, Mark],
) -> Iterator[Any]:
    """Entries of another file's list, but for those that stand there already."""
    line, column, value_line, value_column, inner = marks.get(name, (0, 0, 0, 0, {}))
    placed = dict(inner)
    inside = moved[name][4] if name in moved else NO_MARKS
    marks[name] = (line, column, value_line, value_column, placed)
    found = len(ours)
    for at, each in enumerate(theirs):
        if name != "schema" and each in ours:
            continue
        placed.update({found: inside[at]} if at in inside else {})
        found += 1
        yield each


def _is_of_a_table(name: str, said: Fields) -> bool:
    """Whether a file's name is no more than that of a table in it."""
    tables = cast("list[Any]", said.get("schema") or [])
    names = {as_id(str(cast("Fields", e).get("name"))) for e in tables if isinstance(e, Mapping)}
    return name == "name" and as_id(str(said["name"])) in names


def _otherwise(name: str, draft: Draft, first: Draft) -> Finding:
    stands = "what --name says" if name == "name" else f"the word of {first.path}"
    message = f"{shown(name)} is another one here, and {stands} stands"
    return codes.OTHERWISE.at(draft.source.at(name), message)


def _moved(marks: Marks, by: int) -> dict[str | int, Mark]:
    return {
        step: (line + by, column, value_line + by, value_column, _moved(inner, by))
        for step, (line, column, value_line, value_column, inner) in marks.items()
    }


def placed(finding: Finding, paths: Sequence[str]) -> Finding:
    """A finding of one draft of all, said of the file that it is about."""
    number, line = divmod(finding.position.line, APART)
    if not number:
        return finding
    at = Position(paths[number], line, finding.position.column)
    return replace(finding, position=at)
