"""Codes of agreements: days, tables, columns and consumers."""

from meshwright.errors import Code, Severity

EXPIRED = Code(
    "CHK010",
    "An expired agreement",
    "It gives no right any more: its end has passed.",
    "extend it, or delete the file",
    Severity.WARNING,
)
NOT_STARTED = Code(
    "CHK011",
    "An agreement that has not started",
    "It gives no right before the day it starts on.",
    "nothing, if the date is meant",
    Severity.WARNING,
)
ENDS_BEFORE_START = Code(
    "CHK012",
    "An agreement that ends before it starts",
    "There is no day on which it would hold.",
    "correct one of the two dates",
)
NO_SUCH_TABLE = Code(
    "CHK013",
    "An agreement names an unknown table",
    "An agreement names tables of the product in whose folder it lies.",
    "name a table of the product",
)
NO_SUCH_COLUMN = Code(
    "CHK014",
    "An agreement names an unknown column",
    "An agreement names columns of the producer's table.",
    "name a column of the table",
)
NO_SUCH_CONSUMER = Code(
    "CHK015",
    "Unknown consumer",
    "The file's name is the consumer: a product, a domain (its people), or a principal that the"
    " environment file names.",
    "name the file by its consumer, or name the principal in the environment file",
)
OWN_AGREEMENT = Code(
    "CHK016",
    "An agreement of a product with itself",
    "A product's runtime role reads and writes its own tables without one.",
    "delete the file",
)
NO_LEGAL_BASIS = Code(
    "CHK017",
    "Personal data without a legal basis",
    "An agreement that opens columns marked `pii` says on what basis (GDPR, article 6(1)): consent,"
    " contract, legalObligation, vitalInterests, publicTask or legitimateInterests.",
    "add legalBasis, or leave the personal columns out",
)
OPENS_NOTHING = Code(
    "CHK018",
    "An agreement that grants nothing",
    "Where an agreement names no columns it opens the unprotected ones, and every column of the"
    " table is protected.",
    "name the columns that are to be read",
    Severity.WARNING,
)
TABLE_RETIRED = Code(
    "CHK019",
    "An agreement about a retired table",
    "A table with `status: retired` is deployed no more, so that nobody has a right on it.",
    "take the table out of the agreement, or delete the file",
    Severity.WARNING,
)
