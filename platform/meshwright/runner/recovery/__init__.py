"""What a killed run has left of a stack, found and put right."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["past", "recover", "resource_ids"]
