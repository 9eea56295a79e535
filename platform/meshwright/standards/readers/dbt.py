"""Models of dbt as a contract: each is a table, its columns and tests are columns and promises.

A model's SQL is a template, which is not rendered: it is left out. Source: docs.getdbt.com, "Data
tests", "Constraints".
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from meshwright.errors import Position
from meshwright.ids import joined
from meshwright.specs.consistency import ENUM_TYPES
from meshwright.specs.models import Classification
from meshwright.specs.source import Path
from meshwright.specs.types import ColumnType
from meshwright.standards.odcs.quality import enum_rule
from meshwright.standards.odcs.references import elsewhere
from meshwright.standards.odcs.words import as_id
from meshwright.standards.readers import codes
from meshwright.standards.readers.dbt_files import (
    Fields,
    Model,
    Project,
    Test,
    meta_of,
    position,
    read_project,
)
from meshwright.standards.readers.draft import Draft, UnusableError
from meshwright.standards.readers.json_schema_parts import fields_of, items_of
from meshwright.standards.readers.sql_statements import DIALECTS
from meshwright.standards.readers.sql_types import text_type
from meshwright.wording import did_you_mean, shown

Beside = Callable[[str], bytes | None]
"""What the catalog beside a file holds; None where there is none."""
_ESCAPED = re.compile(r"\{\{ '(\{[{%#])' \}\}")
_TARGET = re.compile(r"(?:ref|source)\(.*['\"]([^'\"]+)['\"]\s*\)")
OF_MODELS = ("name", "description", "columns", "data_tests", "tests", "constraints", "group")
OF_COLUMNS = ("name", "description", "data_type", "data_tests", "tests", "constraints", "tags")
OF_BOTH = ("meta", "config")
FOREIGN_COLUMN = r"[a-z0-9_]+(?:\.[a-z0-9_]+){3}"
OURS = ("classification", "pii", "references", "owner", "product")
"""What `mesh export dbt` says in `meta`."""


def reader(dialect: str, select: Sequence[str], beside: Beside) -> Callable[[bytes, str], Draft]:
    """Reads files of dbt; an empty dialect is the one of the file's own adapter."""
    return partial(read, dialect=dialect, select=select, beside=beside)


def read(
    content: bytes,
    path: str,
    *,
    dialect: str = "",
    select: Sequence[str] = (),
    beside: Beside = lambda _: None,
) -> Draft:
    """The contract that a manifest, or a file of properties, comes to."""
    draft = Draft(path)
    try:
        project = read_project(content, path, beside(path), draft)
        if not draft.is_broken:
            _Reader(project, draft, dialect).read(select)
    except UnusableError as error:
        draft.note(error.code, error.at, str(error))
    return draft


