"""What is asked of the account before a run, and read back after it."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["account", "lake", "settings"]
