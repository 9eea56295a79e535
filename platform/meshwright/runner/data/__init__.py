"""What a run would take from the data in tables, and how that is refused or done."""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = ["data_loss", "deployed_ids", "emptying", "partition_fit", "rekeying", "table_data"]