class _Reader:
    """Reads the models of one file."""

    def __init__(self, project: Project, draft: Draft, dialect: str) -> None:
        self._project = project
        self._draft = draft
        known = project.adapter if project.adapter in DIALECTS else "athena"
        self._dialect = dialect or known

    def read(self, select: Sequence[str]) -> None:
        models = self._selected(select)
        owners = {self._owner(each) for each in models}
        if len(owners) == 1 and (owner := owners.pop()):
            self._draft.put(("team", "name"), owner, self._at(models[0].at))
        if self._project.name:
            self._draft.put(("name",), self._project.name, self._at(("metadata", "project_name")))
        if self._project.description:
            text = self._project.description
            self._text(("description", "purpose"), text, self._at(models[0].at))
        for number, model in enumerate(models):
            self._model(model, ("schema", number))

    def _selected(self, select: Sequence[str]) -> list[Model]:
        names = {model.name for model in self._project.models}
        for name in select:
            if name not in names:
                message = f"there is no model {shown(name)} in it{did_you_mean(name, names)}"
                raise UnusableError(codes.NO_TABLE, self._at(()), message)
        found = [m for m in self._project.models if not select or m.name in select]
        models = [model for model in found if model.columns]
        for model in found:
            if not model.columns:
                self._draft.leave_out("a model without columns", self._at(model.at))
        if not models:
            message = "it has no model with columns"
            raise UnusableError(codes.NO_TABLE, self._at(()), message)
        return models

    def _at(self, path: Path) -> Position:
        return position(self._project, path)

    def _owner(self, model: Model) -> str:
        config = fields_of(model.said.get("config"))
        group = str(model.said.get("group") or config.get("group") or "")
        return self._project.owners.get(group) or str(meta_of(model.said).get("owner") or "")

    def _model(self, model: Model, path: Path) -> None:
        self._draft.put((*path, "name"), model.name, self._at(model.at))
        self._text((*path, "description"), model.said.get("description"), self._at(model.at))
        paths: dict[str, Path] = {}
        for number, (name, said, at) in enumerate(model.columns):
            place = (*path, "properties", number)
            paths.setdefault(name.lower(), place)
            kind = self._column(model, name, said, at, place)
            for test in model.tests.get(name.lower(), []):
                self._test(test, place, kind)
            for each in items_of(said.get("constraints")):
                self._constraint(fields_of(each), {name.lower(): place}, (name,), at)
        for test in model.tests.get("", []):
            self._draft.leave_out(f"a test {shown(test.name)} of a model", self._at(test.at))
        for each in items_of(model.said.get("constraints")):
            listed = tuple(map(str, items_of(fields_of(each).get("columns"))))
            self._constraint(fields_of(each), paths, listed, model.at)
        self._beside(model.said, model.at, path)
        if model.said.get("raw_code"):
            self._draft.leave_out("the SQL of a model", self._at(model.at))

    def _column(self, model: Model, name: str, said: Fields, at: Path, path: Path) -> ColumnType:
        where = self._at(at)
        self._draft.put((*path, "name"), name, where)
        text = str(said.get("data_type") or model.types.get(name.lower()) or "")
        kind = self._type(text, where)
        self._draft.put_type(path, kind, where)
        self._text((*path, "description"), said.get("description"), where)
        meta = meta_of(said)
        if meta.get("classification") in [each.value for each in Classification]:
            self._draft.put((*path, "classification"), meta["classification"], where)
        personal = ["pii"] if meta.get("pii") is True else []
        config = fields_of(said.get("config"))
        listed = [*items_of(said.get("tags")), *items_of(config.get("tags"))]
        tags = [*personal, *map(str, listed)]
        if tags:
            self._draft.put((*path, "tags"), list(dict.fromkeys(tags)), where)
        for each in items_of(meta.get("references")):
            if re.fullmatch(FOREIGN_COLUMN, str(each)):
                self._draft.add((*path, "relationships"), {"to": elsewhere(each)}, where)
            else:
                self._draft.leave_out("a reference to what is no column of a product", where)
        self._beside(said, at, path)
        return kind

    def _type(self, text: str, at: Position) -> ColumnType:
        dialect = self._dialect
        if dialect == "athena":
            # Athena's columns are Trino's; angle brackets are Glue's.
            dialect = "hive" if "<" in text else "trino"
        found = text_type(text, dialect)
        if found.is_wider:
            what = shown(text) if text else "a column without a type"
            self._draft.note(codes.READ_AS, at, f"{what} is read as {found.kind.text}")
        return found.kind

    def _text(self, path: Path, text: Any, at: Position) -> None:
        """A description; what we have written for dbt as text is text again."""
        if not isinstance(text, str) or not text:
            return
        found = _ESCAPED.sub(lambda match: match[1], text)
        if found == text and "{{" in text:
            self._draft.leave_out("what a template in a description comes to", at)
        self._draft.put(path, found, at)

    def _beside(self, said: Fields, at: Path, path: Path) -> None:
        """Words of one's own are kept; other settings are told in a file that people write."""
        for name, value in meta_of(said).items():
            if name not in OURS:
                entry = {"property": name, "value": value}
                self._draft.add((*path, "customProperties"), entry, self._at(at))
        if "resource_type" in said or "index" in said:
            return
        for name in said:
            if name not in (*OF_MODELS, *OF_COLUMNS, *OF_BOTH):
                self._draft.leave_out(shown(name), self._at((*at, name)))
        for name in fields_of(said.get("config")):
            if name not in ("meta", "group", "tags") or (name == "tags" and at[-2] != "columns"):
                self._draft.leave_out(f"the setting {shown(name)}", self._at((*at, "config")))

    def _test(self, test: Test, path: Path, kind: ColumnType) -> None:
        at = self._at(test.at)
        values = items_of(test.arguments.get("values"))
        plain = ENUM_TYPES.get(kind.name)
        if test.is_conditional:
            self._draft.leave_out(f"a test {shown(test.name)} under a condition", at)
        elif test.name == "not_null":
            self._draft.put((*path, "required"), True, at)
        elif test.name == "unique":
            self._draft.put((*path, "unique"), True, at)
        elif test.name == "accepted_values" and values and all(type(v) is plain for v in values):
            whole = [_ESCAPED.sub(lambda m: m[1], v) if isinstance(v, str) else v for v in values]
            self._draft.add((*path, "quality"), enum_rule(tuple(dict.fromkeys(whole))), at)
        elif test.name == "relationships" and (to := _target(test.arguments)):
            self._draft.add((*path, "relationships"), {"to": to}, at)
        else:
            self._draft.leave_out(f"a test {shown(test.name)}", at)

    def _constraint(
        self, said: Fields, paths: Mapping[str, Path], names: Sequence[str], place: Path
    ) -> None:
        at = self._at(place)
        kind = str(said.get("type"))
        known = [paths[name.lower()] for name in names if name.lower() in paths]
        to = _TARGET.fullmatch(str(said.get("to") or "").strip())
        columns = items_of(said.get("to_columns"))
        if kind in ("not_null", "unique") and len(known) == 1:
            word = "required" if kind == "not_null" else "unique"
            self._draft.put((*known[0], word), True, at)
        elif kind == "primary_key" and known:
            for number, path in enumerate(known, start=1):
                self._draft.put((*path, "primaryKey"), True, at)
                self._draft.put((*path, "primaryKeyPosition"), number, at)
        elif kind == "foreign_key" and len(known) == len(columns) == 1 and to:
            target = joined((to[1], str(columns[0])))
            self._draft.add((*known[0], "relationships"), {"to": target}, at)
        else:
            self._draft.leave_out(f"a constraint {shown(kind)}", at)


def _target(arguments: Fields) -> str:
    """The column that a test of relationships names, as a contract does."""
    found = _TARGET.search(str(arguments.get("to") or ""))
    column = as_id(str(arguments.get("field") or "").strip('"`'))
    return joined((found[1], column)) if found and column else ""
