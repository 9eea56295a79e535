"""Iceberg tables of the local AWS: their metadata in the bucket, and what Glue says of it.

https://iceberg.apache.org/spec/
https://docs.aws.amazon.com/prescriptive-guidance/latest/apache-iceberg-on-aws/introduction.html
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["catalog", "changes", "columns", "documents", "files", "tables"]
