"""What can be said of a contract that is imported."""

from meshwright.errors import Code, Severity

NO_CONTRACT = Code(
    "IMP001",
    "Not a data contract of this standard",
    "The file is read as Bitol's ODCS: a mapping with `kind: DataContract` and an `apiVersion` of"
    " v3.",
    "name an ODCS contract, or bring the file to version 3 of the standard",
)
NO_TABLE = Code(
    "IMP002",
    "The contract describes no table",
    "A product is made of tables with columns. A contract about service levels, roles or people"
    " alone, or about a topic, has none.",
    "import a contract whose schema has a table with properties",
)
WRONG_SHAPE = Code(
    "IMP003",
    "A part of the contract has another shape than the standard gives it",
    "Tables and columns are lists of mappings, each with a name.",
    "correct the line; the standard's JSON Schema says what may stand there",
)
NO_ID = Code(
    "IMP004",
    "A name that comes to no id",
    "Ids are lower-case words of letters and digits, joined by underscores. Capitals, spaces and"
    " hyphens are brought to that form; a name without letters or digits cannot be.",
    "give it a name of letters, and say the former one as its business name",
)
SAME_ID = Code(
    "IMP005",
    "Two names come to one id",
    "Ids do not tell capitals from small letters, nor a space from a hyphen.",
    "rename one of them in the contract",
)
EXISTS = Code(
    "IMP006",
    "The product is there already",
    "An import writes a new product and never over a file that there is.",
    "import it under another name with --name, or move the folder away first",
)
NO_DOMAIN = Code(
    "IMP007",
    "No domain to import into",
    "A product lies in a domain that somebody owns. None that there is was named.",
    "name one with --into, or begin it with `mesh new domain NAME`",
)
TAKEN_AS = Code(
    "IMP008",
    "Taken in other words",
    "The spec has no such word, so the nearest one stands in its place. What the contract said is"
    " kept under `extensions.odcs`.",
    "see that it is what you mean, and change the spec where it is not",
    Severity.NOTE,
)
KEPT = Code(
    "IMP009",
    "Kept without effect",
    "The spec has no field for it. It is kept under `extensions.odcs`, and stands in the contract"
    " that `mesh export odcs` writes; nothing is deployed of it.",
    "nothing, or say it in the spec's own words where it has some",
    Severity.NOTE,
)
LEFT_TO_A_PERSON = Code(
    "IMP010",
    "Only a person can say this",
    "What is imported does not say it, and it cannot be guessed.",
    "write it into the spec",
    Severity.WARNING,
)
TOO_MUCH = Code(
    "IMP044",
    "More than one spec can hold",
    "A spec is read whole by each check and each deployment, so that its size is bounded.",
    "make several products of it: fewer tables in a file, or fewer models with --select",
)

IMPORT_CODES = (
    NO_CONTRACT,
    NO_TABLE,
    WRONG_SHAPE,
    NO_ID,
    SAME_ID,
    EXISTS,
    NO_DOMAIN,
    TAKEN_AS,
    KEPT,
    LEFT_TO_A_PERSON,
    TOO_MUCH,
)
