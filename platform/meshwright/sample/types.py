"""What kind of value a duckdb type holds."""

from collections.abc import Mapping

_FAMILIES: Mapping[str, str] = {
    "VARCHAR": "text",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    # Both are kept in UTC: Athena knows no other timestamp of a table.
    "TIMESTAMP WITH TIME ZONE": "timestamp",
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
