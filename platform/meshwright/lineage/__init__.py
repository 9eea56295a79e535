"""The queries of derived tables: what is wrong with them, and what each column is made of.

sqlglot is loaded with `derived`, which is imported where a product has a query.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["check", "derived", "graph"]
