"""What the local AWS remembers of the calls that it let pass, as CloudTrail would tell them."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["log", "reading", "serving"]
