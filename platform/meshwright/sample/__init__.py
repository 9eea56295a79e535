"""The example mesh's real rows: files that are fetched, and the tables for which they land.

What becomes of them is the mesh's own: they are sent as any file, and made rows as any.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["dataset", "deliveries", "tables", "values"]
