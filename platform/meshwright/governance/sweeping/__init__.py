"""Rules over the states of stacks that are deployed."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["sweep"]
