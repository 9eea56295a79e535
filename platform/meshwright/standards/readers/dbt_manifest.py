"""What a manifest of dbt, and the catalog beside it, say of models: as people said it to dbt.

A manifest says all defaults too. What nobody has set is left away, so that what remains is as in
a file of properties. Sources: schemas.getdbt.com, "manifest" v12 and "catalog" v1;
docs.getdbt.com, "Model versions".
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

from meshwright.errors import Finding
from meshwright.specs.source import Path, Source
from meshwright.standards.readers import codes
from meshwright.standards.readers.dbt_files import (
    Fields,
    Model,
    Project,
    Test,
    is_conditional,
    meta_of,
    owners_of,
    told_beside,
)
from meshwright.standards.readers.draft import Draft, UnusableError
from meshwright.standards.readers.json_schema_parts import fields_of, items_of
from meshwright.standards.readers.json_text import Json, read_json
from meshwright.wording import shown

OF_MODELS = ("description", "constraints", "tags", "group", "raw_code", "deprecation_date")
NOT_SAID: tuple[Any, ...] = (None, "", [], {})
DERIVED = ("doc_blocks", "index", "name")
"""Words of a column that dbt itself has written."""


def read_manifest(content: bytes, path: str, catalog: bytes | None, draft: Draft) -> Project:
    """What a manifest says. Raises UnusableError where it is none of dbt's."""
    found = read_json(content, path)
    if isinstance(found, Finding):
        draft.noted.append(found)
        return Project(Source(path), [])
    return _Manifest(found, _catalog(catalog, path), draft).project()


def _catalog(content: bytes | None, path: str) -> Fields:
    """The nodes of the catalog that lies beside a manifest."""
    if content is None:
        return {}
    beside = str(PurePath(path).with_name("catalog.json"))
    found = read_json(content, beside)
    if isinstance(found, Finding):
        raise UnusableError(codes.UNREADABLE, found.position, found.message)
    return fields_of(fields_of(found.value).get("nodes"))


class _Manifest:
    """Reads one manifest."""

    def __init__(self, document: Json, catalog: Fields, draft: Draft) -> None:
        self._root = fields_of(document.value)
        self._source = document.source
        self._metadata = fields_of(self._root.get("metadata"))
        self._catalog = catalog
        self._draft = draft

    def project(self) -> Project:
        if "/manifest/" not in str(self._metadata.get("dbt_schema_version")):
            message = "it is no manifest of dbt: its metadata names no schema of one"
            raise UnusableError(codes.UNREADABLE, self._source.at("metadata"), message)
        models = {
            unique: _model(said, ("nodes", unique), fields_of(self._catalog.get(unique)))
            for unique, said in self._nodes("nodes")
            if self._why_no_table(said) is None
        }
        for unique, said in self._nodes("nodes"):
            if said.get("resource_type") == "test":
                self._attach(models, said, ("nodes", unique))
            elif why := self._why_no_table(said):
                self._draft.leave_out(why, self._source.at("nodes", unique))
        for unique, disabled in fields_of(self._root.get("disabled")).items():
            for kind in {str(fields_of(d).get("resource_type")) for d in items_of(disabled)}:
                self._draft.leave_out(f"a disabled {kind}", self._source.at("disabled", unique))
        told_beside(self._root, self._source, self._draft)
        return self._with(models)

    def _nodes(self, word: str) -> Iterator[tuple[str, Fields]]:
        for unique, said in fields_of(self._root.get(word)).items():
            yield unique, fields_of(said)

    def _with(self, models: Mapping[str, Model]) -> Project:
        groups = [*self._nodes("groups")]
        owners = owners_of(
            [said for _, said in groups],
            self._draft,
            lambda number: self._source.at("groups", groups[number][0]),
        )
        latest = {
            str(said["name"]): str(said["latest_version"])
            for _, said in self._nodes("nodes")
            if said.get("latest_version") is not None
        }
        return Project(
            self._source,
            # dbt lists them as it finds their files, another time in another order.
            sorted(models.values(), key=lambda model: model.name),
            str(self._metadata.get("project_name") or ""),
            str(self._metadata.get("adapter_type") or ""),
            owners,
            latest=latest,
            relations=dict(self._relations()),
        )

    def _relations(self) -> Iterator[tuple[str, str]]:
        for word in ("nodes", "sources"):
            for _, said in self._nodes(word):
                if name := said.get("relation_name"):
                    yield relation(str(name)), table_name(said)

    def _why_no_table(self, said: Fields) -> str | None:
        """What a node is that becomes no table; None for a model that does."""
        kind, own = said.get("resource_type"), self._metadata.get("project_name")
        if kind != "model":
            return f"a node of kind {kind}"
        if own is not None and said.get("package_name") != own:
            return f"a model of the package {shown(str(said.get('package_name')))}"
        if fields_of(said.get("config")).get("materialized") == "ephemeral":
            return "an ephemeral model, which is no table,"
        return None

    def _attach(self, models: Mapping[str, Model], said: Fields, at: Path) -> None:
        """Gives a test to its model."""
        metadata = fields_of(said.get("test_metadata"))
        namespace, name = metadata.get("namespace"), str(metadata.get("name") or said.get("name"))
        full = f"{namespace}.{name}" if namespace else name
        model = models.get(str(said.get("attached_node")))
        if model is None:
            self._draft.leave_out(
                f"a test {shown(full)} of what is no table here", self._source.at(*at)
            )
            return
        conditional = is_conditional(fields_of(said.get("config")))
        test = Test(full, fields_of(metadata.get("kwargs")), at, conditional)
        # A column whose name is always quoted is called by its quoted name.
        column = unquoted(str(said.get("column_name") or "")).lower()
        model.tests.setdefault(column, []).append(test)


