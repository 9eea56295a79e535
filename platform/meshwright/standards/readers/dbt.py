"""Models of dbt as a contract: each is a table, its columns and tests are columns and promises.

A model's SQL is a template, which is not rendered: it is left out. Source: docs.getdbt.com, "Data
tests", "Constraints".
"""

import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import PurePath
from typing import Any

from meshwright.errors import Position
from meshwright.ids import joined
from meshwright.specs.models import Classification
from meshwright.specs.source import Path
from meshwright.specs.types import ColumnType
from meshwright.standards.odcs.references import elsewhere
from meshwright.standards.odcs.words import as_id
from meshwright.standards.readers import codes
from meshwright.standards.readers.dbt_files import (
    Fields,
    Model,
    Project,
    meta_of,
    read_properties,
)
from meshwright.standards.readers.dbt_manifest import read_manifest
from meshwright.standards.readers.dbt_promises import PromiseReader, plain
from meshwright.standards.readers.draft import Draft, UnusableError
from meshwright.standards.readers.json_schema_parts import fields_of, items_of
from meshwright.standards.readers.keys import KeyedTable
from meshwright.standards.readers.sql_statements import DIALECTS
from meshwright.standards.readers.sql_types import Read, put_read, text_type
from meshwright.wording import did_you_mean, shown

