"""Other tools' descriptions of tables, each read into a contract of Bitol's ODCS.

So there is one way from what others have written to a spec: the one of `standards.odcs`. A reader
says where in its file each part of the contract was said, and what it leaves out.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["avro", "codes", "dbt", "json_schema", "product", "sql", "sql_statements"]
