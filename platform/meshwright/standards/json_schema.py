"""The rows of a product's tables as JSON Schema 2020-12: a definition for each table."""

from collections.abc import Mapping
from typing import Any

from meshwright.specs.models import Column, DataProduct, Table
from meshwright.specs.types import ColumnType
from meshwright.standards.forms import form_fields

Fields = dict[str, Any]
PLAIN: Mapping[str, Fields] = {
    "string": {"type": "string"},
    "boolean": {"type": "boolean"},
    "int": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
    "bigint": {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
    "float": {"type": "number"},
    "double": {"type": "number"},
    "date": {"type": "string", "format": "date"},
    # Without a zone it is no date-time of RFC 3339.
    "timestamp": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?$"},
    "timestamptz": {"type": "string", "format": "date-time"},
    "binary": {"type": "string", "contentEncoding": "base64"},
    "uuid": {"type": "string", "format": "uuid"},
}


def row_schemas(product: DataProduct) -> Fields:
    """A document for which a row of any of the tables is valid."""
    tables = {name: _table(product, t) for name, t in product.tables.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:mesh:{product.id}:{product.spec.version}",
        "title": product.spec.business_name or product.id,
        "description": product.spec.description,
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in tables],
        "$defs": tables,
    }


def _table(product: DataProduct, table: Table) -> Fields:
    return {
        "type": "object",
        **({"title": table.business_name} if table.business_name else {}),
        "description": table.description or product.spec.description,
        "properties": {n: _column(product, c) for n, c in table.columns.items()},
        "required": [n for n, c in table.columns.items() if c.required],
        "additionalProperties": False,
    }


def _column(product: DataProduct, column: Column) -> Fields:
    said: Fields = dict(_type(column.type))
    if column.enum:
        said["enum"] = list(column.enum)
    said |= form_fields(column)
    if not column.required:
        said = {"anyOf": [said, {"type": "null"}]}
    return {
        **said,
        **({"title": column.business_name} if column.business_name else {}),
        **({"description": column.description} if column.description else {}),
        "x-classification": product.classification_of(column).value,
        **({"x-pii": True} if column.pii else {}),
    }


def _type(kind: ColumnType) -> Fields:
    match kind.name:
        case "decimal":
            most = 10 ** (kind.precision - kind.scale)
            return {"type": "number", "exclusiveMinimum": -most, "exclusiveMaximum": most}
        case "array":
            return {"type": "array", "items": _nullable(kind.arguments[0])}
        case "map":
            return {"type": "object", "additionalProperties": _nullable(kind.arguments[1])}
        case "struct":
            fields = zip(kind.fields, kind.arguments, strict=True)
            properties = {name: _nullable(inner) for name, inner in fields}
            return {"type": "object", "properties": properties, "additionalProperties": False}
        case name:
            return PLAIN[name]


def _nullable(kind: ColumnType) -> Fields:
    return {"anyOf": [_type(kind), {"type": "null"}]}
