"""The formats in which a product is given to other tools: a table of pure writers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from meshwright.specs.environment import Environment
from meshwright.specs.models import DataProduct, Mesh
from meshwright.standards import athena_ddl, avro, backstage, dbt, dprod, dqdl, json_schema, odps
from meshwright.standards.odcs.writing import contract
from meshwright.standards.spec_text import spec_text
from meshwright.visible import json_text

Texts = Mapping[str, str]
"""What each file holds, by its name."""
Write = Callable[[Mesh, DataProduct, Environment], str]
Files = Callable[[Mesh, DataProduct, Environment], Texts]
Share = Callable[[Mesh, Iterable[DataProduct], Iterable[str]], Texts]


def _nothing(_mesh: Mesh, _products: Iterable[DataProduct], _files: Iterable[str]) -> Texts:
    return {}


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what it is called, how its files end, and who writes them."""

    name: str
    title: str
    suffix: str
    files: Files
    """A product's files as an environment deploys it; the same for the same specs."""
    shared: Share = _nothing
    """Files beside those of products, of which it is told the names."""


def _format(name: str, title: str, suffix: str, write: Write, shared: Share = _nothing) -> Format:
    """A format in which a product is one file."""

    def files(mesh: Mesh, product: DataProduct, environment: Environment) -> Texts:
        return {f"{product.id}{suffix}": write(mesh, product, environment)}

    return Format(name, title, suffix, files, shared)


def _json(document: Any) -> str:
    return json_text(document, indent=2) + "\n"


def _odcs(_mesh: Mesh, product: DataProduct, environment: Environment) -> str:
    return spec_text(contract(product, environment))


def _odps(mesh: Mesh, product: DataProduct, _environment: Environment) -> str:
    return spec_text(odps.data_product(mesh, product))


def _dprod(mesh: Mesh, product: DataProduct, environment: Environment) -> str:
    return _json(dprod.data_product(mesh, product, environment))


def _json_schema(_mesh: Mesh, product: DataProduct, _environment: Environment) -> str:
    return _json(json_schema.row_schemas(product))


def _avro(_mesh: Mesh, product: DataProduct, _environment: Environment) -> str:
    return _json(avro.records(product))


def _ddl(_mesh: Mesh, product: DataProduct, environment: Environment) -> str:
    return athena_ddl.statements(product, environment)


def _dbt(_mesh: Mesh, product: DataProduct, _environment: Environment) -> str:
    return spec_text(dbt.sources(product))


def _dqdl(_mesh: Mesh, product: DataProduct, _environment: Environment) -> Texts:
    """A file for each table: a ruleset is of one."""
    tables = product.spec.tables
    return {f"{product.id}.{name}.dqdl": dqdl.ruleset(product, name) for name in tables}


def _backstage(mesh: Mesh, product: DataProduct, environment: Environment) -> str:
    return _entities(backstage.product_entities(mesh, product, environment))


def _backstage_shared(mesh: Mesh, products: Iterable[DataProduct], files: Iterable[str]) -> Texts:
    entities = backstage.shared_entities(mesh, products, files)
    return {backstage.WHOLE_MESH: _entities(entities)}


def _entities(found: Iterable[Mapping[str, Any]]) -> str:
    return "---\n".join(map(spec_text, found))


ALL_FORMATS = (
    _format("odcs", "Bitol Open Data Contract Standard 3.1", ".odcs.yaml", _odcs),
    _format("odps", "Bitol Open Data Product Standard 1.0", ".odps.yaml", _odps),
    _format("dprod", "DPROD and DCAT as JSON-LD", ".dprod.jsonld", _dprod),
    _format("jsonschema", "JSON Schema 2020-12 of rows", ".schema.json", _json_schema),
    _format("avro", "Avro records of rows", ".avsc", _avro),
    _format("ddl", "Athena's CREATE TABLE", ".sql", _ddl),
    _format("dbt", "dbt sources", ".sources.yml", _dbt),
    Format("dqdl", "Rulesets of AWS Glue Data Quality", ".dqdl", _dqdl),
    _format("backstage", "Entities of Backstage", ".backstage.yaml", _backstage, _backstage_shared),
)
FORMATS: Mapping[str, Format] = {each.name: each for each in ALL_FORMATS}
