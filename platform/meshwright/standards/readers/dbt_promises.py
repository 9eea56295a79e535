"""Tests and constraints of dbt's models as promises of a contract's columns.

Source: docs.getdbt.com, "Data tests", "Constraints", "ref".
"""

import re
from collections.abc import Sequence

from meshwright.errors import Position
from meshwright.ids import joined, words
from meshwright.specs.consistency import ENUM_TYPES
from meshwright.specs.source import Path
from meshwright.specs.types import ColumnType
from meshwright.standards.odcs.quality import enum_rule
from meshwright.standards.odcs.words import as_id
from meshwright.standards.readers.dbt_files import Fields, Project, Test
from meshwright.standards.readers.dbt_manifest import relation, unquoted
from meshwright.standards.readers.draft import Draft
from meshwright.standards.readers.json_schema_parts import items_of
from meshwright.standards.readers.keys import KeyedTable, put_key, put_reference, put_unique
from meshwright.wording import shown

_CALL = re.compile(r"\s*(?:\{\{)?\s*(?:ref|source)\((.*)\)\s*(?:\}\})?\s*")
_VERSION = re.compile(r",\s*v(?:ersion)?\s*=\s*['\"]?([\w.]+)['\"]?")
_QUOTED = re.compile(r"['\"]([^'\"]+)['\"]")
_TARGET = re.compile(r"(?:references\s+)?([^\s()]+)\s*\(([^()]+)\)", re.IGNORECASE)
_ESCAPED = re.compile(r"\{\{ '(\{[{%#])' \}\}")


def plain(text: str) -> str:
    """A text as it was before it was written for dbt, which renders braces."""
    return _ESCAPED.sub(lambda match: match[1], text)


class PromiseReader:
    """Reads the tests and constraints of the models of one project."""

    def __init__(self, project: Project, draft: Draft) -> None:
        self._project = project
        self._draft = draft

    def test(
        self, test: Test, table: KeyedTable, path: Path, kind: ColumnType, at: Position
    ) -> None:
        """A test of a column, whose place in the contract is `path`."""
        of = joined((table.name, self._name(table, path)))
        values = items_of(test.arguments.get("values"))
        if test.is_conditional:
            self._draft.leave_out(f"a conditional test {shown(test.name)}", at, of)
        elif test.name == "not_null":
            self._draft.put((*path, "required"), True, at)
        elif test.name == "unique":
            self._draft.put((*path, "unique"), True, at)
        elif test.name == "accepted_values" and _fit(values, kind):
            whole = [plain(each) if isinstance(each, str) else each for each in values]
            self._draft.add((*path, "quality"), enum_rule(tuple(dict.fromkeys(whole))), at)
        elif test.name == "relationships" and (to := self._referenced(test.arguments)):
            put_reference(self._draft, table, (self._name(table, path),), to, at)
        else:
            self._draft.leave_out(f"a test {shown(test.name)}", at, of)

    def _name(self, table: KeyedTable, path: Path) -> str:
        return next(name for name, place in table.columns.items() if place == path)

    def _referenced(self, arguments: Fields) -> tuple[str, tuple[str]] | None:
        """The column that a test of relationships names."""
        table = self._table(str(arguments.get("to") or ""))
        column = as_id(unquoted(str(arguments.get("field") or "")))
        return (table, (column,)) if table and column else None

    def _table(self, text: str) -> str:
        """The table that a call of `ref` or `source` names, or a database by its own name."""
        if found := _CALL.fullmatch(text):
            version = _VERSION.search(found[1])
            names = _QUOTED.findall(_VERSION.sub("", found[1]))
            if not names:
                return ""
            name = names[-1]
            if version is None or version[1] == self._project.latest.get(name):
                return name
            return f"{name}_v{version[1]}"
        return self._project.relations.get(relation(text), "")

    def constraint(
        self, said: Fields, table: KeyedTable, names: Sequence[str], at: Position
    ) -> None:
        """A constraint of the named columns of a table."""
        kind = str(said.get("type"))
        known = table.known(names)
        if kind == "not_null" and len(known) == 1:
            self._draft.put((*known[0], "required"), True, at)
        elif not (
            (kind == "unique" and put_unique(self._draft, table, names, at))
            or (kind == "primary_key" and put_key(self._draft, table, names, at))
            or (kind == "foreign_key" and self._refers(said, table, names, at))
        ):
            of = joined((table.name, *names[:1]))
            self._draft.leave_out(f"a constraint {shown(kind)}", at, of)

    def _refers(self, said: Fields, table: KeyedTable, names: Sequence[str], at: Position) -> bool:
        other = self._table(str(said.get("to") or "").strip())
        columns = [as_id(unquoted(str(each))) for each in items_of(said.get("to_columns"))]
        if found := _TARGET.fullmatch(str(said.get("expression") or "").strip()):
            other = self._named(relation(found[1]))
            columns = [as_id(unquoted(each.strip())) for each in found[2].split(",")]
        is_whole = bool(other) and bool(columns) and all(columns)
        return is_whole and put_reference(self._draft, table, names, (other, columns), at)

    def _named(self, text: str) -> str:
        """The table that a text of SQL names, with or without what it lies in."""
        whole = self._project.relations
        ends = {name: table for full, table in whole.items() for name in _endings(full)}
        return ends.get(text, words(text)[-1])


def _endings(name: str) -> list[str]:
    """Such as `a.b.c`, `b.c` and `c`."""
    parts = words(name)
    return [joined(parts[at:]) for at in range(len(parts))]


def _fit(values: Sequence[object], kind: ColumnType) -> bool:
    wanted = ENUM_TYPES.get(kind.name)
    return bool(values) and all(type(each) is wanted for each in values)
