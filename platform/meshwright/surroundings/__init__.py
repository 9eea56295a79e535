"""What a person's shell and home hold for others, and what of it our processes inherit.

The standard library only: the set-up of .venv reads it too.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["inherited", "table"]
