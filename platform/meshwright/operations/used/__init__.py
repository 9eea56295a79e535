"""Which agreements are used, by whom and when last: told from what a trail says of accesses."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["answer", "notes", "usage"]
