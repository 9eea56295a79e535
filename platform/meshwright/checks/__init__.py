"""Findings across specs: references, circles, agreements, origins and trust."""

from meshwright.checks.check import check_mesh

__all__ = ["check_mesh"]
