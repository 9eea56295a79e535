"""What a principal may do with a table, as a value, and in words."""

from dataclasses import dataclass

from meshwright.access.grant import DESCRIBE


@dataclass(frozen=True, slots=True)
class Rights:
    """What a principal may do with a table."""

    columns: frozenset[tuple[str, tuple[str, ...]]]
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
    columns = sorted(rights.columns - other.columns)
    others = sorted(rights.others - other.others - ({DESCRIBE} if columns else set()))
    parts: list[str] = []
    if columns:
        names = ", ".join(
            f"{column} where {' or '.join(rows)}" if rows else column for column, rows in columns
        )
        parts.append(f"SELECT of {names}")
    if others:
        parts.append(", ".join(others))
    if rights.whole and not other.whole:
        parts.append("SELECT of columns yet to come")
    return " and ".join(parts)
