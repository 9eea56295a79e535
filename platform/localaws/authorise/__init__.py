"""Whether the local AWS lets a caller do what is asked: what each call asks, and who decides."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["asked", "callers", "deletions", "gate", "lake"]
