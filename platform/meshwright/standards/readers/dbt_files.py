"""What dbt knows of models, of its two kinds of file: a manifest, or properties in YAML.

Sources: schemas.getdbt.com, "manifest" v12 and "catalog" v1; docs.getdbt.com, "Model properties",
"Data tests", "Constraints".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from meshwright.errors import Finding, Position
from meshwright.specs.source import Path, Source
from meshwright.specs.yaml import read_yaml
from meshwright.standards.readers import codes
from meshwright.standards.readers.draft import Draft, UnusableError
from meshwright.standards.readers.json_schema_parts import fields_of, items_of
from meshwright.standards.readers.json_text import Json, read_json
from meshwright.wording import shown

Fields = Mapping[str, Any]
OTHERS = ("seed", "snapshot", "operation", "analysis", "sql_operation")
"""Kinds of nodes of a manifest that are told, and no tables here."""
BESIDE = ("sources", "exposures", "metrics", "semantic_models", "saved_queries", "unit_tests")
"""What both kinds of file have beside models, each by the name of its list."""
PLURAL_ONLY = ("seeds", "snapshots")


@dataclass(frozen=True, slots=True)
class Test:
    """A test of a model or of one of its columns."""

    name: str
    arguments: Fields
    at: Path
    is_conditional: bool = False
    """Whether it holds for some rows alone, or only warns."""


@dataclass(slots=True)
class Model:
    """A model, or a table of a source, as far as a file says it."""

    name: str
    said: Fields
    at: Path
    columns: list[tuple[str, Fields, Path]] = field(default_factory=list[tuple[str, Fields, Path]])
    tests: dict[str, list[Test]] = field(default_factory=dict[str, list[Test]])
    """By their column in small letters; those of the model itself by nothing."""
    types: Mapping[str, str] = field(default_factory=dict[str, str])
    """By columns: types that the database has told of."""


@dataclass(slots=True)
class Project:
    """What one file says."""

    source: Source
    models: list[Model]
    name: str = ""
    adapter: str = ""
    owners: Mapping[str, str] = field(default_factory=dict[str, str])
    """Mail addresses by groups."""
    description: str = ""


def read_project(content: bytes, path: str, catalog: bytes | None, draft: Draft) -> Project:
    """What a file says of models. Raises UnusableError where it is none of dbt's."""
    if PurePath(path).suffix != ".json":
        document = read_yaml(content, path)
        draft.noted += document.findings
        if document.value is None:
            return Project(document.source, [])
        return _properties(document.value, document.source, draft)
    found = read_json(content, path)
    if isinstance(found, Finding):
        draft.noted.append(found)
        return Project(Source(path), [])
    return _manifest(found, _catalog(catalog, path), draft)


def _catalog(content: bytes | None, path: str) -> Fields:
    """The nodes of the catalog that lies beside a manifest."""
    if content is None:
        return {}
    beside = str(PurePath(path).with_name("catalog.json"))
    found = read_json(content, beside)
    if isinstance(found, Finding):
        raise UnusableError(codes.UNREADABLE, found.position, found.message)
    return fields_of(fields_of(found.value).get("nodes"))


def _manifest(document: Json, catalog: Fields, draft: Draft) -> Project:
    root, source = fields_of(document.value), document.source
    metadata = fields_of(root.get("metadata"))
    if "/manifest/" not in str(metadata.get("dbt_schema_version")):
        message = "it is no manifest of dbt: its metadata names no schema of one"
        raise UnusableError(codes.UNREADABLE, source.at("metadata"), message)
    nodes = fields_of(root.get("nodes"))
    own = metadata.get("project_name")
    models = {
        name: _node(fields_of(each), ("nodes", name), fields_of(catalog.get(name)))
        for name, each in nodes.items()
        if _is_model(fields_of(each), own)
    }
    for name, each in nodes.items():
        _attach(models, fields_of(each), ("nodes", name))
        if (kind := fields_of(each).get("resource_type")) in OTHERS:
            draft.leave_out(f"a node of kind {kind}", source.at("nodes", name))
    _told_beside(root, source, draft)
    adapter = str(metadata.get("adapter_type") or "")
    groups = fields_of(root.get("groups")).values()
    return Project(source, [*models.values()], str(own or ""), adapter, _owners([*groups]))


