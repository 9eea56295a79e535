"""The formats in which a product is given to other tools: a table of pure writers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from meshwright.specs.environment import Environment
from meshwright.specs.models import DataProduct, Mesh
from meshwright.standards import athena_ddl, avro, dbt, dprod, json_schema, odps
from meshwright.standards.odcs.writing import contract
from meshwright.standards.spec_text import spec_text
from meshwright.visible import json_text

Write = Callable[[Mesh, DataProduct, Environment], str]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what it is called, how its files end, and who writes them."""

    name: str
    title: str
    suffix: str
    write: Write
    """The text of a product as an environment deploys it; the same for the same specs."""

    def file_name(self, product: DataProduct) -> str:
        return f"{product.id}{self.suffix}"


def _json(document: Any) -> str:
    return json_text(document, indent=2) + "\n"


def _odcs(_mesh: Mesh, product: DataProduct, environment: Environment) -> str:
    return spec_text(contract(product, environment))


def _odps(mesh: Mesh, product: DataProduct, environment: Environment) -> str:
    return spec_text(odps.data_product(mesh, product, environment))


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


ALL_FORMATS = (
    Format("odcs", "Bitol Open Data Contract Standard 3.1", ".odcs.yaml", _odcs),
    Format("odps", "Bitol Open Data Product Standard 1.0", ".odps.yaml", _odps),
    Format("dprod", "DPROD and DCAT as JSON-LD", ".dprod.jsonld", _dprod),
    Format("jsonschema", "JSON Schema 2020-12 of rows", ".schema.json", _json_schema),
    Format("avro", "Avro records of rows", ".avsc", _avro),
    Format("ddl", "Athena's CREATE TABLE", ".sql", _ddl),
    Format("dbt", "dbt sources", ".sources.yml", _dbt),
)
FORMATS: Mapping[str, Format] = {each.name: each for each in ALL_FORMATS}
