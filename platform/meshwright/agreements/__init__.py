"""Agreements as a person works with them: which there are, and their files in the working tree."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["asking", "choices", "ending", "listing", "review"]
