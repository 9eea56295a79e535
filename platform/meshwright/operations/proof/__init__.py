"""Whether the access that was agreed, the planned one and the one in force are the same."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["codes", "planned", "prove", "repair", "values"]
