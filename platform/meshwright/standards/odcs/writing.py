"""A product as one contract in Bitol's ODCS 3.1: all of its tables, as they are deployed.

Source: bitol-io/open-data-contract-standard, v3.1.0.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from meshwright.plan import names
from meshwright.specs.environment import Environment
from meshwright.specs.models import Column, DataProduct, Table
from meshwright.standards.forms import form_fields
from meshwright.standards.odcs.kept import with_kept
from meshwright.standards.odcs.quality import enum_rule, levels, rule
from meshwright.standards.odcs.references import relationships
from meshwright.standards.odcs.types import property_type
from meshwright.standards.support import channels
from meshwright.standards.terms import LICENSE, described, priced

Fields = dict[str, Any]
API_VERSION = "v3.1.0"
CONTRACT_FIELDS = frozenset(
    (
        *("apiVersion", "authoritativeDefinitions", "context", "contractCreatedTs"),
        *("customProperties", "dataProduct", "description", "domain", "id", "kind", "name"),
        *("price", "roles", "schema", "servers", "slaDefaultElement", "slaProperties", "status"),
        *("support", "tags", "team", "tenant", "version"),
    )
)
"""Of the contract itself; its schema knows no others."""
EXTENSION = "odcs"
"""The extension that holds what a contract said and a spec cannot."""


def contract(product: DataProduct, environment: Environment) -> Fields:
    """The contract of a product in an environment, with what it said when it was imported.

    What stands there and is no field of a contract is a property of one's own, as all that is free.
    """
    found = product.spec.extensions.get(EXTENSION)
    kept = cast("Fields", found) if isinstance(found, Mapping) else {}
    written = plain_contract(product, environment)
    beyond = {name: value for name, value in kept.items() if name not in CONTRACT_FIELDS}
    custom = [*written.get("customProperties", ()), *_custom(beyond)]
    known = {name: value for name, value in kept.items() if name in CONTRACT_FIELDS}
    return with_kept({**written, **_if("customProperties", custom)}, known)


def contract_id(product: DataProduct) -> Any:
    """By what the contract of a product is known: what it said of itself when it was imported."""
    kept = product.spec.extensions.get(EXTENSION)
    return kept.get("id", product.id) if isinstance(kept, Mapping) else product.id  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]


def plain_contract(product: DataProduct, environment: Environment) -> Fields:
    """The contract as far as the spec itself says it."""
    spec, place = product.spec, environment.place_of(product.domain.id)
    database = names.database_of(product)
    free = {k: v for k, v in spec.extensions.items() if k != EXTENSION}
    extensions = {**free, **_if(LICENSE, spec.terms.license)}
    return {
        "apiVersion": API_VERSION,
        "kind": "DataContract",
        "id": product.id,
        "name": spec.business_name or product.name,
        "version": spec.version,
        "status": spec.status.value,
        "domain": product.domain.id,
        "dataProduct": product.name,
        "description": {"purpose": spec.description, **described(spec.terms)},
        **_if("tags", list(spec.tags)),
        "servers": [
            {
                "server": environment.name,
                "type": "glue",
                "environment": environment.name,
                "account": place.account,
                "database": database,
                "location": f"s3://{names.bucket_of(product, place)}/",
            }
        ],
        "schema": [_table(product, n, t) for n, t in product.tables.items()],
        **_if("support", channels(product.support)),
        **_if("price", priced(spec.terms.price)),
        "team": {"name": product.owner},
        **_if("slaProperties", levels(spec.sla)),
        **_if("customProperties", [*_custom(extensions)]),
    }


def _if(name: str, value: Any) -> Fields:
    """A field, where there is something to say."""
    return {name: value} if value else {}


def _custom(said: Mapping[str, Any]) -> Iterator[Fields]:
    for name, value in said.items():
        yield {"property": name, "value": value}


def _table(product: DataProduct, name: str, table: Table) -> Fields:
    said = {
        "meshDatabase": names.database_of(product),
        "meshFormat": table.format,
    }
    return {
        "name": name,
        "physicalName": name,
        "physicalType": "table",
        "logicalType": "object",
        **_if("businessName", table.business_name),
        **_if("description", table.description),
        "properties": [_column(product, table, n, c) for n, c in table.columns.items()],
        **_if("quality", [rule(each) for each in table.quality]),
        "customProperties": [*_custom(said)],
    }


def _column(product: DataProduct, table: Table, name: str, column: Column) -> Fields:
    quality = [rule(each) for each in column.quality]
    if column.enum:
        quality.append(enum_rule(column.enum))
    return {
        "name": name,
        "physicalName": name,
        **_if("businessName", column.business_name),
        **_typed(column),
        **_if("description", column.description),
        **_if("required", column.required),
        **_if("unique", column.unique),
        **_if("relationships", relationships(product, column)),
        **_position(table.primary_key, name, "primaryKey", "primaryKeyPosition"),
        **_position(table.partition_by, name, "partitioned", "partitionKeyPosition"),
        "classification": product.classification_of(column).value,
        **_if("tags", ["pii"] if column.pii else []),
        **_if("quality", quality),
    }


def _typed(column: Column) -> Fields:
    """The type of a column, and how its texts look."""
    said = property_type(column.type)
    options = {**said.get("logicalTypeOptions", {}), **form_fields(column)}
    return {**said, **_if("logicalTypeOptions", options)}


def _position(listed: tuple[str, ...], name: str, flag: str, position: str) -> Fields:
    return {flag: True, position: listed.index(name) + 1} if name in listed else {}
