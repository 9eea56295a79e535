"""The mesh as people browse it: what there is, who owns it, what it is made of and who reads it."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = [
    "deployed",
    "exchange",
    "merging",
    "model",
    "others",
    "plain",
    "portal",
    "promises",
    "results",
    "run_events",
    "samples",
    "scores",
    "search",
    "source",
]
