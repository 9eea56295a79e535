"""Declarations as resources of the engine; nothing is decided here."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["plan_file", "stack"]
