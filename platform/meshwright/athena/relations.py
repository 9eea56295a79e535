"""What stands after FROM: relations with columns, and the scope that names are looked up in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from meshwright.athena.values import NOTHING, Uses, Value


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a relation."""

    name: str
    value: Value
    is_open: bool = True
    """Whether the product is granted it."""
    is_hidden: bool = False
    """Whether it is named alone, such as `"$path"`, and no part of a star."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows with named columns: a table, a sub-query, a WITH, an UNNEST or VALUES."""

    columns: tuple[Column, ...]
    influences: Uses = NOTHING
    """The columns that decide which rows there are."""
    reads: int = 1
    """How many tables are read for it, each as often as it is."""
    title: str = ""
    """What a message calls it."""
    is_opaque: bool = False
    """Whether its columns are not known: it lies in a product that cannot be read."""

    def named(self, name: str) -> list[Column]:
        return [column for column in self.columns if column.name == name]


@dataclass(slots=True)
class Source:
    """A relation under the name that a query gives it."""

    alias: str
    relation: Relation
    database: str = ""
    """Of a table without an alias: by it and the table's name it can be called too."""


@dataclass(slots=True)
class Scope:
    """What can be named at a place of a query."""

    sources: list[Source] = field(default_factory=list[Source])
    merged: dict[str, Column] = field(default_factory=dict[str, Column])
    """The columns of USING, which belong to no side."""
    parent: "Scope | None" = None
    ctes: Mapping[str, Relation] = field(default_factory=dict[str, Relation])
    locals: Mapping[str, Value] = field(default_factory=dict[str, Value])
    """The parameters of lambdas around the place."""

    def within(self, parameters: Mapping[str, Value]) -> "Scope":
        """This scope inside of a lambda."""
        inside = {**self.locals, **parameters}
        return Scope(self.sources, self.merged, self.parent, self.ctes, inside)

    def outwards(self) -> "Iterator[Scope]":
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def source(self, parts: Sequence[str]) -> Source | None:
        """The source that is called by an alias, or by a database and a table."""
        for source in self.sources:
            if source.alias == parts[-1] and (len(parts) == 1 or source.database == parts[0]):
                return source
        return None

    def holders(self, name: str) -> list[tuple[Source, Column]]:
        """Every source that has a column of that name."""
        return [(source, c) for source in self.sources for c in source.relation.named(name)]

    @property
    def names(self) -> list[str]:
        """The columns that can be named without a table."""
        return [c.name for source in self.sources for c in source.relation.columns]
