"""A product in its mesh: the domain's defaults applied, its agreements and its lock beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from meshwright.ids import joined, product_id, words
from meshwright.specs.adopted import Adopted
from meshwright.specs.field_ids import FieldIds
from meshwright.specs.filling import ON_INPUTS, Refresh
from meshwright.specs.governance import Wishes
from meshwright.specs.life import NO_SUCCESSOR
from meshwright.specs.models.agreement import AgreementSpec
from meshwright.specs.models.lock import NO_LOCK, LockSpec
from meshwright.specs.models.product import DomainSpec, ProductSpec
from meshwright.specs.models.support import Support
from meshwright.specs.models.table import Column, Table
from meshwright.specs.models.words import Classification, Kind
from meshwright.specs.source import Source
from meshwright.specs.waivers import Waivers


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain of the mesh."""

    id: str
    spec: DomainSpec
    source: Source
    governance: Wishes | None = None
    """What the domain asks of rules, in a file of its own."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement in its place: the product it opens and the consumer it opens it to."""

    producer: str
    consumer: str
    """A product id, a domain id, or a principal named in the environment file."""
    spec: AgreementSpec
    source: Source

    def is_active(self, as_of: date) -> bool:
        """Whether the agreement gives a right on that day (UTC); both its ends are included."""
        return (self.spec.starts or date.min) <= as_of <= self.spec.expires


@dataclass(frozen=True, slots=True)
class DataProduct:
    """A data product in its mesh, the domain's defaults applied."""

    name: str
    domain: Domain
    spec: ProductSpec
    source: Source
    origin: str
    """The product id that AWS names derive from: its own, unless it has moved."""
    agreements: tuple[Agreement, ...] = ()
    """The agreements by which others read this product, in the order of their consumers' ids."""
    queries: Mapping[str, str] = field(default_factory=dict[str, str])
    """The SQL of each derived table, by the table's name."""
    lock: Source | None = None
    """The lock file that names the origin, where there is one."""
    waivers: Waivers | None = None
    locked: LockSpec = NO_LOCK
    """What the lock file says."""

    @property
    def id(self) -> str:
        return product_id(self.domain.id, self.name)

    @property
    def owner(self) -> str:
        return self.spec.owner or self.domain.spec.owner

    @property
    def support(self) -> tuple[Support, ...]:
        """Where its readers ask: the first channel in doubt."""
        return self.spec.support or self.domain.spec.support

    @property
    def adopted(self) -> Adopted | None:
        """What was in AWS before it, and goes on under its names."""
        return self.locked.adopted

    @property
    def classification(self) -> Classification:
        return self.spec.classification or self.domain.spec.classification

    @property
    def is_retired(self) -> bool:
        """Whether its owner has given it up: then it may be destroyed, and its data with it."""
        return self.spec.is_retired

    @property
    def is_draft(self) -> bool:
        """Whether it is deployed only where the environment takes drafts."""
        return self.spec.is_draft

    @property
    def successor(self) -> str | None:
        """The product that takes its place, where one is named."""
        return None if self.spec.successor == NO_SUCCESSOR else self.spec.successor

    @property
    def successors(self) -> Mapping[str, str]:
        """By table, what takes its place: as written, else the table that supersedes it."""
        found: dict[str, str] = {}
        for name, table in self.spec.tables.items():
            if table.supersedes:
                # The first one, where several do.
                found.setdefault(table.supersedes, name)
        found |= {name: t.successor for name, t in self.spec.tables.items() if t.successor}
        return {name: successor for name, successor in found.items() if successor != NO_SUCCESSOR}

    @property
    def tables(self) -> Mapping[str, Table]:
        """The tables that are deployed: all but the retired ones."""
        return {n: table for n, table in self.spec.tables.items() if not table.is_retired}

    @property
    def refreshed_tables(self) -> Mapping[str, Table]:
        """The tables whose rows the mesh makes, of those that are deployed."""
        return {name: table for name, table in self.tables.items() if table.is_refreshed}

    @property
    def refresh(self) -> Refresh | None:
        """What starts a run: as written, else its inputs and landed files; None where there is
        nothing to refresh.
        """
        return (self.spec.refresh or ON_INPUTS) if self.refreshed_tables else None

    def ids_of(self, table: str) -> FieldIds:
        """Iceberg's ids of a table's fields, and those that it has given up.

        Those of the lock; a field that it does not know gets the id that `mesh lock` would write.
        """
        return self.spec.tables[table].field_ids(self.locked.ids_of(table))

    def field_ids(self, table: str) -> Mapping[str, int]:
        """Iceberg's ids of a table's fields by dotted path, such as `address.street`."""
        return self.ids_of(table).ids

    @property
    def iceberg_tables(self) -> Mapping[str, Table]:
        """The tables whose fields have ids, retired ones too."""
        return {name: table for name, table in self.spec.tables.items() if table.is_iceberg}

    @property
    def governance(self) -> Wishes:
        """What the product itself asks of rules."""
        return Wishes(self.spec.governance.rules, self.source, ("governance",))

    @property
    def kind(self) -> Kind:
        """As written; else an aggregate with inputs, and source-aligned without."""
        if self.spec.kind is not None:
            return self.spec.kind
        return Kind.AGGREGATE if self.spec.inputs else Kind.SOURCE_ALIGNED

    @property
    def highest_classification(self) -> Classification:
        """That of the most sensitive column; the files of a retired table are still there."""
        tables = self.spec.tables.values()
        return max((self.highest_classification_of(t) for t in tables), key=lambda c: c.rank)

    def highest_classification_of(self, table: Table) -> Classification:
        """That of a table's most sensitive column."""
        columns = table.columns.values()
        return max((self.classification_of(c) for c in columns), key=lambda c: c.rank)

    def classification_of(self, column: Column) -> Classification:
        return column.classification or self.classification

    def referenced(self, column: Column) -> tuple[str, ...]:
        """The columns that one refers to, as `domain.product.table.column`."""
        return tuple(
            name
            if len(words(name)) == len(("domain", "product", "table", "column"))
            else joined((self.id, name))
            for name in column.references
        )

    def is_protected(self, column: Column) -> bool:
        """Personal, confidential or restricted: read by agreement only, if named or `all`."""
        return column.pii or self.classification_of(column).rank >= Classification.CONFIDENTIAL.rank

    def unprotected_columns(self, table: Table) -> tuple[str, ...]:
        return tuple(
            name for name, column in table.columns.items() if not self.is_protected(column)
        )
