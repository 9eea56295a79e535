"""The `aws:*` types that the local provider serves: data, and four functions over AWS."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["registry", "resource_type", "shape"]
