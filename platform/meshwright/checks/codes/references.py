"""Codes of columns that refer to others."""

from meshwright.errors import Code, Severity

NO_SUCH_REFERENCE = Code(
    "CHK198",
    "A reference to no column",
    "`references` names a column whose values a column has: `table.column` of the same product, or"
    " `domain.product.table.column` of another.",
    "name a column of a table that is deployed, or delete the reference",
)
UNFIT_REFERENCE = Code(
    "CHK199",
    "A reference to values of another type",
    "Rows are joined by it: both columns are of one plain type, where int and bigint count as one.",
    "refer to a column of the same type, or give both one type",
    Severity.WARNING,
)
STALE_REFERENCE = Code(
    "CHK200",
    "A reference that another product does not keep",
    "A reference gives no right on another product: its owner may retire or retype the column, and"
    " whoever refers to it is told.",
    "refer to what took its place, or delete the reference",
    Severity.WARNING,
)
