"""What a principal may do with a table, as a value, and in words."""

from dataclasses import dataclass

from meshwright.access.grant import DESCRIBE

Rows = tuple[str, ...]
"""Filters of which a row has to fit one; none where every row is read."""
Column = tuple[str, Rows]


@dataclass(frozen=True, slots=True)
class Rights:
    """What a principal may do with a table."""

    columns: frozenset[Column]
    """Those that it reads, each with the rows."""
    others: frozenset[str]
    whole: bool

    @property
    def is_none(self) -> bool:
        return not self.columns and not self.others


def told(rights: Rights) -> str:
    """Rights in words."""
    return more(rights, Rights(frozenset(), frozenset(), whole=False))


def more(rights: Rights, other: Rights) -> str:
    """What the one has and the other has not; nothing where that is all."""
    columns = sorted(rights.columns - _covered(rights, other))
    others = sorted(rights.others - other.others - ({DESCRIBE} if columns else set()))
    parts: list[str] = []
    if columns:
        seen = {column for column, _ in other.columns}
        names = (_shown(column, rows, in_part=column in seen) for column, rows in columns)
        parts.append(f"SELECT of {', '.join(names)}")
    if others:
        parts.append(", ".join(others))
    if rights.whole and not other.whole:
        parts.append("SELECT of columns yet to come")
    return " and ".join(parts)


def _covered(rights: Rights, other: Rights) -> frozenset[Column]:
    """What of the one's columns the other has in every row that they are read of, or in more.

    Two filters are not compared: rows that fit another text may be others.
    """
    rows_of = dict(other.columns)
    return frozenset(
        (column, rows)
        for column, rows in rights.columns
        if column in rows_of and _has_all(rows_of[column], rows)
    )


def _has_all(has: Rows, rows: Rows) -> bool:
    """Whether rows that fit any of some filters are all among others; no filter shows every row."""
    return not has or (bool(rows) and {*rows} <= {*has})


def _shown(column: str, rows: Rows, *, in_part: bool) -> str:
    if rows:
        return f"{column} where {' or '.join(rows)}"
    return f"{column} in every row" if in_part else column
