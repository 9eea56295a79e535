"""The words for what changes, which terminal, comment and document share."""

from collections.abc import Sequence

from meshwright.changes.tables import ColumnChange, ColumnFate
from meshwright.plan.difference import ResourceChange

MOST = 8
"""The most names that one line lists."""


def column_words(column: ColumnChange) -> str:
    """What becomes of a column: its type, or both types where it gets another."""
    sides = tuple(side for side in (column.before, column.after) if side is not None)
    if column.fate is ColumnFate.RENAMED:
        return f"{sides[-1].name}, {' -> '.join(dict.fromkeys(side.kind for side in sides))}"
    if column.fate is ColumnFate.RECLASSIFIED:
        return " -> ".join(side.level or "unclassified" for side in sides)
    return " -> ".join(side.kind for side in sides)


def listed(names: Sequence[str]) -> str:
    """Names in a row; of many the first, and how many more."""
    more = len(names) - MOST
    return f"{', '.join(names[:MOST])} and {more:,} more" if more > 0 else ", ".join(names)


def loss_words(change: ResourceChange) -> str:
    """What holds data and goes, and why it is replaced."""
    name = change.identity or change.key.name
    if not change.forcing:
        return f"{change.data} {name} is {change.operation}d"
    return f"{change.data} {name} is replaced by an empty one: {', '.join(change.forcing)}"
