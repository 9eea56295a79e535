"""How a consumer reads a table, as text to copy: for Athena, Python and Spark, with real names.

It knows names and their quoting, and nothing of specs, plan or cloud.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["how", "reading"]
