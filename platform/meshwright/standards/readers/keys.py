"""Keys, unique columns and references of a table in a contract, of one column or of several.

Source: ODCS v3.1.0, `primaryKeyPosition`, `duplicateValues`, `relationships`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from meshwright.errors import Position
from meshwright.ids import joined
from meshwright.specs.source import Path
from meshwright.standards.odcs.words import as_id
from meshwright.standards.readers.draft import Draft


@dataclass(slots=True)
class KeyedTable:
    """A table of a file, and where in the contract it stands."""

    path: Path
    name: str
    columns: dict[str, Path] = field(default_factory=dict[str, Path])
    """By their names in small letters."""
    key: tuple[str, ...] = ()

    def known(self, names: Sequence[str]) -> list[Path]:
        """Where those of the columns stand that the table has."""
        return [self.columns[name.lower()] for name in names if name.lower() in self.columns]


def put_key(draft: Draft, table: KeyedTable, names: Sequence[str], at: Position) -> bool:
    """Says the primary key; whether the table has its columns."""
    known = table.known(names)
    if not known or len(known) < len(names):
        return False
    table.key = tuple(names)
    for number, path in enumerate(known, start=1):
        draft.put((*path, "primaryKey"), True, at)
        draft.put((*path, "primaryKeyPosition"), number, at)
        draft.put((*path, "required"), True, at)
    return True


def put_unique(draft: Draft, table: KeyedTable, names: Sequence[str], at: Position) -> bool:
    """Says that no two rows agree in a column, or in several; whether the table has them."""
    known = table.known(names)
    if not known or len(known) < len(names):
        return False
    if len(known) == 1:
        draft.put((*known[0], "unique"), True, at)
    else:
        arguments = {"properties": [as_id(name) for name in names]}
        rule = {"type": "library", "metric": "duplicateValues", "arguments": arguments}
        draft.add((*table.path, "quality"), {**rule, "mustBe": 0}, at)
    return True


def put_reference(
    draft: Draft,
    table: KeyedTable,
    names: Sequence[str],
    target: tuple[str, Sequence[str]],
    at: Position,
) -> bool:
    """Says what columns refer to; of several columns together beside the table's columns."""
    other, columns = target
    known = table.known(names)
    if not known or not len(known) == len(names) == len(columns):
        return False
    to = [joined((other, each)) for each in columns]
    if len(to) == 1:
        draft.add((*known[0], "relationships"), {"to": to[0]}, at)
    else:
        own = [joined((table.name, each)) for each in names]
        relationship = {"type": "foreignKey", "from": own, "to": to}
        draft.add((*table.path, "relationships"), relationship, at)
    return True
