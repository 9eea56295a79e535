"""A change against its base: what git says, the base as today's code judges it, what differs.

`base_commit` reads and plans the base, and is the only place that does. What compares is pure.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["access", "agreements", "base_commit", "effects", "products", "scope", "since", "tables"]
