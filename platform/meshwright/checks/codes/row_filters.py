"""Codes of row filters against the table that they are about."""

from meshwright.errors import Code, Severity

NO_COLUMN_OF_FILTER = Code(
    "CHK150",
    "A row filter names a column that is not there",
    "`rows` compares columns of its table, also those that the agreement does not open, and fields"
    " of a struct: `address.city`.",
    "name a column of the table",
)
UNFIT_FILTER = Code(
    "CHK151",
    "A row filter does not fit the column's type",
    "Lake Formation compares texts, numbers and booleans with constants of the same type; dates,"
    " timestamps, binaries, uuids, arrays and maps not at all. LIKE is for texts, and IS NULL"
    " is not for partition columns.",
    "write a constant of the column's type, or compare another column",
)
FILTER_BESIDE_TYPES = Code(
    "CHK152",
    "A row filter on a table with types that AWS warns of",
    "AWS's guide says that a row filter on a table which contains a column of another type than"
    " texts, numbers, booleans and structs results in an error, whether the filter names it or not"
    " (Lake Formation developer guide, PartiQL support in row filter expressions).",
    "try it in an account before consumers rely on it, or open a table without such columns",
    Severity.WARNING,
)
PROTECTED_IN_FILTER = Code(
    "CHK153",
    "A row filter tells of a protected column",
    "Who reads rows `WHERE diagnosis = 'x'` knows the diagnosis of each of them, though the"
    " agreement does not open the column.",
    "filter by another column, open the column, or merge it knowing this",
    Severity.WARNING,
)
