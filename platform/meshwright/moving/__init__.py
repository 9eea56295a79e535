"""A product under a new path: its folder, its lock file, and all that names it in other files.

What is deployed follows with the next `mesh up`, which finds the stack by what it holds.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["move"]
