"""Who can read what of the mesh on one day, by which agreement or default, and who agreed to it.

The rights follow from the specs alone, as the plan's permissions do. What was asked for, written
and approved is read from git, which also has the specs of earlier days.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["answers", "asked", "entitlement", "history", "how_to_read", "past"]
