"""Codes of the row filter of an agreement."""

from meshwright.errors import Code

FILTER_SYNTAX = Code(
    "SPEC113",
    "A row filter that cannot be read",
    "`rows` compares columns with constants: `=`, `<>`, `<`, `<=`, `>`, `>=`, `BETWEEN`, `IN`,"
    " `LIKE` and `IS NULL`, joined by `AND`, `OR` and `NOT`, with brackets where they mix. Texts"
    " stand in single quotes, and names that are key words in double quotes.",
    "write a column, a comparison and a constant, such as country = 'DE'",
)
NOT_IN_FILTER = Code(
    "SPEC114",
    "Not part of a row filter",
    "Lake Formation takes neither functions nor sub-queries, nothing that is computed, and no"
    " column compared with another. What its engines read in two ways, such as a backslash or a"
    " comment, is refused too. To show rows by what a function says of them, let the product have"
    " a column of it.",
    "compare a column with a constant",
)
FILTER_SIZE = Code(
    "SPEC115",
    "A row filter that is too large",
    "Lake Formation takes fewer than 2,048 characters (its guide, PartiQL support in row filter"
    " expressions). The filter is written anew for it, with brackets around each comparison.",
    "let the product have a column that says which rows belong together, and compare that one",
)