def _is_model(said: Fields, project: Any) -> bool:
    config = fields_of(said.get("config"))
    return (
        said.get("resource_type") == "model"
        and (project is None or said.get("package_name") == project)
        and config.get("materialized") != "ephemeral"
    )


def _node(said: Fields, at: Path, catalog: Fields) -> Model:
    model = Model(str(said.get("name")), said, at)
    known = fields_of(said.get("columns"))
    for name, each in known.items():
        model.columns.append((name, fields_of(each), (*at, "columns", name)))
    told = {
        name.lower(): fields_of(each) for name, each in fields_of(catalog.get("columns")).items()
    }
    model.types = {name: str(each.get("type") or "") for name, each in told.items()}
    named = {name.lower() for name in known}
    # Columns that nobody has described are there all the same.
    model.columns += [(name, {}, at) for name in model.types if name not in named]
    return model


def _attach(models: Mapping[str, Model], said: Fields, at: Path) -> None:
    """Gives a test to its model."""
    metadata = fields_of(said.get("test_metadata"))
    model = models.get(str(said.get("attached_node")))
    if said.get("resource_type") != "test" or model is None:
        return
    config = fields_of(said.get("config"))
    conditional = bool(config.get("where")) or str(config.get("severity")).lower() == "warn"
    test = Test(_test_name(said, metadata), fields_of(metadata.get("kwargs")), at, conditional)
    model.tests.setdefault(str(said.get("column_name") or "").lower(), []).append(test)


def _test_name(said: Fields, metadata: Fields) -> str:
    namespace, name = metadata.get("namespace"), str(metadata.get("name") or said.get("name"))
    return f"{namespace}.{name}" if namespace else name


def _properties(root: Fields, source: Source, draft: Draft) -> Project:
    listed = [*_tables(root.get("models"), ("models",))]
    project = Project(source, listed, owners=_owners(items_of(root.get("groups"))))
    if not listed:
        for at, each in enumerate(items_of(root.get("sources"))):
            said = fields_of(each)
            listed += _tables(said.get("tables"), ("sources", at, "tables"))
            project.description = project.description or str(said.get("description") or "")
            owner = meta_of(said).get("owner")
            project.owners = {**project.owners, **({"": owner} if owner else {})}
    rest = {name: value for name, value in root.items() if root.get("models") or name != "sources"}
    _told_beside(rest, source, draft)
    return project


def _tables(listed: Any, path: Path) -> Iterator[Model]:
    for at, each in enumerate(items_of(listed)):
        said = fields_of(each)
        model = Model(str(said.get("name") or ""), said, (*path, at))
        model.tests[""] = [*_tests(said, model.at)]
        for number, column in enumerate(items_of(said.get("columns"))):
            place = (*model.at, "columns", number)
            name = str(fields_of(column).get("name") or "")
            model.columns.append((name, fields_of(column), place))
            model.tests.setdefault(name.lower(), []).extend(_tests(fields_of(column), place))
        yield model


def _tests(said: Fields, at: Path) -> Iterator[Test]:
    for word in ("data_tests", "tests"):
        for number, each in enumerate(items_of(said.get(word))):
            place = (*at, word, number)
            if isinstance(each, str):
                yield Test(each, {}, place)
            for name, value in fields_of(each).items():
                inner = fields_of(value)
                config = fields_of(inner.get("config")) or inner
                conditional = bool(config.get("where")) or config.get("severity") == "warn"
                arguments = fields_of(inner.get("arguments")) or inner
                yield Test(name, arguments, place, conditional)


def _owners(groups: Sequence[Any]) -> dict[str, str]:
    found = ((fields_of(each).get("name"), fields_of(each).get("owner")) for each in groups)
    return {str(name): str(fields_of(owner).get("email") or "") for name, owner in found}


def _told_beside(root: Fields, source: Source, draft: Draft) -> None:
    for word in (*BESIDE, *PLURAL_ONLY):
        found = root.get(word)
        steps = [*fields_of(found)] or [*range(len(items_of(found)))]
        for step in steps:
            draft.leave_out(f"an entry of {shown(word)}", source.at(word, step))


def meta_of(said: Fields) -> Fields:
    """What people have said of a thing beside, in either of its places."""
    return {**fields_of(said.get("meta")), **fields_of(fields_of(said.get("config")).get("meta"))}


def position(project: Project, path: Path) -> Position:
    return project.source.at(*path)
