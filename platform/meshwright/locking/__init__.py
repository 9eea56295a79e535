"""`mesh lock`: the ids of Iceberg's fields, written beside the specs that they belong to."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["lock"]
