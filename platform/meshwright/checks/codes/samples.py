"""Codes of samples: what keeps rows from being shown to everybody who reads the catalog."""

from meshwright.errors import Code

SAMPLE_CLASSIFIED = Code(
    "CHK210",
    "A sample of what is more than internal",
    "With `sample: true` everybody who reads the catalog sees rows, of every domain and without an"
    " agreement. That is for products that are public or internal, by their own word or by their"
    " domain's; columns of them that are protected are left out.",
    "take `sample` away; or classify the product as what it is, and single columns higher",
)
SAMPLE_NOT_MADE = Code(
    "CHK211",
    "A sample of rows that no run makes",
    "A run shows the rows of a table when it has refreshed it: an Iceberg table with a `query` or a"
    " `source` and a `primaryKey`, of a product that is not retired. Nothing would ask for those"
    " that others write.",
    "write `sample: false` at the table, or take `sample` away",
)
SAMPLE_OF_NOTHING = Code(
    "CHK212",
    "A sample without a column",
    "A sample leaves out each column that is protected, nested (array, map, struct) or binary, and"
    " of this table none is left.",
    "write `sample: false` at the table",
)
SAMPLE_PAST_ROWS = Code(
    "CHK213",
    "A sample past a row filter",
    "An agreement opens some rows of the table alone, and a sample shows others to the same reader,"
    " and to everybody else.",
    "write `sample: false` at the table, or agree on all of its rows",
)
