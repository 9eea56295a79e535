"""Every code that a finding about a table's query can carry."""

from meshwright.errors import Code, Severity

SYNTAX = Code(
    "SQL001",
    "Not readable as Athena's SQL",
    "A query is written in the SQL of Athena, which is Trino's. What stands here is not part of it,"
    " or belongs to another engine's SQL.",
    "correct the place; Athena's console shows the same error",
)
STATEMENTS = Code(
    "SQL002",
    "No statement, or several",
    "A table's query is exactly one statement: its rows replace the table's.",
    "leave one SELECT in the file",
)
NOT_A_SELECT = Code(
    "SQL003",
    "Not a SELECT",
    "A query reads. What writes, creates, drops, calls or sets anything is no query.",
    "write one SELECT; the platform writes its rows into the table",
)
TOO_DEEP = Code(
    "SQL004",
    "Nested too deep, or too large",
    "Whoever approves a query has to be able to read it, and every engine has an end. Brackets may"
    " nest 32 deep, expressions 100; a query holds 10,000 words and signs, makes 2,000 columns and"
    " reads 500 tables, each as often as a WITH that reads it is named.",
    "take parts out into a WITH or a table of their own; write IN (…) for many ORs",
)
NO_SUCH_TABLE = Code(
    "SQL005",
    "A table that no input opens",
    "A query reads tables of its product's inputs and its product's own tables, as Athena names"
    " them: <domain>__<product>.<table>. Nothing else can be read.",
    "name the product under `inputs`, and for another domain's propose an agreement",
)
NO_SUCH_COLUMN = Code(
    "SQL006",
    "A column that is not there",
    "No table in reach at this place has a column of this name, or more than one has.",
    "name a column of a table after FROM, with the table's alias where several have it",
)
NOT_GRANTED = Code(
    "SQL007",
    "A column that no grant opens to this product",
    "Lake Formation shows a product the columns that it is granted: those of its own tables, the"
    " unprotected ones of its domain's products, and what agreements name. The query would fail.",
    "propose the column in the producer's agreement with this product, or leave it out",
)
COLUMNS_DIFFER = Code(
    "SQL008",
    "The query's columns are not the declared ones",
    "A table has the columns that its spec declares, in name and number. The query selects others.",
    "let the query and the spec's columns agree",
)
TYPE_DIFFERS = Code(
    "SQL009",
    "A column's type is not the declared one",
    "Athena writes a value into a column of its own type, or of a wider one of the same kind:"
    " integer into bigint, never double into decimal.",
    "cast it in the query, or declare the type that it has",
)
WRONG_TYPE = Code(
    "SQL010",
    "Values of the wrong type",
    "Athena compares and calculates with values of one kind and converts none silently, apart from"
    " narrower numbers and dates into wider ones.",
    "cast what differs; a day is written DATE '2026-01-31'",
)
UNPROVEN = Code(
    "SQL011",
    "A function outside of the proven list",
    "A query gives the same rows in Athena and in the local AWS. So it calls functions that were"
    " tried with the values of Trino's documentation: docs/reference/sql-functions.md lists them.",
    "write it with functions of the list",
)
DIFFERS = Code(
    "SQL012",
    "Something whose result differs between engines",
    "Athena and the engine behind the local AWS both answer, with different values. Such a query"
    " would be right in one place and silently wrong in the other.",
    "write it as the finding says",
)
NOT_REPEATABLE = Code(
    "SQL013",
    "A result that is not the same each time",
    "A table's rows are made again with each refresh, and parts of them alone. What depends on the"
    " clock, on chance or on the order in which rows happen to come cannot be repeated.",
    "order what is cut or collected; let the day come from a column",
)
GROUPING = Code(
    "SQL014",
    "A column that is neither grouped nor aggregated",
    "Where rows are grouped, each value comes from the group: from a column of GROUP BY, or from an"
    " aggregate such as max or count.",
    "name it in GROUP BY, or aggregate it",
)
CIRCLE = Code(
    "SQL015",
    "Queries that read each other in a circle",
    "Each derived table is filled after those that it reads, so a circle can never start.",
    "let one of the tables be made without the other",
)
PROTECTED = Code(
    "SQL020",
    "A protected column reaches an unprotected one",
    "Who reads a derived table sees what its columns are made of. A column that is pii,"
    " confidential or restricted stays protected where it is copied or computed with, and where an"
    " aggregate such as max or avg can tell of a single row. A count tells of nobody.",
    "protect the column, count instead, or say in its `declassification` why it tells of nobody",
)
INFLUENCE = Code(
    "SQL021",
    "Rows are selected by a protected column",
    "A join or a filter on a protected column shows in the rows of the result, though no value of"
    " it does: who knows the query can draw conclusions.",
    "none is needed where readers may draw that conclusion; else select the rows by other columns",
    Severity.NOTE,
)
NEEDLESS = Code(
    "SQL022",
    "A declassification of nothing",
    "The column says why it may be less protected than what it is made of, and it is made of"
    " nothing protected, or is protected itself. Such a reason would hide a later mistake.",
    "delete `declassification`",
    Severity.WARNING,
)

NOT_ALONE = Code(
    "SQL023",
    "Days of a window depend on others",
    "A table with a `window` is made anew for its last days alone. That gives the same rows as"
    " making all of it only where the rows of a day come from rows of that day: a LIMIT, a window"
    " function or an aggregate over several days, a sub-query in an expression, a join over days"
    " and a computed day reach further. Tables without a partition of days, such as names of codes,"
    " may be joined; a full run follows their changes.",
    "let each day come from rows of that day, or leave `window` out",
)
WHOLE_SCAN = Code(
    "SQL024",
    "A window that reads all of its input",
    "A run with a window reads only the partitions of its input that lie in it, where the input is"
    " partitioned by the same day. Here it is not, so each run reads, and pays for, the whole"
    " table.",
    "let the producer partition the table by the day, or leave it where the table is small",
    Severity.WARNING,
)
NOT_ASKABLE = Code(
    "SQL025",
    "A quality rule that cannot be asked",
    "The rules of a table that the mesh fills are asked of each run's rows before these are"
    " published, by one statement that is made of the spec. This rule does not say what is to be"
    " measured, or its column has no values of which that can be asked in the same way everywhere.",
    "write the metric's arguments, or leave the rule out",
)

SQL_CODES = (
    SYNTAX,
    STATEMENTS,
    NOT_A_SELECT,
    TOO_DEEP,
    NO_SUCH_TABLE,
    NO_SUCH_COLUMN,
    NOT_GRANTED,
    COLUMNS_DIFFER,
    TYPE_DIFFERS,
    WRONG_TYPE,
    UNPROVEN,
    DIFFERS,
    NOT_REPEATABLE,
    GROUPING,
    CIRCLE,
    PROTECTED,
    INFLUENCE,
    NEEDLESS,
    NOT_ALONE,
    WHOLE_SCAN,
    NOT_ASKABLE,
)