Beside = Callable[[str], bytes | None]
"""What the catalog beside a file holds; None where there is none."""
OF_MODELS = (
    *("name", "description", "columns", "data_tests", "tests", "constraints", "group"),
    *("meta", "config", "tags", "raw_code", "alias", "deprecation_date"),
)
OF_COLUMNS = (
    *("name", "description", "data_type", "data_tests", "tests", "constraints", "tags"),
    *("meta", "config"),
)
NO_SETTINGS = ("meta", "group", "tags")
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
        if PurePath(path).suffix == ".json":
            project = read_manifest(content, path, beside(path), draft)
        else:
            project = read_properties(content, path, draft)
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
        self._promises = PromiseReader(project, draft)
        known = project.adapter if project.adapter in DIALECTS else "athena"
        self._dialect = dialect or known
        self._has_one_owner = False

    def read(self, select: Sequence[str]) -> None:
        models = self._selected(select)
        owners = {self._owner(each) for each in models}
        self._has_one_owner = len(owners) == 1
        if self._has_one_owner and (owner := owners.pop()):
            self._draft.put(("team", "name"), owner, self._at(models[0].at))
        if self._project.name:
            self._draft.put(("name",), self._project.name, self._at(("metadata", "project_name")))
        if self._project.description:
            text = self._project.description
            self._text(("description", "purpose"), text, self._at(models[0].at))
        for number, model in enumerate(models):
            self._model(model, ("schema", number))

    def _selected(self, select: Sequence[str]) -> list[Model]:
        names = {name for model in self._project.models for name in (model.name, *model.called)}
        for name in select:
            if name not in names:
                message = f"there is no model {shown(name)} in it{did_you_mean(name, names)}"
                raise UnusableError(codes.NO_TABLE, self._at(()), message)
        found = [
            model
            for model in self._project.models
            if not select or not {model.name, *model.called}.isdisjoint(select)
        ]
        models = [model for model in found if model.columns]
        for model in found:
            if not model.columns:
                what = f"a model without columns ({model.name})"
                self._draft.leave_out(what, self._at(model.at))
        if not models:
            message = "it has no model with columns"
            raise UnusableError(codes.NO_TABLE, self._at(()), message)
        return models

    def _at(self, path: Path) -> Position:
        return self._project.source.at(*path)

    def _owner(self, model: Model) -> str:
        config = fields_of(model.said.get("config"))
        group = str(model.said.get("group") or config.get("group") or "")
        return str(meta_of(model.said).get("owner") or "") or self._project.owners.get(group) or ""

    def _model(self, model: Model, path: Path) -> None:
        at = self._at(model.at)
        self._draft.put((*path, "name"), model.name, at)
        if alias := model.said.get("alias"):
            self._draft.put((*path, "physicalName"), alias, at)
        self._text((*path, "description"), model.said.get("description"), at)
        table = KeyedTable(path, as_id(model.name) or model.name)
        kinds: list[ColumnType] = []
        for number, (name, said, place) in enumerate(model.columns):
            column = (*path, "properties", number)
            table.columns.setdefault(name.lower(), column)
            kinds.append(self._column(model, name, said, place, column))
        for (name, said, place), kind in zip(model.columns, kinds, strict=True):
            self._promised(model, table, name, said, place, kind)
        for column in model.tests.keys() - table.columns.keys():
            for test in model.tests[column]:
                of = joined((model.name, column))
                self._draft.leave_out(f"a test {shown(test.name)}", self._at(test.at), of)
        for each in items_of(model.said.get("constraints")):
            listed = tuple(map(str, items_of(fields_of(each).get("columns"))))
            self._promises.constraint(fields_of(each), table, listed, at)
        self._beside_model(model, path)

    def _promised(
        self,
        model: Model,
        table: KeyedTable,
        name: str,
        said: Fields,
        place: Path,
        kind: ColumnType,
    ) -> None:
        """What tests and constraints say of a column."""
        for test in model.tests.get(name.lower(), []):
            column = table.columns[name.lower()]
            self._promises.test(test, table, column, kind, self._at(test.at))
        for each in items_of(said.get("constraints")):
            self._promises.constraint(fields_of(each), table, (name,), self._at(place))

    def _column(self, model: Model, name: str, said: Fields, at: Path, path: Path) -> ColumnType:
        where = self._at(at)
        self._draft.put((*path, "name"), name, where)
        text = str(said.get("data_type") or model.types.get(name.lower()) or "")
        read = self._type(text, where, joined((model.name, name)))
        put_read(self._draft, path, read, where)
        self._text((*path, "description"), said.get("description"), where)
        meta = meta_of(said)
        if meta.get("classification") in [each.value for each in Classification]:
            self._draft.put((*path, "classification"), meta["classification"], where)
        personal = ["pii"] if meta.get("pii") is True else []
        if tags := [*personal, *_tags(said)]:
            self._draft.put((*path, "tags"), list(dict.fromkeys(tags)), where)
        for each in items_of(meta.get("references")):
            if re.fullmatch(FOREIGN_COLUMN, str(each)):
                self._draft.add((*path, "relationships"), {"to": elsewhere(each)}, where)
            else:
                self._draft.leave_out("a reference to what is no column of a product", where)
        self._beside(said, at, path, OF_COLUMNS, joined((model.name, name)))
        return read.kind

    def _type(self, text: str, at: Position, of: str) -> Read:
        dialect = self._dialect
        if dialect == "athena":
            # Athena's columns are Trino's; angle brackets are Glue's.
            dialect = "hive" if "<" in text else "trino"
        found = text_type(text, dialect)
        if found.is_wider:
            what = f"the type {shown(text)}" if text else "without a type it"
            self._draft.note(codes.READ_AS, at, f"{of}: {what} is read as {found.kind.text}")
        return found

    def _text(self, path: Path, text: Any, at: Position) -> None:
        """A description; what we have written for dbt as text is text again."""
        if not isinstance(text, str) or not text:
            return
        found = plain(text)
        if found == text and "{{" in text:
            self._draft.leave_out("what a template in a description comes to", at)
        self._draft.put(path, found, at)

    def _beside_model(self, model: Model, path: Path) -> None:
        at = self._at(model.at)
        said = model.said
        if tags := _tags(said):
            self._draft.put((*path, "tags"), list(dict.fromkeys(tags)), at)
        own = {"deprecationDate": said.get("deprecation_date")}
        if not self._has_one_owner:
            own["owner"] = self._owner(model)
        for name, value in own.items():
            if value:
                entry = {"property": name, "value": str(value)}
                self._draft.add((*path, "customProperties"), entry, at)
        self._beside(said, model.at, path, OF_MODELS, model.name)
        if said.get("raw_code"):
            self._draft.leave_out("the SQL of a model", at)

    def _beside(self, said: Fields, at: Path, path: Path, known: Sequence[str], of: str) -> None:
        """Words of one's own are kept, other settings are told."""
        for name, value in meta_of(said).items():
            if name not in OURS:
                entry = {"property": name, "value": value}
                self._draft.add((*path, "customProperties"), entry, self._at(at))
        for name in said:
            if name not in known:
                self._draft.leave_out(shown(name), self._at((*at, name)), of)
        for name in fields_of(said.get("config")):
            if name not in NO_SETTINGS:
                self._draft.leave_out(f"the setting {shown(name)}", self._at((*at, "config")), of)


def _tags(said: Fields) -> list[str]:
    """Of a model or a column, in either of their places."""
    config = fields_of(said.get("config"))
    found: list[str] = []
    for tags in (said.get("tags"), config.get("tags")):
        found += map(str, [tags] if isinstance(tags, str) else items_of(tags))
    return found
