"""Every code that a finding about a spec can carry, and how a page explains them."""

from collections.abc import Iterable

from meshwright.errors import Code

SYNTAX = Code(
    "SPEC001",
    "Not valid YAML",
    "The file cannot be read as YAML, so nothing in it could be looked at.",
    "correct the line; an editor that knows YAML shows the place",
)
EMPTY_FILE = Code(
    "SPEC002",
    "Empty file",
    "A file that holds no field, or comments only, describes nothing.",
    "fill it in, or delete it",
)
MISSING = Code(
    "SPEC003",
    "Missing required field",
    "Some fields cannot be guessed: a description is what a stranger finds a product by, an owner"
    " is whom they ask. The position is that of the mapping that lacks the field.",
    "add the field",
)
NOT_TEXT = Code(
    "SPEC004",
    "The file is not plain text",
    "Specs are UTF-8 without a byte order mark and without control characters.",
    "save the file as UTF-8 without a byte order mark",
)
HIDDEN = Code(
    "SPEC005",
    "An invisible character",
    "Characters that turn the direction of writing, or take no space, let a file say something"
    " else than what a reviewer sees.",
    "delete the character",
)
TAB = Code(
    "SPEC006",
    "A tab indents a line",
    "YAML indents by spaces only.",
    "indent by spaces",
)
TOO_LARGE = Code(
    "SPEC007",
    "The file is too large",
    "A spec is at most 1 MB and an SQL file at most 256 KB: anything larger is no description.",
    "split the product, or take data out of its spec",
)
DEPTH = Code(
    "SPEC008",
    "Nested too deep",
    "No field of a spec lies as deep as this.",
    "flatten the value",
)
TOO_MANY_VALUES = Code(
    "SPEC009",
    "Too many values",
    "A file may hold 100,000 values, counting what an alias repeats each time.",
    "split the product, or write values out rather than repeating them by aliases",
)
TWICE = Code(
    "SPEC010",
    "Duplicate key",
    "Which of the two was meant is anybody's guess, so neither is taken.",
    "delete one of them",
)
NO_MAPPING = Code(
    "SPEC011",
    "Not a mapping of fields",
    "A spec is a mapping of fields; the file holds a list or a single value.",
    "begin with a field, such as `description: …`",
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
MERGE = Code(
    "SPEC022",
    "A merge key",
    "`<<` belongs to an older YAML; who reads the spec cannot see what it brings in.",
    "write the fields out",
)
TAG = Code(
    "SPEC023",
    "A tag",
    "Tags such as `!!str` or `!include` are not read.",
    "delete the tag; quote a value that has to be a text",
)
KEY = Code(
    "SPEC024",
    "A key that is not a string",
    "Keys are texts; a number, a list or an empty key is none.",
    "put the key in quotes, or name the field",
)
DOCUMENTS = Code(
    "SPEC025",
    "Several documents in one file",
    "One file describes one thing.",
    "delete the line `---`, or move what follows to a file of its own",
)
ALIAS = Code(
    "SPEC026",
    "Undefined alias",
    "`*name` repeats a value that was named `&name` earlier in the same file, and complete there.",
    "name the value before it is repeated; quote a text that begins with a star",
)
MANY = Code(
    "SPEC027",
    "More findings than can be shown",
    "Only the first hundred findings of a file are shown.",
    "correct those shown first",
)
STRAY = Code(
    "SPEC030",
    "Unexpected file",
    "A file that has no meaning where it lies is refused rather than ignored: a misnamed agreement"
    " would never grant anything. Markdown, README and LICENSE files, and those whose names begin"
    " with a dot, are left in peace.",
    "rename, move or delete it",
)
LINK = Code(
    "SPEC031",
    "A link that leaves the repository",
    "A symbolic link that points out of the repository would read files of whoever runs the check.",
    "replace the link by the file itself",
)
NO_DOMAIN = Code(
    "SPEC032",
    "No domain.yaml",
    "A folder under domains/ is a domain, and domain.yaml says who owns it.",
    "write the domain's domain.yaml: owner, description, costCenter, classification",
)
NO_PRODUCT = Code(
    "SPEC033",
    "No product.yaml",
    "A folder inside a domain is a data product, and product.yaml describes it.",
    "write the product's product.yaml, or move the folder elsewhere",
)
UNREADABLE = Code(
    "SPEC034",
    "The file cannot be opened",
    "It is missing, no plain file, or its permissions forbid reading.",
    "make it a plain file, or a folder, that can be read",
)
NO_QUERY_FILE = Code(
    "SPEC035",
    "No such SQL file",
    "`query` names a file that lies beside product.yaml.",
    "write the file, or correct its name",
)
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
LINK_INSIDE = Code(
    "SPEC080",
    "A link in place of a file or folder",
    "Who has to approve a change follows from where a file lies (CODEOWNERS), and so does what a"
    " change touches. What is read through a link lies elsewhere, so under domains/, policies/ and"
    " platform/environments, and where CI and code owners are named, nothing is one.",
    "put the file or folder itself in the place of the link",
)
HIDDEN_SPECS = Code(
    "SPEC081",
    "Specs in a hidden folder",
    "Nobody reads a folder whose name begins with a dot, so specs in it describe nothing.",
    "rename the folder, or move it out of domains/",
)
OTHER_REPOSITORY = Code(
    "SPEC082",
    "Another repository inside of domains/",
    "Who approves a change of it, and what such a change touches, this repository cannot say.",
    "put the files themselves in the place of the submodule or clone",
)
DEPLOYER = Code(
    "SPEC050",
    "The deployer is not a Lake Formation administrator",
    "Lake Formation lets administrators alone grant, so the deploying principal has to be one.",
    "add the deployer to administrators",
)
SHARED_PLACE = Code(
    "SPEC051",
    "Two environments share an account and region",
    "Names are unique within one account and region, so each belongs to one environment.",
    "give each environment an account or a region of its own",
)
PROVIDER = Code(
    "SPEC052",
    "The provider can be chosen in `local` only",
    "Only the AWS of `local` can be served by two providers, and a plugin is an official one.",
    "take provider and plugin out of the file, or write `provider: official` in local.yaml",
)
NO_REASON = Code(
    "SPEC060",
    "A reason is too short",
    "Whoever approves a waiver, and whoever reads it in a year, learns from its reason alone why"
    " the finding can be lived with.",
    "explain in at least 20 characters why the finding can be lived with",
)
WAIVER_DATES = Code(
    "SPEC061",
    "Invalid dates of a waiver",
    "A waiver holds from `granted` to `expires`, both included, and at most 90 days: what takes"
    " longer is no exception.",
    "let it expire at most 90 days after it is granted",
)
NO_FINDING = Code(
    "SPEC062",
    "Invalid path of a finding",
    "A waiver is for one finding, named by the path that `mesh check` prints with it. A pattern, or"
    " a line that moves with every edit, would let through what nobody has agreed to.",
    "copy the path from the finding, such as tables.orders.columns.discount",
)
FOREIGN_PRINCIPAL = Code(
    "SPEC063",
    "A principal of another account",
    "Lake Formation grants to roles and users of the environment's own account. Another account"
    " also needs a share, links to its tables and the catalog's key, which this platform does not"
    " make yet. A role of another account may still assume a role of the mesh (`assume`).",
    "name a role of this account, and let the other account assume it",
)
WHOLE_ACCOUNT = Code(
    "SPEC064",
    "A whole account as a principal",
    "An ARN that ends in `:root` stands for an account. Lake Formation takes it neither as a"
    " consumer nor as an administrator.",
    "name a role or a user of the account",
)
GROUP = Code(
    "SPEC065",
    "A group of IAM as a principal",
    "A group is no principal: AWS refuses it in grants and in trust policies.",
    "name a role that the members of the group may assume",
)
AUDITOR = Code(
    "SPEC067",
    "An auditor is also an administrator",
    "Auditors are read-only administrators of Lake Formation: they see every grant and change none."
    " Who is an administrator too may change all of them.",
    "name each principal once, under administrators or under auditors",
)
NO_AUDITOR = Code(
    "SPEC120",
    "A trail that nobody may ask",
    "The auditors of an environment assume the role that may ask its trail; without any, nobody"
    " could, and what it costs would be for nothing.",
    "name under `auditors` who asks who did what, or leave the trail out",
)

NO_SUNSET = Code(
    "SPEC100",
    "An end without a day",
    "Readers of what is deprecated, or superseded by another table, are told the last day on which"
    " they can count on it.",
    "write `sunset: <year-month-day>`, far enough away for its readers to move",
)
NO_SUCCESSOR = Code(
    "SPEC101",
    "An end without a successor",
    "Readers of what is deprecated are told where to go. A table that `supersedes` it says so too.",
    "write `successor:` with the product or table that takes its place, or `none`",
)
SUPERSEDES = Code(
    "SPEC102",
    "A table that supersedes none",
    "A table `supersedes` another one of its product: a new major version beside the old one, which"
    " stays until its sunset.",
    "name the table that it takes the place of, and keep that table until its readers have moved",
)

ONE_START = Code(
    "SPEC103",
    "Not exactly one start",
    "`refresh` says what starts a run of the product: its inputs or a request (`on`), equal"
    " intervals (`every`), or a schedule in UTC (`cron`).",
    "write one of them, such as `refresh: {every: 1h}`",
)
NOT_ON_PARQUET = Code(
    "SPEC104",
    "A field of Iceberg tables on a Parquet table",
    "Files of a parquet table are written by others, and know their columns by name. Only a table"
    " with `format: iceberg` is filled by the mesh, and keeps the values of a renamed column.",
    "write `format: iceberg`, or delete the field",
)
NOTHING_FILLS = Code(
    "SPEC106",
    "A field about runs on a table that no run fills",
    "The mesh fills Iceberg tables that have a `query` or a `source`; others are filled from"
    " outside.",
    "add `query` or `source`, or delete the field",
)
BAD_WINDOW = Code(
    "SPEC107",
    "A window without days",
    "`window` computes the last days of a query's rows anew: it counts the values of a partition"
    " column of type date. What files bring is taken as they land.",
    "partition by a column of type date, or delete `window`: then each run computes all rows",
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
LATER = Code(
    "SPEC111",
    "Left for later",
    "Rows come by queries on Athena and by files that land, into Iceberg tables in the product's"
    " own bucket that are partitioned by columns as they are. Streams, Spark jobs, S3 Tables and"
    " partitions by a function of a column are known, and not built yet: ADR 0058 says why, and"
    " what would bring each in.",
    "use what is there",
)

NOT_IN_TEXT = Code(
    "SPEC112",
    "A type that no text in a file is a value of",
    "Each line of a csv or json file is read as texts, and each text as a value of its column's"
    " type: a whole number, a decimal, a float or double, a boolean, a date, a timestamp or text"
    " as it is.",
    "write a query that makes the value of the landed texts, or let parquet files land",
)
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
SPEC_CODES = (
    SYNTAX,
    EMPTY_FILE,
    MISSING,
    NOT_TEXT,
    HIDDEN,
    TAB,
    TOO_LARGE,
    DEPTH,
    TOO_MANY_VALUES,
    TWICE,
    NO_MAPPING,
    UNKNOWN_FIELD,
    WRONG_KIND,
    QUOTE_IT,
    NO_SUCH_WORD,
    MALFORMED,
    ID,
    TYPE,
    UNQUOTED_TYPE,
    EMPTY,
    RANGE,
    MERGE,
    TAG,
    KEY,
    DOCUMENTS,
    ALIAS,
    MANY,
    STRAY,
    LINK,
    NO_DOMAIN,
    NO_PRODUCT,
    UNREADABLE,
    NO_QUERY_FILE,
    NO_SUCH_COLUMN,
    BAD_PARTITION,
    ALL_PARTITIONS,
    REPEATED,
    BAD_ENUM,
    COMPARISON,
    BAD_QUALITY,
    BAD_KEY,
    DEPLOYER,
    SHARED_PLACE,
    PROVIDER,
    NO_REASON,
    WAIVER_DATES,
    NO_FINDING,
    FOREIGN_PRINCIPAL,
    WHOLE_ACCOUNT,
    GROUP,
    AUDITOR,
    LINK_INSIDE,
    HIDDEN_SPECS,
    OTHER_REPOSITORY,
    NO_SUNSET,
    NO_SUCCESSOR,
    SUPERSEDES,
    ONE_START,
    NOT_ON_PARQUET,
    NOTHING_FILLS,
    BAD_WINDOW,
    BAD_RENAME,
    CALLED_LANDING,
    SAME_ID,
    LATER,
    NOT_IN_TEXT,
    FILTER_SYNTAX,
    NOT_IN_FILTER,
    FILTER_SIZE,
    NO_AUDITOR,
)


def findings_page(codes: Iterable[Code]) -> str:
    """docs/reference/findings.md, one section a code."""
    sections = (
        f"## {code.id}\n\n**{code.title}** ({code.severity})\n\n{code.explanation}\n\n"
        f"To fix it: {code.fix}.\n"
        for code in codes
    )
    return "\n".join((_HEAD, *sections))


_HEAD = """# Findings

What `mesh check` can say about a spec, by code. Generated from the tables of codes in
`platform/meshwright`; an error stops the product it is about, a warning does not. Rules (`S3-001`)
have [pages of their own](rules/README.md). `PRV` codes are differences that `mesh access prove`
finds in a cloud, `IMP` codes what `mesh import` has to say of what it reads.
"""
