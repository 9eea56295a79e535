"""What other tools read of a mesh: lineage as pictures and events, specs in the words of standards.

Each writer is a pure function from specs to text; none asks a clock, a disk or a network.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["exports", "glue", "lineage", "odcs", "readers", "selection"]
