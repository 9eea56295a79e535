"""Athena's SQL: queries read, typed and translated for duckdb, and what their words are there.

It knows tables by what it is told of them, and nothing of products. sqlglot is loaded with
`reading`, which is imported where there is a query.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = [
    "codes",
    "coercion",
    "column_type",
    "context",
    "declared",
    "functions",
    "patterns",
    "queries",
    "quoting",
    "reading",
    "refused",
    "relations",
    "signatures",
    "translation",
    "value_patterns",
    "values",
]
