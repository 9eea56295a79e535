"""The example mesh's real rows: fetched, written into the deployed tables, derived, and shown.

It loads duckdb, pyarrow and boto3: import it inside the command that needs it.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["loading", "showing"]
