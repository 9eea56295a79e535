"""The states of stacks in a backend, and what lies beside them."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["checkpoint", "file_store", "records", "renaming", "store"]
