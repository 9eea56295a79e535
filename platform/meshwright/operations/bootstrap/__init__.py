"""An account made ready by its template: the change set, its execution, and what is there after."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["apply", "changes", "readback", "stack"]
