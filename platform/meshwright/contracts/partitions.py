"""What a change of a table's partition keys makes unreadable.

Glue changes the keys of a table and leaves its partitions as they are: their values then have no
key, or another one. Athena fails at such a partition, or reads a value under another column's name
(Athena user guide, "Updates in tables with partitions": partitions do not follow their table).
"""

from meshwright.specs.models import Table

Keys = tuple[tuple[str, str], ...]
"""Names and Glue types of partition keys, in their order."""


def keys_of(table: Table) -> Keys:
    return tuple((name, table.columns[name].type.glue) for name in table.partition_by)


def said_keys(table: Table) -> str:
    """The keys for people, `nothing` where there are none."""
    return ", ".join(f"{name} ({kind})" for name, kind in keys_of(table)) or "nothing"
