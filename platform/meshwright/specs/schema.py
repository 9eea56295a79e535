"""JSON Schemas for editors, generated from the models: completion, and most mistakes underlined.

`schema/` holds them as files. They say what an editor can check of one file; `spec.load` says more.
"""

import ast
import inspect
import json
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from meshwright.specs import (
    audit,
    environment,
    filling,
    governance,
    models,
    organisation,
    waivers,
    wanted,
)
from meshwright.specs.models import agreement, product, quality, support, table, terms

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES: Mapping[str, tuple[str, type[BaseModel]]] = {
    "domain.schema.json": ("domains/<domain>/domain.yaml", models.DomainSpec),
    "product.schema.json": ("domains/<domain>/<product>/product.yaml", models.ProductSpec),
    "agreement.schema.json": (
        "domains/<domain>/<product>/access/<consumer>.yaml",
        models.AgreementSpec,
    ),
    "governance.schema.json": ("domains/<domain>/governance.yaml", governance.Governance),
    "waivers.schema.json": ("domains/<domain>/<product>/waivers.yaml", waivers.WaiversSpec),
    "wanted.schema.json": ("wanted/<name>.yaml", wanted.WantedSpec),
    "floor.schema.json": (organisation.FLOOR_FILE, organisation.FloorSpec),
    "pack.schema.json": ("policies/<pack>/pack.yaml", organisation.PackSpec),
    "environment.schema.json": (
        "platform/environments/<name>.yaml",
        environment.EnvironmentSpec,
    ),
}
Json = dict[str, Any]


def documents() -> Mapping[str, str]:
    """The text of each schema by its file's name; the same models give the same bytes."""
    modules = (
        agreement,
        product,
        quality,
        support,
        table,
        terms,
        filling,
        environment,
        audit,
        governance,
        organisation,
        waivers,
        wanted,
    )
    hints = {key: text for module in modules for key, text in _hints(module).items()}
    return {name: _text(title, model, hints) for name, (title, model) in FILES.items()}


def _text(title: str, model: type[BaseModel], hints: Mapping[tuple[str, str], str]) -> str:
    generated = model.model_json_schema(by_alias=True)
    parts: Json = generated.pop("$defs", {})
    schema = _object(generated, model.__name__, hints)
    schema["title"] = title
    definitions = {name: _object(part, name, hints) for name, part in sorted(parts.items())}
    document = {"$schema": DIALECT, **schema, "$defs": definitions}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def described(schema: Json, *modules: ModuleType) -> Json:
    """A generated schema whose fields say what the docstrings of their modules say."""
    hints = {key: text for module in modules for key, text in _hints(module).items()}
    parts = {name: _hinted(part, name, hints) for name, part in schema["$defs"].items()}
    return {**_hinted(schema, str(schema["title"]), hints), "$defs": parts}


def _object(schema: Json, name: str, hints: Mapping[tuple[str, str], str]) -> Json:
    """A model's schema, each field with what its docstring says."""
    return _hinted(_plain(schema), name, hints)


def _hinted(schema: Json, name: str, hints: Mapping[tuple[str, str], str]) -> Json:
    properties: Json = {
        field: {**value, "description": hint} if (hint := hints.get((name, field))) else value
        for field, value in schema.get("properties", {}).items()
    }
    return {**schema, "properties": properties} if properties else schema


def _plain(schema: Any) -> Any:
    """A schema without what only pydantic needs: titles, nulls that stand for absence."""
    if isinstance(schema, list):
        return [_plain(part) for part in schema]  # pyright: ignore[reportUnknownVariableType] - JSON
    if not isinstance(schema, dict):
        return schema
    parts: Json = {key: _plain(value) for key, value in schema.items() if key != "title"}  # pyright: ignore[reportUnknownVariableType] - JSON
    if "default" in parts and parts["default"] is None:
        parts = _without_null(parts)
    if isinstance(parts.get("default"), dict):
        del parts["default"]
    if "patternProperties" in parts:
        parts["additionalProperties"] = False
    return parts


def _without_null(schema: Json) -> Json:
    rest = {key: value for key, value in schema.items() if key not in {"anyOf", "default"}}
    options = [option for option in schema["anyOf"] if option != {"type": "null"}]
    return {**options[0], **rest} if len(options) == 1 else {**rest, "anyOf": options}


def _hints(module: ModuleType) -> dict[tuple[str, str], str]:
    """The docstring under each field, by the names of its class and of the field in a file."""
    tree = ast.parse(inspect.getsource(module))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return {
        (node.name, to_camel(field)): text for node in classes for field, text in _documented(node)
    }


def _documented(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for statement, following in zip(node.body, node.body[1:], strict=False):
        match statement, following:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=text)):
                yield name, inspect.cleandoc(str(text))
            case _:
                pass
