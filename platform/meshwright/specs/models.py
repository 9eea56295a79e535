"""The specs as frozen values: what a file says (`…Spec`) and what it means in its mesh.

Field names are those of ODCS where ODCS has one, in camelCase in the files. Nothing here reads a
file: `spec.load` does, and gives every value the `Source` it came from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    InstanceOf,
    Tag,
)

from meshwright.access.row_filters.reading import compared, known
from meshwright.access.row_filters.tree import Filter
from meshwright.ids import domain_of, is_product, name_of, product_id
from meshwright.specs import scalars
from meshwright.specs.field_ids import NO_IDS, FieldIds, field_ids
from meshwright.specs.filling import ON_INPUTS, FileSource, Refresh
from meshwright.specs.frozen import Frozen
from meshwright.specs.governance import Governance, Wishes
from meshwright.specs.life import NO_SUCCESSOR, Living, Status
from meshwright.specs.scalars import Id, Many, Text
from meshwright.specs.source import Source
from meshwright.specs.types import TYPE_PATTERN, ColumnType, parse_type
from meshwright.specs.waivers import Waivers


class Classification(StrEnum):
    """How widely a value may be known, from everyone to a named few."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    RESTRICTED = "restricted"

    @property
    def rank(self) -> int:
        """0 for public to 3 for restricted: the higher, the fewer may know."""
        return _RANKS[self]


_RANKS: Mapping[Classification, int] = {word: rank for rank, word in enumerate(Classification)}


class Kind(StrEnum):
    """What a product is made from, in the data mesh's own three words."""

    SOURCE_ALIGNED = "sourceAligned"
    AGGREGATE = "aggregate"
    CONSUMER_ALIGNED = "consumerAligned"


class Tier(StrEnum):
    """How much a product promises."""

    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"


# Enums are written as plain strings, which strict validation would otherwise refuse.
ClassificationField = Annotated[Classification, Field(strict=False)]
StatusField = Annotated[Status, Field(strict=False)]


class Support(Frozen):
    """Where to ask."""

    channel: Text
    """A chat channel, address or page where readers ask."""


Between = Annotated[tuple[scalars.Number, scalars.Number], Field(strict=False)]


class QualityRule(Frozen):
    """One promise about a table or a column, in the words of ODCS's quality library.

    It is said to readers, in the catalog entry, and measured in each run where the mesh fills the
    table: a breach of severity error publishes nothing of it. `rowCount` and `duplicateValues` are
    measured of the table as the run would leave it, which is more than what a window or a file
    brings; what concerns a row by itself is measured of the rows that come.
    Source: ODCS v3.1.0, data quality, "library" metrics and comparison operators.
    """

    metric: Literal["nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount"]
    """What is measured: rows, or values that are null, missing, invalid or duplicate."""
    unit: Literal["rows", "percent"] = "rows"
    """Whether the bound counts rows or percents of all rows."""
    must_be: scalars.Number | None = None
    """The measure equals this."""
    must_not_be: scalars.Number | None = None
    """The measure differs from this."""
    must_be_greater_than: scalars.Number | None = None
    """The measure is above this."""
    must_be_greater_or_equal_to: scalars.Number | None = None
    """The measure is this or above."""
    must_be_less_than: scalars.Number | None = None
    """The measure is below this."""
    must_be_less_or_equal_to: scalars.Number | None = None
    """The measure is this or below."""
    must_be_between: Between | None = None
    """The measure lies between these two, both included."""
    must_not_be_between: Between | None = None
    """The measure lies outside of these two."""
    severity: Literal["info", "warning", "error"] = "error"
    """How much a breach of the promise weighs."""
    description: Text | None = None
    """What is promised, for people."""
    arguments: Mapping[str, Any] = Field(default_factory=dict)
    """What the metric needs beside, such as the valid values; as ODCS has it."""


TypeText = Annotated[
    str,
    Field(
        pattern=TYPE_PATTERN,
        examples=["string", "bigint", "decimal(18,2)", "timestamp", "array<string>"],
    ),
]
TypeField = Annotated[
    InstanceOf[ColumnType],
    BeforeValidator(parse_type, json_schema_input_type=TypeText),
]


