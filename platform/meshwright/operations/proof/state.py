"""All that decides over access, as a value: of the plan, and of the cloud as it was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from meshwright.access.grant import Grant
from meshwright.access.lake import EVERYBODY, CellsFilter, Lake, LfTags

Table = tuple[str, str]
"""A database and a table."""


@dataclass(frozen=True, slots=True)
class Location:
    """How a place in S3 is registered with Lake Formation."""

    role: str
    is_hybrid: bool = False


@dataclass(frozen=True, slots=True)
class AccessState:
    """Lake Formation's side of one account."""

    account: str
    grants: tuple[Grant, ...]
    tables: Mapping[Table, tuple[str, ...]]
    """The columns of each table."""
    tags: LfTags = field(default_factory=LfTags)
    filters: Mapping[tuple[str, str, str], CellsFilter] = field(
        default_factory=dict[tuple[str, str, str], CellsFilter]
    )
    administrators: frozenset[str] = frozenset()
    auditors: frozenset[str] = frozenset()
    locations: Mapping[str, Location] = field(default_factory=dict[str, Location])
    """By their ARN."""
    opted_in: frozenset[tuple[str, str, str]] = frozenset()
    opened: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Whom a database gives rights on each new table, by its name."""
    outside_engines: tuple[str, ...] = ()
    """The settings that let engines of others in, which are on."""
    defaults: tuple[str, ...] = ()
    """Whom the account gives rights on each new database and table."""
    catalog_policy: bool = False

    @property
    def everyone(self) -> frozenset[str]:
        return frozenset({EVERYBODY, f"{self.account}:IAMPrincipals"})

    def lake(self, *, named: bool) -> Lake:
        """What decides of principals by their names, or of what everybody has."""
        of = self.everyone
        return Lake(
            (g for g in self.grants if (g.principal not in of) is named),
            account=self.account,
            tags=self.tags,
            filters=self.filters,
            opted_in=self.opted_in,
        )
