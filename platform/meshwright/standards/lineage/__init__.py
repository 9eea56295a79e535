"""Lineage as others take it: a graph of what was asked for, drawn, written or sent as events."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["facets", "graph", "layers", "mermaid", "openlineage", "svg", "text"]
