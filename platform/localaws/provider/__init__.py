"""The stand-in for the official AWS plugin: a Pulumi provider for the local AWS alone."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["process", "settings"]
