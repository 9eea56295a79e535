"""Rules as policy packs of the engine."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["pack"]