def table_name(said: Fields) -> str:
    """What a model's table is called here: its latest version by the name that all share."""
    name, version = str(said.get("name")), said.get("version")
    is_latest = version is None or str(version) == str(said.get("latest_version"))
    return name if is_latest else f"{name}_v{version}"


def relation(text: str) -> str:
    """A database's name of a table without quotes, in small letters."""
    return re.sub(r"[\"`\[\]\s]", "", text).lower()


def unquoted(name: str) -> str:
    return name.strip('"`[]')


def _model(said: Fields, at: Path, catalog: Fields) -> Model:
    alias, name = said.get("alias"), table_name(said)
    words = {word: said[word] for word in OF_MODELS if said.get(word) not in NOT_SAID}
    config = {
        word: value
        for word, value in fields_of(said.get("unrendered_config")).items()
        if word not in ("meta", "tags", "group", "alias") and value not in NOT_SAID
    }
    physical = {"alias": alias} if alias and alias != name else {}
    shared = str(said.get("name"))
    model = Model(name, {**words, **physical, "meta": meta_of(said), "config": config}, at)
    model.called = (shared, f"{shared}.v{said.get('version')}")
    named: Fields = fields_of(said.get("columns"))
    told = {n.lower(): fields_of(each) for n, each in fields_of(catalog.get("columns")).items()}
    model.types = {name: str(each.get("type") or "") for name, each in told.items()}
    for column, each in named.items():
        comment = told.get(column.lower(), {}).get("comment")
        model.columns.append((column, _column(fields_of(each), comment), (*at, "columns", column)))
    described = {name.lower() for name in named}
    # Columns that nobody has described are there all the same.
    model.columns += [
        (_as_written(str(each.get("name") or column)), _column({}, each.get("comment")), at)
        for column, each in told.items()
        if column not in described
    ]
    return model


def _as_written(name: str) -> str:
    """A name in small letters where a database has made all of them large."""
    return name.lower() if name == name.upper() else name


def _column(said: Fields, comment: Any) -> Fields:
    found = {
        word: value for word, value in said.items() if word not in DERIVED and value not in NOT_SAID
    }
    settings = fields_of(found.get("config")).items()
    found["config"] = {word: value for word, value in settings if value not in NOT_SAID}
    return {"description": comment, **found} if comment else found
