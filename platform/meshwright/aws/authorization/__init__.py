"""How AWS decides whether a request is allowed: policies, their conditions, and who asks."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = [
    "access_points",
    "caller",
    "conditions",
    "decision",
    "document",
    "evaluate",
    "request",
    "sameness",
    "wildcards",
]
