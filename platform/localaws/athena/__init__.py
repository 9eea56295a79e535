"""Athena in the local AWS: statements answered by duckdb over the tables' real files.

What a caller may not read is not there for it; what is not implemented is refused by its name.
https://docs.aws.amazon.com/athena/latest/ug/ddl-sql-reference.html
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["execution", "executions", "results", "types"]
