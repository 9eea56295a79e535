"""A column's declared type in the words of duckdb, which computes its values."""

from collections.abc import Mapping

from meshwright.specs.types import ColumnType

# A uuid is stored as its text: neither Glue nor Parquet readers know more of it.
DUCKDB: Mapping[str, str] = {
    "string": "VARCHAR",
    "boolean": "BOOLEAN",
    "int": "INTEGER",
    "bigint": "BIGINT",
    "float": "FLOAT",
    "double": "DOUBLE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMP WITH TIME ZONE",
    "binary": "BLOB",
    "uuid": "VARCHAR",
}


def duckdb_type(declared: ColumnType) -> str:
    """The type as duckdb's SQL says it, such as `STRUCT("city" VARCHAR)`."""
    inner = [duckdb_type(argument) for argument in declared.arguments]
    match declared.name:
        case "decimal":
            return f"DECIMAL({declared.precision},{declared.scale})"
        case "array":
            return f"{inner[0]}[]"
        case "map":
            return f"MAP({inner[0]}, {inner[1]})"
        case "struct":
            pairs = [f'"{name}" {text}' for name, text in zip(declared.fields, inner, strict=True)]
            return f"STRUCT({', '.join(pairs)})"
        case name:
            return DUCKDB[name]


_FAMILIES: Mapping[str, str] = {
    "VARCHAR": "text",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "BLOB": "binary",
    '"NULL"': "nothing",
    "NULL": "nothing",
    "FLOAT": "number",
    "DOUBLE": "number",
    "DECIMAL": "number",
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), "number"),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"), "number"),
}


def family(duckdb_name: str) -> str:
    """What kind of value a duckdb type holds; no value is converted from one kind to another."""
    if duckdb_name.endswith("[]"):
        return "array"
    head = duckdb_name.split("(", 1)[0]
    return _FAMILIES.get(head, head.lower())
