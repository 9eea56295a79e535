"""The example mesh's real rows: fetched, written into the deployed tables, derived, and shown.

It loads duckdb, pyarrow and boto3: import it inside the command that needs it.
"""

from meshwright.sample.loading import LoadedTable, LoadReport, describe, load
from meshwright.sample.showing import Preview, show

__all__ = ["LoadReport", "LoadedTable", "Preview", "describe", "load", "show"]
