"""Codes of what a table says of its columns, and does not hold together."""

from meshwright.errors import Code

NO_SUCH_COLUMN = Code(
    "SPEC040",
    "No such column",
    "primaryKey and partitionBy name columns of the same table.",
    "name a column of the table",
)
BAD_PARTITION = Code(
    "SPEC041",
    "Not a valid partition column",
    "A partition is a folder named by its value: that takes a short, plain value. Nested types,"
    " timestamps, floating-point numbers and binaries make no good folder names.",
    "partition by a date, a text or a whole number",
)
ALL_PARTITIONS = Code(
    "SPEC042",
    "All columns are partition columns",
    "A file of a table needs a column of its own, beside those that name its folder.",
    "leave at least one column out of partitionBy",
)
REPEATED = Code(
    "SPEC043",
    "Duplicate entry",
    "An entry stands in a list more than once.",
    "delete the second one",
)
BAD_ENUM = Code(
    "SPEC044",
    "An allowed value does not fit the column's type",
    "The values of `enum` are texts for a string column, and whole numbers for int and bigint;"
    " other types have none.",
    "write values of the column's own type",
)
COMPARISON = Code(
    "SPEC045",
    "Not exactly one comparison",
    "A quality rule compares its metric once, such as by `mustBeLessThan: 5`.",
    "write exactly one field that begins with `must`",
)
BAD_QUALITY = Code(
    "SPEC046",
    "A quality rule does not fit here",
    "rowCount belongs to a table and nullValues, missingValues and invalidValues to a column."
    " duplicateValues fits both. A range runs from its smaller to its larger end, percents from"
    " 0 to 100.",
    "move the rule, or choose another metric",
)
BAD_KEY = Code(
    "SPEC047",
    "Not a valid primary key column",
    "Rows are told apart by plain values.",
    "take nested columns out of primaryKey",
)
BAD_FORM = Code(
    "SPEC124",
    "A length or a pattern that does not fit",
    "`minLength`, `maxLength` and `pattern` are about the characters of a text, so that only a"
    " string column has them; and some text has to fit both lengths.",
    "delete the field, or write lengths from the smaller to the larger",
)
BAD_PATTERN = Code(
    "SPEC125",
    "Not a pattern that every engine reads alike",
    "A pattern is read by Athena, by the local engine and by those who read the contract, and has"
    " to mean one thing to all: characters, `.`, classes such as `[A-Z]`, `\\d`, `\\w`, `\\s`,"
    " groups, `|`, `*`, `+`, `?`, `{2,4}`, `^` and `$`. What looks around or back, flags, words'"
    " ends, lazy and possessive repetitions and classes of Unicode are none of it.",
    "write it with what every engine knows; a rule of `quality` can ask what a pattern cannot",
)
NOT_ON_PARQUET = Code(
    "SPEC104",
    "A field of Iceberg tables on a Parquet table",
    "Files of a parquet table are written by others, and know their columns by name. Only a table"
    " with `format: iceberg` is filled by the mesh, and keeps the values of a renamed column.",
    "write `format: iceberg`, or delete the field",
)
BAD_RENAME = Code(
    "SPEC108",
    "A rename that cannot be",
    "`renamedFrom` is what one column was called before. A column that stands keeps its own values,"
    " and those of one that is gone go to one column only.",
    "name a column that is gone; delete `renamedFrom` once every environment has the new name",
)
CALLED_LANDING = Code(
    "SPEC109",
    "A table called landing",
    "A query of a table that has a `source` reads the rows of landed files as `landing`.",
    "give the table another name",
)
SAME_ID = Code(
    "SPEC110",
    "One id for two fields",
    "Data files of an Iceberg table know their columns by the ids in product.lock.yaml: two fields"
    " of one id would show each other's values, and one that takes the id of a dropped one would"
    " bring its values back.",
    "take the file back as it was merged before, and run `mesh lock`",
)
