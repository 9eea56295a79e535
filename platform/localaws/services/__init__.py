"""AWS's services as callers: what they ask of one another, as the roles that trust them."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["inside", "trust"]