class Column(Frozen):
    """One column of a table; written as a bare type where nothing else is to be said."""

    type: TypeField
    """The type of its values; the table above lists all."""
    description: scalars.Line | None = None
    """What it holds, in one line; becomes the column's comment in Glue."""
    required: bool = False
    """A promise that each row has a value: each run that fills the table is held to it."""
    unique: bool = False
    """A promise that no value comes twice: each run that fills the table is held to it."""
    enum: Annotated[Many[str | int], Field(min_length=1)] | None = None
    """A promise of the only values: each run that fills the table is held to it."""
    renamed_from: Id | None = None
    """What the column was called before: an Iceberg table keeps its values under the new name."""
    pii: bool = False
    """Whether the column tells of a person: then it is read by agreement only."""
    classification: ClassificationField | None = None
    """How widely its values may be known; the product's classification by default."""
    declassification: Text | None = None
    """Of a derived column: why it tells nobody of the protected columns that it is made of."""
    quality: Many[QualityRule] = ()
    """Promises of the values: each run that fills the table is held to them."""


def _column(value: Any) -> Any:
    return {"type": value} if isinstance(value, str) else value


ColumnField = Annotated[Column, BeforeValidator(_column, json_schema_input_type=TypeText | Column)]


TableFormat = Literal["parquet", "iceberg"]


FORMAT_OF_QUERIES: TableFormat = "iceberg"
"""What a table with a `query` is kept as where its spec says nothing."""


def default_format(fields: Mapping[str, Any]) -> TableFormat:
    if fields["source"] is not None:
        return "iceberg"
    return FORMAT_OF_QUERIES if fields["query"] is not None else "parquet"


class Table(Living, Frozen):
    """One table of a product: its output port."""

    description: Text | None = None
    """What one row is; the product's description by default."""
    status: StatusField = Status.ACTIVE
    """A draft is deployed where its environment takes drafts; of a retired one nothing is deployed
    any more, and its files stay in the product's bucket.
    """
    sunset: scalars.Day | None = None
    """The last day on which readers can count on it, in UTC; a deprecated one has one."""
    supersedes: Id | None = None
    """The table of this product that it takes the place of: a new major version beside the old."""
    successor: scalars.TableSuccessor | None = None
    """Of a deprecated one: the table that takes its place, `none` where there is none; by default
    the one that supersedes it.
    """
    primary_key: Many[Id] = ()
    """A promise of what tells rows apart; each run that fills the table merges rows by it."""
    partition_by: Many[Id] = ()
    """The columns whose values name the folders of the files, in the order of the folders."""
    query: scalars.QueryFile | None = None
    """The file beside this one whose SQL derives the rows from the inputs; where there is a
    `source` too, it reads `landing`.
    """
    source: FileSource | None = None
    """Where files land that become the table's rows; only an Iceberg table has one."""
    format: TableFormat = Field(default_factory=default_format)
    """How rows are kept: `iceberg` is refreshed by the mesh, and evolves in place; files of
    `parquet` are written by others. By default `iceberg` where there is a `query` or a `source`,
    else `parquet`.
    """
    window: scalars.WholeDays | None = None
    """Of a table with a partition column of type date: how many of the last days a run computes
    anew; the whole table where nothing is said.
    """
    allow_empty: bool = False
    """Whether a run may publish no rows where there were some."""
    columns: Mapping[Id, ColumnField] = Field(min_length=1)
    """The columns, by name, in the order in which readers see them."""
    quality: Many[QualityRule] = ()
    """Promises of the rows: each run that fills the table is held to them."""

    @property
    def is_iceberg(self) -> bool:
        """Whether its columns are told apart by ids, so that it evolves in place."""
        return self.format == "iceberg"

    @property
    def is_refreshed(self) -> bool:
        """Whether the mesh makes its rows: an Iceberg table with a `query` or a `source`."""
        return self.is_iceberg and (self.query is not None or self.source is not None)

    @property
    def landing_columns(self) -> tuple[str, ...]:
        """What files that land for it hold, in order."""
        named = self.source.columns if self.source is not None else ()
        return tuple(named or self.columns)

    @property
    def window_column(self) -> str | None:
        """The partition column whose days a `window` counts: the first of type date."""
        dates = (name for name in self.partition_by if self.columns[name].type.name == "date")
        return next(dates, None)

    @property
    def renamed(self) -> Mapping[str, str]:
        """What columns were called, by what they are called now."""
        columns = self.columns.items()
        return {name: column.renamed_from for name, column in columns if column.renamed_from}

    def field_ids(self, before: FieldIds = NO_IDS) -> FieldIds:
        """Iceberg's ids of its fields, given those that it had."""
        types = {name: column.type for name, column in self.columns.items()}
        return field_ids(types, self.renamed, before)

    @property
    def file_columns(self) -> tuple[str, ...]:
        """The columns that files hold: all but those of the partitions."""
        return tuple(name for name in self.columns if name not in self.partition_by)


