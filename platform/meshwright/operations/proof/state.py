"""All that decides over access, as a value: of the plan, and of the cloud as it was read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

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
    let_in: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """Whom, or what, other lists of the settings let in, by what each is for."""
    settings: Mapping[str, Any] | None = None
    """All of them, as a plan declares them; None where the mesh does not manage them."""

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


def let_in(
    filtering: Iterable[str], tags: Iterable[str], owners: Iterable[str]
) -> Mapping[str, frozenset[str]]:
    """The lists of the settings that let others in, by what each is for."""
    return {
        "an account that may filter rows itself": frozenset(filtering),
        "a session tag by which engines are let in": frozenset(tags),
        "an account whose shares are trusted": frozenset(owners),
    }
