"""A table of a product and its columns, as `product.yaml` says them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, InstanceOf, StringConstraints

from meshwright.specs import scalars
from meshwright.specs.field_ids import NO_IDS, FieldIds, field_ids
from meshwright.specs.filling import FileSource
from meshwright.specs.frozen import Frozen
from meshwright.specs.life import Living, Status
from meshwright.specs.models.quality import QualityRule
from meshwright.specs.models.words import ClassificationField, StatusField
from meshwright.specs.scalars import Id, Many, Text
from meshwright.specs.types import TYPE_PATTERN, ColumnType, parse_type

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


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


References = Annotated[
    Many[scalars.ColumnReference],
    BeforeValidator(
        _listed,
        json_schema_input_type=scalars.ColumnReference | Many[scalars.ColumnReference],
    ),
]


Length = Annotated[int, Field(ge=0, le=2_147_483_647)]
"""Characters (code points) of a text."""
PatternText = Annotated[
    str, StringConstraints(min_length=1), Field(examples=["^[A-Z]{2}[0-9]+$", "^(open|paid)$"])
]


class Column(Frozen):
    """One column of a table; written as a bare type where nothing else is to be said."""

    type: TypeField
    """The type of its values; the table above lists all."""
    business_name: scalars.Line | None = None
    """What people call it, shown first and found by a search."""
    description: scalars.Line | None = None
    """What it holds, in one line; becomes the column's comment in Glue."""
    required: bool = False
    """A promise that each row has a value: each run that fills the table is held to it."""
    unique: bool = False
    """A promise that no value comes twice: each run that fills the table is held to it."""
    enum: Annotated[Many[str | int], Field(min_length=1)] | None = None
    """A promise of the only values: each run that fills the table is held to it."""
    min_length: Length | None = None
    """A promise of the fewest characters of a text: each run that fills the table is held to it."""
    max_length: Length | None = None
    """A promise of the most characters of a text: each run that fills the table is held to it."""
    pattern: PatternText | None = None
    """A promise of what is found in each text, of the whole of it between `^` and `$`; a small part
    of regular expressions that every engine reads alike. Each run that fills the table is held to
    it.
    """
    references: References = ()
    """The column, or each of several, whose values these are: what rows are joined by. No run holds
    rows to it, and nobody gets a right by it.
    """
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

    @property
    def has_form(self) -> bool:
        """Whether anything is promised of how its texts look."""
        return (self.min_length, self.max_length, self.pattern) != (None, None, None)

    @property
    def comment(self) -> str | None:
        """What engines show beside it: its description, else what people call it."""
        return self.description or self.business_name


def _column(value: Any) -> Any:
    return {"type": value} if isinstance(value, str) else value


ColumnField = Annotated[Column, BeforeValidator(_column, json_schema_input_type=TypeText | Column)]


TableFormat = Literal["parquet", "iceberg", "csv", "json", "avro", "orc", "text"]


FORMAT_OF_QUERIES: TableFormat = "iceberg"

"""What a table with a `query` is kept as where its spec says nothing."""


def default_format(fields: Mapping[str, Any]) -> TableFormat:
    if fields["source"] is not None:
        return "iceberg"
    return FORMAT_OF_QUERIES if fields["query"] is not None else "parquet"


class Table(Living, Frozen):
    """One table of a product: its output port."""

    business_name: scalars.Line | None = None
    """What people call it, shown first and found by a search."""
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
    `parquet` are written by others; what is in another format was there before the mesh, and is
    read only. By default `iceberg` where there is a `query` or a `source`,
    else `parquet`.
    """
    window: scalars.WholeDays | None = None
    """Of a table with a partition column of type date: how many of the last days a run computes
    anew; the whole table where nothing is said.
    """
    allow_empty: bool = False
    """Whether a run may publish no rows where there were some."""
    sample: bool | None = None
    """Whether everybody who reads the catalog sees some of its rows, with or without an agreement:
    after each run the first five by primary key, of the unprotected columns of plain types; the
    product's `sample` by default.
    """
    columns: Mapping[Id, ColumnField] = Field(min_length=1)
    """The columns, by name, in the order in which readers see them."""
    quality: Many[QualityRule] = ()
    """Promises of the rows: each run that fills the table is held to them."""

    @property
    def is_iceberg(self) -> bool:
        """Whether its columns are told apart by ids, so that it evolves in place."""
        return self.format == "iceberg"

    @property
    def is_read_only(self) -> bool:
        """Whether its files are in a format that the mesh reads, and never writes."""
        return self.format not in ("parquet", "iceberg")

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