class ServiceLevel(Frozen):
    """What a product's owner promises of its data."""

    freshness: scalars.Duration | None = None
    """How old the newest rows are at most."""
    availability: scalars.Percentage | None = None
    """Which share of the time the data can be read."""
    retention: scalars.Duration | None = None
    """How long rows are kept."""


class Storage(Frozen):
    """How the product's bucket keeps files."""

    noncurrent_days: Annotated[int, Field(ge=1, le=36_500)] = 30
    """Days for which a replaced or deleted object can be brought back."""


class DomainSpec(Frozen):
    """`domain.yaml`: who owns a domain, and the defaults of its products."""

    api_version: Literal["mesh/v1"] = "mesh/v1"
    """The version of this file's format."""
    owner: scalars.Owner
    """The mail address of the team that answers for the domain."""
    description: Text
    """What the domain does."""
    cost_center: scalars.TagValue
    """Who pays: the value of the tag `mesh:cost-center`."""
    classification: ClassificationField
    """The default for every column of the domain's products."""
    support: Support | None = None
    """Where readers of its products ask."""
    reviewers: Many[scalars.Reviewer] = ()
    """Who approves in the repository: CODEOWNERS is generated from it."""


class ProductSpec(Living, Frozen):
    """`product.yaml`: one data product."""

    api_version: Literal["mesh/v1"] = "mesh/v1"
    """The version of this file's format."""
    owner: scalars.Owner | None = None
    """The domain's owner where nothing is said."""
    description: Text
    """What the product is about; shown in the catalog and in Glue."""
    version: scalars.Version = "0.1.0"
    """Its semantic version."""
    status: StatusField = Status.ACTIVE
    """Where it stands in its life: a draft is deployed where its environment takes drafts, and has
    no readers; a deprecated one gets no new ones; of a retired one writes and grants end, and the
    data stays until it is destroyed.
    """
    sunset: scalars.Day | None = None
    """The last day on which readers can count on it, in UTC; a deprecated one has one."""
    successor: scalars.ProductSuccessor | None = None
    """Of a deprecated one: the product that takes its place, `none` where there is none."""
    kind: Annotated[Kind, Field(strict=False)] | None = None
    """What it is made from; `aggregate` by default where there are inputs, else `sourceAligned`."""
    tier: Annotated[Tier, Field(strict=False)] = Tier.BRONZE
    """How much it promises, for readers and for rules."""
    classification: ClassificationField | None = None
    """The default for every column; the domain's by default."""
    tags: Many[Text] = ()
    """Words by which readers find it."""
    declassification: Text | None = None
    """Why no column is classified as high as the highest that is read of the inputs."""
    inputs: Many[scalars.ProductId] = ()
    """The products this one is derived from."""
    tables: Mapping[Id, Table] = Field(min_length=1)
    """Its tables, by name."""
    refresh: Refresh | None = None
    """What starts a run that refreshes its tables; its inputs and landed files by default."""
    sla: ServiceLevel = ServiceLevel()
    """What its owner promises of its data."""
    storage: Storage = Storage()
    """How its bucket keeps files."""
    governance: Governance = Governance()
    """What the product asks of rules beyond its domain."""
    extensions: Mapping[str, Any] = Field(default_factory=dict)
    """Free fields, exported as custom properties."""


def _shape_of_columns(value: Any) -> str:
    return "all" if isinstance(value, str) else "list"


ColumnsField = Annotated[
    Annotated[Literal["all"], Tag("all")] | Annotated[Many[Id], Field(min_length=1), Tag("list")],
    Discriminator(_shape_of_columns),
]


class AgreementTable(Frozen):
    """What an agreement opens of one table."""

    columns: ColumnsField | None = None
    """Named columns, or `all`; where nothing is said, every unprotected one."""
    rows: Annotated[str, Field(examples=["country = 'DE'"])] | None = None
    """Which rows are seen, all by default: columns compared with constants by `=`, `<>`, `<`, `<=`,
    `>`, `>=`, `BETWEEN`, `IN`, `LIKE` and `IS NULL`, joined by `AND`, `OR` and `NOT`.
    """

    @property
    def row_filter(self) -> Filter | None:
        """What `rows` says; None where all rows are seen."""
        return None if self.rows is None else known(self.rows)

    @property
    def compared(self) -> tuple[str, ...]:
        """The columns that `rows` compares: which rows are seen tells their values."""
        return compared(self.rows)


def _agreement_table(value: Any) -> Any:
    return {} if value is None else value


AgreementTableField = Annotated[
    AgreementTable,
    BeforeValidator(_agreement_table, json_schema_input_type=AgreementTable | None),
]


