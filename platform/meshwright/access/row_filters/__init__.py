"""The language of row filters: read to a tree, fitted to a table's columns, and written anew.

It is the subset of PartiQL that Lake Formation takes, and of that what Athena, Redshift and duckdb
read alike. What a user wrote never reaches a service: only what `writing` makes of the tree does.
AWS: Lake Formation developer guide, "PartiQL support in row filter expressions" (partiql-support).
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["fitting", "reading", "tree", "writing"]
