"""Findings across specs: references, circles, agreements, origins and trust."""

from meshwright.checks.check import check_mesh

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["account", "backends", "check_mesh", "codes", "origins", "secrets", "wanted"]
