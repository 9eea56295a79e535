"""What a catalog shows, as frozen values: products, their tables, readers and lineage.

They are of one environment on one day, and hold days as days: how many are left until one is for
whoever looks to say. What is a draft is not here: it is known to whom its owner tells of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from meshwright.ids import joined
from meshwright.lineage.graph import Edge
from meshwright.snippets.reading import Snippet
from meshwright.specs.models.support import link_of


def told(name: str, description: str) -> str:
    """The business name of something, and what it is, as one text."""
    return ": ".join(filter(None, (name, description)))


@dataclass(frozen=True, slots=True)
class Link:
    """What a column is made of, or goes into."""

    name: str
    """The other column, as `domain.product.table.column`; a table, whose rows it decides."""
    how: str
    """`copied`, `computed`, `aggregated`, `counted`; `decides` for rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table."""

    name: str
    type: str
    """In the words of the specs."""
    athena_type: str
    business_name: str = ""
    """What people call it; empty where nothing is said."""
    description: str = ""
    is_key: bool = False
    """Whether it belongs to what tells rows apart."""
    partition: bool = False
    required: bool = False
    unique: bool = False
    references: tuple[str, ...] = ()
    """The columns whose values these are, as `domain.product.table.column`."""
    referenced_by: tuple[str, ...] = ()
    """The columns that refer to it."""
    enum: tuple[str | int, ...] = ()
    """The only values that there are; empty where nothing is said."""
    min_length: int | None = None
    max_length: int | None = None
    pattern: str = ""
    """What is found in each text; empty where nothing is said."""
    pii: bool = False
    classification: str
    protected: bool
    """Whether it is read by an agreement that names it, and by none other."""
    quality: tuple[Mapping[str, Any], ...] = ()
    """Rules of the values, in the words of the specs."""
    made_of: tuple[Link, ...] = ()
    goes_into: tuple[Link, ...] = ()

    @property
    def told(self) -> str:
        """What people call it, and what it holds."""
        return told(self.business_name, self.description)

    @property
    def protection(self) -> str:
        """Why it is protected, in a word: `personal`, or its classification; empty if it is not."""
        if not self.protected:
            return ""
        return "personal" if self.pii else self.classification


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of a product."""

    name: str
    business_name: str = ""
    """What people call it; empty where nothing is said."""
    description: str
    status: str
    sunset: date | None = None
    successor: str | None = None
    """Of one that ends: the table that takes its place."""
    database: str
    location: str
    format: str
    primary_key: tuple[str, ...] = ()
    partition_by: tuple[str, ...] = ()
    derived: bool = False
    """Whether a query makes its rows."""
    query: str = ""
    """The SQL that makes them."""
    landed: bool = False
    """Whether files that land become its rows."""
    decided_by: tuple[Link, ...] = ()
    """The columns that decide which rows there are."""
    columns: tuple[Column, ...]
    """In Athena's order."""
    quality: tuple[Mapping[str, Any], ...] = ()
    enforced: bool = False
    """Whether each run holds the rows to what is promised before they are read."""
    example_query: str = ""
    """Empty for a retired table."""

    @property
    def told(self) -> str:
        """What people call it, and what it holds."""
        return told(self.business_name, self.description)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What an agreement opens of one table."""

    table: str
    columns: tuple[str, ...]
    whole: bool
    """Whether columns that are yet to come are read too."""
    rows: str = ""
    """The filter that rows have to fit, as AWS has it; empty where all rows are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """Who reads a product by an agreement, what for and how long."""

    name: str
    """A product, a domain for its people, or a principal of the environment file."""
    product: str
    """What is read."""
    owner: str | None
    """Who answers for the consumer, where the mesh knows."""
    purpose: str
    legal_basis: str | None = None
    contact: str | None = None
    starts: date | None = None
    expires: date
    opened: tuple[Opened, ...]
    protected: tuple[str, ...] = ()
    """The protected columns that it opens or compares, as `table.column`."""
    files: bool = False
    """Whether it gives the files of its tables too, whole."""
    path: str
    """The agreement's file, from the mesh's root."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """That somebody can read a table on the catalog's day."""

    reader: str
    who: str
    """`product`, `people` of a domain, `principal`, or `platform` for a reader of all domains."""
    product: str
    table: str
    columns: tuple[str, ...]
    whole: bool
    rows: str = ""
    basis: str
    """Why: an agreement, or one of the defaults that need none."""
    expires: date | None = None
    path: str
    """The file that says it."""
    snippets: tuple[Snippet, ...] = ()
    """How it is used, as text to copy, the shortest way first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLevel:
    """What the owner promises."""

    freshness_seconds: int | None = None
    availability_percent: Decimal | None = None
    retention_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a reader pays."""

    amount: Decimal
    currency: str
    unit: str = ""
    """What is counted, such as `month`."""

    @property
    def text(self) -> str:
        """Such as `9.95 USD per megabyte`."""
        return f"{self.amount} {self.currency}" + (f" per {self.unit}" if self.unit else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a reader has to know before asking; empty texts where nothing is said."""

    usage: str = ""
    """What the data is meant for."""
    limitations: str = ""
    """What it cannot tell, and what it must not be used for."""
    license: str = ""
    """Its name, or the address of its text."""
    price: Price | None = None

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """Each term in a word, with what it says."""
        said = (
            ("meant for", self.usage),
            ("limits", self.limitations),
            ("license", self.license),
            ("price", self.price.text if self.price else ""),
        )
        return tuple(each for each in said if each[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where readers ask, or are told."""

    channel: str
    tool: str = ""
    """What it is a channel of, such as `slack`; empty where nothing is said."""
    url: str = ""
    """Where it opens; empty where nothing is said."""
    scope: str = ""
    """What it is for, such as `issues`."""
    description: str = ""

    @property
    def link(self) -> str:
        """Where it opens; empty where that is not known."""
        return link_of(self.channel, self.url)

    @property
    def about(self) -> str:
        """What it is a channel of, and for."""
        return ", ".join(filter(None, (self.tool, self.scope, self.description)))


def asked_in(channels: tuple[Channel, ...], support: str | None) -> tuple[Channel, ...]:
    return channels or ((Channel(channel=support),) if support else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One data product."""

    id: str
    domain: str
    name: str
    business_name: str = ""
    """What people call it; empty where nothing is said."""
    description: str
    owner: str
    support: str | None = None
    """The channel where readers ask in doubt."""
    channels: tuple[Channel, ...] = ()
    """All channels, that one first."""
    version: str
    status: str
    sunset: date | None = None
    successor: str | None = None
    kind: str
    tier: str
    classification: str
    highest_classification: str
    tags: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    read_by: tuple[str, ...] = ()
    """The products that name it as an input."""
    tables: tuple[Table, ...]
    consumers: tuple[Consumer, ...] = ()
    sla: ServiceLevel = ServiceLevel()
    terms: Terms = Terms()
    refreshed: str = ""
    """What starts a run that refreshes its rows, in words; empty where others write them."""
    workgroup: str
    reader_role: str
    request: str
    """The file that asks for access: `<consumer>` stands for who asks."""
    path: str
    """Its specification, from the mesh's root."""
    extensions: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def told(self) -> str:
        """What people call it, and what it holds."""
        return told(self.business_name, self.description)

    @property
    def asked_in(self) -> tuple[Channel, ...]:
        """Where its readers ask; an entry of before may name one channel alone."""
        return asked_in(self.channels, self.support)

    @property
    def protected_columns(self) -> tuple[str, ...]:
        """As `table.column`."""
        return tuple(
            joined((table.name, column.name))
            for table in self.tables
            for column in table.columns
            if column.protected
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """One domain, and its products by id."""

    id: str
    owner: str
    description: str
    support: str | None = None
    channels: tuple[Channel, ...] = ()
    cost_center: str
    classification: str
    products: tuple[str, ...] = ()
    path: str

    @property
    def asked_in(self) -> tuple[Channel, ...]:
        """Where readers of its products ask."""
        return asked_in(self.channels, self.support)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name stands for in some columns."""

    description: str
    """Empty where the columns say nothing."""
    columns: tuple[str, ...]
    """As `domain.product.table.column`."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the mesh: a name that columns of several tables have, and what it means there."""

    name: str
    meanings: tuple[Meaning, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Data that somebody needs and that no product offered when it was asked for."""

    name: str
    description: str
    purpose: str
    asked_by: str
    """A domain or a product."""
    asked_on: date
    contact: str | None
    """Whom to ask about it; None where the mesh does not know who asks."""
    votes: tuple[str, ...] = ()
    """The domains and products that need it too."""
    offered_by: str | None = None
    """The product that offers it now, which ends the request."""
    path: str
    """Its file, from the mesh's root."""


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """The mesh of one environment, to be browsed."""

    environment: str
    account: str
    region: str
    as_of: date
    """The day for which rights are told."""
    domains: Mapping[str, Domain]
    products: Mapping[str, Product]
    """In the order of their ids."""
    product_edges: tuple[Edge, ...]
    """What goes from product to product; some name what is not in the catalog."""
    column_edges: tuple[Edge, ...]
    """What each derived column is made of; a column that decides rows goes into the table."""
    rights: tuple[Right, ...]
    wanted: tuple[Request, ...] = ()
    """What is asked for: open requests first, those of most votes first."""

    @cached_property
    def tags(self) -> Mapping[str, tuple[str, ...]]:
        """The products that carry each tag, by tag."""
        found: dict[str, list[str]] = {}
        for product in self.products.values():
            for tag in product.tags:
                found.setdefault(tag, []).append(product.id)
        return {tag: tuple(found[tag]) for tag in sorted(found)}
