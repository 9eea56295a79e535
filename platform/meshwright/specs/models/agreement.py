"""`access/<consumer>.yaml`: what is opened to whom."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from meshwright.access.row_filters.reading import compared, known
from meshwright.access.row_filters.tree import Filter
from meshwright.specs import scalars
from meshwright.specs.frozen import Frozen
from meshwright.specs.scalars import Id, Many, Text


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
