"""A database of a live Glue catalog, into the spec and the lock of a new product.

What is there is asked elsewhere and handed in as values; what cannot be carried is named.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["codes", "found", "imported", "tables"]
