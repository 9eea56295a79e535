"""What a mesh tells other portals of itself: an entry a product, and a list of them; pure.

It is version 2 of the catalog entry, written beside the pages of a portal: all that is shown of a
product but for what git, runs and findings say. Version 1, a resource of the product's stack, says
what one stack's plan knows; lineage and rights need the whole mesh. An entry names its own digest.
"""

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal, TypeVar, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass
from pydantic_core import from_json

from meshwright.catalog import model
from meshwright.ids import product_in
from meshwright.lineage.graph import Edge
from meshwright.plan.declaration import canonical
from meshwright.specs.made_before import once
from meshwright.specs.schema import described

FOLDER, INDEX = "entries", "entries/index.json"
VERSION = "mesh/catalog-entry/v2"
LARGEST = 16_000_000
"""Bytes of an entry that is read: what is larger was not written by a mesh."""
_CAMEL = ConfigDict(alias_generator=to_camel, validate_by_name=True)


@dataclass(frozen=True, kw_only=True, config=_CAMEL)
class Entry:
    """One product, who may read it, and what its columns are made of."""

    api_version: Literal["mesh/catalog-entry/v2"] = VERSION
    digest: str = ""
    """SHA-256 of the entry's canonical JSON without this field."""
    product: model.Product
    rights: tuple[model.Right, ...] = ()
    edges: tuple[Edge, ...] = ()
    """What goes into its columns and its rows."""


@dataclass(frozen=True, kw_only=True, config=_CAMEL)
class Index:
    """Whose entries there are."""

    api_version: Literal["mesh/catalog-entry/v2"] = VERSION
    environment: str
    account: str
    region: str
    as_of: date
    domains: tuple[model.Domain, ...]
    entries: tuple[str, ...]
    """Ids of the products."""


class UnreadError(Exception):
    """Why a document is not read, for people."""


Form = TypeVar("Form", Entry, Index)
_ENTRY, _INDEX = TypeAdapter(Entry), TypeAdapter(Index)


def documents(catalog: model.Catalog) -> Iterator[tuple[str, str]]:
    """The files of a mesh's entries, by their paths in its portal."""
    rights: dict[str, list[model.Right]] = {}
    for right in catalog.rights:
        rights.setdefault(right.product, []).append(right)
    edges = _edges(catalog)
    for id_, product in catalog.products.items():
        own = tuple(rights.get(id_, ())), tuple(edges.get(id_, ()))
        yield entry_path(id_), once(_signed, id_, product, *own)
    index = Index(
        environment=catalog.environment,
        account=catalog.account,
        region=catalog.region,
        as_of=catalog.as_of,
        domains=tuple(catalog.domains.values()),
        entries=tuple(catalog.products),
    )
    yield INDEX, canonical(_INDEX.dump_python(index, mode="json", by_alias=True)).decode()


def schemas() -> Mapping[str, str]:
    """The JSON Schema of an entry, by the path it is kept under."""
    generated = _ENTRY.json_schema(by_alias=True, mode="serialization")
    told = described(generated, sys.modules[__name__], model)
    titled = {"$schema": "https://json-schema.org/draft/2020-12/schema", **told}
    text = json.dumps(titled, indent=2, ensure_ascii=False) + "\n"
    return {"schema/catalog-entry.v2.schema.json": text}


def entry_path(product: str) -> str:
    return f"{FOLDER}/{product}.json"


def read_index(text: bytes) -> Index:
    """Raises UnreadError for what is none."""
    return _read(_INDEX, _document(text))


def read_entry(text: bytes) -> Entry:
    """Raises UnreadError for what is none, or not as it was written."""
    document = _document(text)
    found = _read(_ENTRY, document)
    if found.digest != _digest(document):
        raise UnreadError("it is not as it was written: its digest is another")
    return found


def _edges(catalog: model.Catalog) -> Mapping[str, list[Edge]]:
    found: dict[str, list[Edge]] = {}
    for edge in catalog.column_edges:
        found.setdefault(product_in(edge.target), []).append(edge)
    return found


def _signed(
    product: model.Product, rights: tuple[model.Right, ...], edges: tuple[Edge, ...]
) -> str:
    told = Entry(product=product, rights=rights, edges=edges)
    document = _ENTRY.dump_python(told, mode="json", by_alias=True)
    return canonical({**document, "digest": _digest(document)}).decode()


def _digest(document: Mapping[str, Any]) -> str:
    told = {name: value for name, value in document.items() if name != "digest"}
    return hashlib.sha256(canonical(told)).hexdigest()


def _document(text: bytes) -> dict[str, Any]:
    if len(text) > LARGEST:
        raise UnreadError(f"it is larger than {LARGEST:,} bytes")
    try:
        # Nests no deeper than what can be written again.
        document: Any = from_json(text)
    except ValueError as error:
        raise UnreadError("it is no JSON") from error
    if not isinstance(document, dict):
        raise UnreadError("it is no catalog entry")
    told = cast("dict[str, Any]", document)
    version = told.get("apiVersion")
    if version != VERSION:
        raise UnreadError(f"it is of another version than {VERSION}: {version}")
    return told


def _read(form: TypeAdapter[Form], document: Mapping[str, Any]) -> Form:
    try:
        return form.validate_python(document, strict=False)
    except ValidationError as error:
        first = error.errors()[0]
        path = first["loc"]
        where = ".".join(map(str, path))
        raise UnreadError(f"it is no catalog entry: {where}: {first['msg']}") from error