class AgreementSpec(Frozen):
    """`access/<consumer>.yaml`: who may read what of a product, why and until when."""

    api_version: Literal["mesh/v1"] = "mesh/v1"
    """The version of this file's format."""
    purpose: Text
    """What the consumer reads the data for."""
    legal_basis: (
        Literal[
            "consent",
            "contract",
            "legalObligation",
            "vitalInterests",
            "publicTask",
            "legitimateInterests",
        ]
        | None
    ) = None
    """The lawful basis of GDPR article 6(1), asked for where personal data is included."""
    tables: Mapping[Id, AgreementTableField] = Field(min_length=1)
    """What is opened of each table, by the table's name; nothing behind the name opens every
    unprotected column.
    """
    files: bool = False
    """Whether the consumer also gets the files of these tables, whole, through an access point of
    its own: where each column is opened and none is protected.
    """
    starts: scalars.Day | None = None
    """The first day on which it holds, in UTC."""
    expires: scalars.Day
    """The last day on which it holds, in UTC."""
    contact: scalars.Owner | None = None
    """Whom to ask at the consumer."""


Ids = Mapping[str, Annotated[int, Field(ge=1)]]


class LockSpec(Frozen):
    """`product.lock.yaml`, written by `mesh move` and `mesh lock`: what must not change unseen."""

    origin: scalars.ProductId | None = None
    """The product id that AWS names derive from; its own where nothing is said."""
    fields: Mapping[Id, Ids] = Field(default_factory=dict[str, Ids])
    """By Iceberg table: the ids of its fields, by their dotted paths."""
    retired: Mapping[Id, Many[int]] = Field(default_factory=dict[str, tuple[int, ...]])
    """By Iceberg table: the ids of fields that it had, which no other field ever gets."""

    def ids_of(self, table: str) -> FieldIds:
        """The ids that a table had when the lock was written."""
        return FieldIds(self.fields.get(table, {}), frozenset(self.retired.get(table, ())))


NO_LOCK = LockSpec()


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

    def is_protected(self, column: Column) -> bool:
        """Personal, confidential or restricted: read by agreement only, if named or `all`."""
        return column.pii or self.classification_of(column).rank >= Classification.CONFIDENTIAL.rank

    def unprotected_columns(self, table: Table) -> tuple[str, ...]:
        return tuple(
            name for name, column in table.columns.items() if not self.is_protected(column)
        )


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What is known of a domain or product whose files have errors.

    Enough that nobody else loses anything by its owner's slip of the pen: its role stays, and so do
    the grants that it has as a reader.
    """

    id: str
    origin: str
    """The product id its names derive from: the id, unless a readable lock file says otherwise."""
    inputs: tuple[str, ...] | None = None
    """As far as they could be read; None where even that failed."""
    makes_rows: bool = False
    """Whether the mesh makes rows of some of its tables, as far as that could be read."""

    @property
    def name(self) -> str:
        """The last part of the id."""
        return name_of(self.id) or self.id


@dataclass(frozen=True, slots=True)
class Mesh:
    """All specs of one repository that could be read, in the order of their ids."""

    domains: Mapping[str, Domain]
    products: Mapping[str, DataProduct]
    unreadable: Mapping[str, Unreadable] = field(default_factory=dict[str, Unreadable])
    """Domains and products that exist but have errors: who refers to them is left in peace."""

    def products_of(self, domain: str) -> tuple[DataProduct, ...]:
        return tuple(p for p in self.products.values() if p.domain.id == domain)

    def owner_of(self, consumer: str) -> str | None:
        """Who owns a product, or the domain that it or its people belong to; None for others."""
        if consumer in self.products:
            return self.products[consumer].owner
        domain = self.domains.get(domain_of(consumer))
        return domain.spec.owner if domain else None

    def agreements(self) -> Mapping[tuple[str, str], Agreement]:
        """Every agreement, by the ids of its producer and its consumer.

        To be looked up, never looked for: a product may have one with each consumer.
        """
        return {(p.id, a.consumer): a for p in self.products.values() for a in p.agreements}

    def is_unreadable(self, id: str) -> bool:  # noqa: A002 - the mesh's own word
        """Whether a domain or product exists but has errors, or its domain has."""
        return id in self.unreadable or domain_of(id) in self.unreadable

    def unreadable_products_of(self, domain: str) -> tuple[Unreadable, ...]:
        found = (entry for entry in self.unreadable.values() if is_product(entry.id))
        return tuple(entry for entry in found if domain_of(entry.id) == domain)
