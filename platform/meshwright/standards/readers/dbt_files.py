"""What files of dbt say of models, as both kinds say it; and the kind that people write, in YAML.

Source: docs.getdbt.com, "Model properties", "Data tests", "Constraints".
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from meshwright.errors import Position
from meshwright.specs.source import Path, Source
from meshwright.specs.yaml import read_yaml
from meshwright.standards.readers.draft import Draft
from meshwright.standards.readers.json_schema_parts import fields_of, items_of
from meshwright.wording import shown

Fields = Mapping[str, Any]
BESIDE = (
    *("sources", "exposures", "metrics", "semantic_models", "saved_queries", "unit_tests"),
    "functions",
)
"""What both kinds of file have beside models, each by the name of its list."""
PLURAL_ONLY = ("seeds", "snapshots")
OF_SOURCES = ("name", "description", "tables", "meta", "config")


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
    called: tuple[str, ...] = ()
    """What else chooses it, such as the name that its versions share."""


@dataclass(slots=True)
class Project:
    """What one file says."""

    source: Source
    models: list[Model]
    name: str = ""
    adapter: str = ""
    owners: Mapping[str, str] = field(default_factory=dict[str, str])
    """Whom to write to, by groups."""
    description: str = ""
    latest: Mapping[str, str] = field(default_factory=dict[str, str])
    """By names of models: which of its versions is called by the name alone."""
    relations: Mapping[str, str] = field(default_factory=dict[str, str])
    """Names of tables by what the database calls them."""


def read_properties(content: bytes, path: str, draft: Draft) -> Project:
    """What a file of properties says of models or, without any, of the tables of sources."""
    document = read_yaml(content, path)
    draft.noted += document.findings
    if document.value is None:
        return Project(document.source, [])
    return _properties(document.value, document.source, draft)


def _properties(root: Fields, source: Source, draft: Draft) -> Project:
    listed = [*_tables(root.get("models"), ("models",))]
    groups = items_of(root.get("groups"))
    owners = owners_of(groups, draft, lambda number: source.at("groups", number))
    project = Project(source, listed, owners=owners)
    if not listed:
        for at, each in enumerate(items_of(root.get("sources"))):
            said = fields_of(each)
            listed += _tables(said.get("tables"), ("sources", at, "tables"))
            project.description = project.description or str(said.get("description") or "")
            owner = meta_of(said).get("owner")
            for word in said:
                if word not in OF_SOURCES:
                    draft.leave_out(f"{shown(word)} of a source", source.at("sources", at, word))
            project.owners = {**project.owners, **({"": owner} if owner else {})}
    rest = {name: value for name, value in root.items() if root.get("models") or name != "sources"}
    told_beside(rest, source, draft)
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
                arguments = fields_of(inner.get("arguments")) or inner
                yield Test(name, arguments, place, is_conditional(config))


def is_conditional(config: Fields) -> bool:
    """Whether a test holds for some rows alone, only warns, or lets some rows fail."""
    is_warning = str(config.get("severity")).lower() == "warn"
    lets_fail = str(config.get("error_if") or "!= 0").replace(" ", "") not in ("!=0", ">0")
    return bool(config.get("where")) or is_warning or lets_fail


def owners_of(groups: Sequence[Any], draft: Draft, at: Callable[[int], Position]) -> dict[str, str]:
    """Whom to write to, by the names of groups; their name where there is no address."""
    found: dict[str, str] = {}
    for number, each in enumerate(groups):
        owner = fields_of(fields_of(each).get("owner"))
        said = owner.get("email")
        emails = items_of(said) or [said]
        found[str(fields_of(each).get("name"))] = str(emails[0] or owner.get("name") or "")
        if len(emails) > 1:
            draft.leave_out("another address of a group's owner", at(number))
        for word in owner:
            if word not in ("name", "email"):
                draft.leave_out(f"{shown(word)} of a group's owner", at(number))
    return found


def told_beside(root: Fields, source: Source, draft: Draft) -> None:
    for word in (*BESIDE, *PLURAL_ONLY):
        found = root.get(word)
        steps = [*fields_of(found)] or [*range(len(items_of(found)))]
        for step in steps:
            draft.leave_out(f"an entry of {shown(word)}", source.at(word, step))


def meta_of(said: Fields) -> Fields:
    """What people have said of a thing beside, in either of its places."""
    return {**fields_of(said.get("meta")), **fields_of(fields_of(said.get("config")).get("meta"))}
