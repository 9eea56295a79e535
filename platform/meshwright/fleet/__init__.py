"""A mesh over many jobs: which of its stacks a change concerns, and who brings up which of them.

Nothing here knows an engine or a cloud; git is asked in `since` alone.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["affected", "manifests", "shards", "since", "weights"]
