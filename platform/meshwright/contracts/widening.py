"""Which other type a column of a Parquet table can get while its files stay as they are.

A file keeps the type that it was written with, and Athena reads it by the table's. It widens an int
to a bigint and a float to a double (Athena user guide, "Change a column data type"), and a decimal
to one of more digits before the point, as Iceberg does too; another scale it reads as another
number. Of nested types AWS promises no change at all (Athena user guide, "Handle schema updates":
not on "tables with complex or nested data types, such as arrays and structs").
"""

from meshwright.athena.column_type import ColumnType

WIDER = frozenset(
    {
        ("int", "bigint"),
        ("float", "double"),
        # To Glue and Athena a uuid is a text, so that only the promise goes.
        ("uuid", "string"),
    }
)


def is_widened(before: ColumnType, after: ColumnType) -> bool:
    """Whether all values that are stored as one type are read as the same ones by the other."""
    if before.name == after.name == "decimal":
        return before.scale == after.scale and before.precision < after.precision
    return (before.name, after.name) in WIDER
