"""Bitol's Open Data Contract Standard, out of specs and into them.

What a contract says and a spec cannot is kept under `extensions.odcs`, and stands in the contract
that is written of the product again.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["codes", "imported", "quality", "references", "types", "words", "writing"]
