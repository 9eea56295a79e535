"""Codes of a field by itself: missing, unknown, or with a value that it cannot have."""

from meshwright.errors import Code

MISSING = Code(
    "SPEC003",
    "Missing required field",
    "Some fields cannot be guessed: a description is what a stranger finds a product by, an owner"
    " is whom they ask. The position is that of the mapping that lacks the field.",
    "add the field",
)
UNKNOWN_FIELD = Code(
    "SPEC012",
    "Unknown field",
    "A field that nobody reads is refused rather than ignored: a misspelt `pii` would leave a"
    " personal column unprotected.",
    "correct or delete the field; free fields go under `extensions`",
)
WRONG_KIND = Code(
    "SPEC013",
    "Wrong type of value",
    "The field holds a text where a list is expected, a number where true or false is, and so on.",
    "write the value as docs/reference/types.md shows it for this field",
)
QUOTE_IT = Code(
    "SPEC014",
    "A text that needs quotes",
    "Without quotes 1.10 is the number 1.1, 012345670123 loses its zero and true is no text.",
    "put the value in quotes",
)
NO_SUCH_WORD = Code(
    "SPEC015",
    "Not one of the allowed values",
    "The field takes one of a few words.",
    "write one of the words that the message lists",
)
MALFORMED = Code(
    "SPEC016",
    "Wrong format",
    "Durations, percentages, dates, versions, addresses and file names have a fixed form.",
    "write the value as the message shows",
)
ID = Code(
    "SPEC017",
    "Not a valid id",
    "Ids of domains, products, tables and columns become parts of AWS names. They are lower-case"
    " words of letters and digits, joined by single underscores: what every one of those names can"
    " hold, and what Glue does not change.",
    "use lower-case letters, digits and single underscores, beginning with a letter",
)
TYPE = Code(
    "SPEC018",
    "Unknown type",
    "Types are string, boolean, int, bigint, float, double, decimal(p,s), date, timestamp,"
    " timestamptz, binary, uuid, and array<…>, map<…,…> and struct<name:…> of these.",
    "write one of the types",
)
UNQUOTED_TYPE = Code(
    "SPEC019",
    "A type that needs quotes",
    "Inside braces a comma ends the value: `{type: decimal(18,2)}` says that the type is"
    " `decimal(18` and that there is a field `2)`.",
    'quote the type, as in {type: "decimal(18,2)"}',
)
EMPTY = Code(
    "SPEC020",
    "Empty value",
    "A field without a value, an empty list where one entry is needed.",
    "write a value, or leave the field out",
)
RANGE = Code(
    "SPEC021",
    "Too small, too large or too long",
    "The value is outside of what AWS, or the catalog, can hold.",
    "stay within the bounds that the message names",
)
