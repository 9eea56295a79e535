"""Every code that a finding across specs can carry."""

from meshwright.errors import Code, Severity

NO_SUCH_INPUT = Code(
    "CHK001",
    "No such product",
    "`inputs` names products of this mesh by their ids, `<domain>.<product>`.",
    "name a product of the mesh, or delete the input",
)
OWN_INPUT = Code(
    "CHK002",
    "A product that is its own input",
    "Inputs are other products; a product's own tables need no mention.",
    "delete the input",
)
CYCLE = Code(
    "CHK003",
    "A cycle of products",
    "Each product is filled from its inputs, so that a cycle of them can never start.",
    "remove one of the inputs of the cycle",
)
NO_AGREEMENT = Code(
    "CHK004",
    "An input of another domain without an agreement",
    "Who reads across domains needs the producer's consent: a file in the producer's folder, which"
    " the producer's reviewers approve.",
    "propose the agreement",
)
INPUT_EXPIRED = Code(
    "CHK005",
    "An input whose agreement has expired",
    "The agreement that this input rests on gives no right any more: reading it will fail.",
    "ask the producer to extend the agreement, or delete the input",
    Severity.WARNING,
)
INPUT_NOT_STARTED = Code(
    "CHK006",
    "An input whose agreement has not started",
    "The agreement that this input rests on gives no right yet: reading it will fail until then.",
    "wait, or agree on an earlier start",
    Severity.WARNING,
)
INPUT_RETIRED = Code(
    "CHK007",
    "An input that is retired",
    "Its owner has given the product up: it may be destroyed any day, and its data with it.",
    "read another product, or ask its owner",
    Severity.WARNING,
)
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
QUERY_WITHOUT_INPUTS = Code(
    "CHK020",
    "A query without inputs",
    "A table's `query` derives its rows from the product's inputs, and there are none.",
    "name the inputs, or take the query out",
    Severity.WARNING,
)
KIND_CONTRADICTS = Code(
    "CHK021",
    "The kind does not fit the inputs",
    "A source-aligned product is fed from outside the mesh, an aggregate from other products.",
    "correct `kind`, or leave it out: it follows from the inputs",
    Severity.WARNING,
)
SAME_ORIGIN = Code(
    "CHK022",
    "Two products with the same AWS names",
    "A product's names derive from its origin, so two products of one origin would share a bucket.",
    "give the newer product another id: the names belong to the one that has moved",
)
NO_SUCH_DOMAIN = Code(
    "CHK030",
    "Unknown domain in `assume`",
    "`assume` in an environment file names domains of the mesh.",
    "correct the name, or delete the entry",
    Severity.WARNING,
)
PRINCIPAL_IS_DOMAIN = Code(
    "CHK031",
    "A principal has the name of a domain",
    "An agreement's file name could mean either of the two.",
    "rename the principal in the environment file, or the domain",
)
NOBODY_MAY_ASSUME = Code(
    "CHK032",
    "No principal may assume the roles",
    "The environment file does not say who may assume a domain's roles, so that only the deploying"
    " role may: its people cannot read, or its products' jobs cannot run.",
    "let the platform's owner name them under `assume` in the environment file",
    Severity.NOTE,
)
PROTECTED_PARTITION = Code(
    "CHK060",
    "A protected column that a table is partitioned by",
    "The values of a partition column are names of folders: they stand in every path, in access"
    " logs and in Glue's partitions, and Lake Formation restricts no one from a partition key. So"
    " no column that is pii, confidential or restricted, by itself or by default, can be one.",
    "partition by an unprotected column, such as a month",
)
SECRET = Code(
    "CHK042",
    "A secret in a spec",
    "Specs lie in git, where what was once written stays, and the catalog publishes `extensions` to"
    " every reader. So a field there that has a secret's name or shape is warned of.",
    "keep the secret in AWS Secrets Manager, write its ARN here, and change the secret itself",
    Severity.WARNING,
)
FOREIGN_ORIGIN = Code(
    "CHK070",
    "AWS names of another domain",
    "`origin` in product.lock.yaml says which path a product's AWS names derive from: those of its"
    " bucket, its database and its roles. A name of another domain belongs to that domain, unless"
    " its product has moved here: then one commit takes its spec away there and writes the lock"
    " file here, so that git knows the move and the reviewers of both domains approve it.",
    "delete the lock file, or move the product and write its lock file in one commit",
)
HOME_GONE = Code(
    "CHK130",
    "A domain that a moved product still needs",
    "A product that moved keeps its AWS names, and with them what opens its files: the key and the"
    " data-access role of the domain that it began in. S3 writes no object anew because a product"
    " moved, so without that key its rows are lost.",
    "bring the domain's domain.yaml back; it may be a domain without products",
)
OPEN_LAKE = Code(
    "CHK050",
    "Lake Formation's defaults grant to IAMAllowedPrincipals",
    "The account gives rights on everything new to whomever IAM lets in, so that grants would have"
    " no effect, and `accountSettings: false` leaves that to somebody else. `mesh up` asks before"
    " its first change.",
    "let the account's owner empty Lake Formation's default permissions, or manage them here:"
    " accountSettings: true",
)
UNLISTED_SETTING = Code(
    "CHK051",
    "A Lake Formation setting that would be removed",
    "Lake Formation takes its settings as a whole: what the environment file does not list, the"
    " first `mesh up` would remove without a word in any preview. So it reads them first.",
    "take it away in the account if nobody needs it, or leave the settings to somebody else:"
    " accountSettings: false",
)
VERSION_LOWERED = Code(
    "CHK052",
    "The cross-account version cannot be lowered",
    "An account that shares with others by version 5 does not go back to 4.",
    "write crossAccountVersion: 5",
)
DEFAULT_OPEN = Code(
    "CHK053",
    "IAMAllowedPrincipals have rights on the database `default`",
    "Athena asks for the database `default` in each query, so the mesh lets everybody see that it"
    " is there. What IAM_ALLOWED_PRINCIPALS has on it goes further: who may do what there is IAM's"
    " to say. Others may rely on that, so the mesh does not take it away.",
    "ask who works in it, grant them what they need, then: aws lakeformation revoke-permissions"
    " --principal DataLakePrincipalIdentifier=IAM_ALLOWED_PRINCIPALS --permissions ALL"
    """ --resource '{"Database":{"Name":"default"}}'""",
)
OPEN_PRODUCT = Code(
    "CHK056",
    "IAMAllowedPrincipals have rights on a product",
    "After each `up` the product's databases and tables are read back. What IAM_ALLOWED_PRINCIPALS"
    " has there, whoever IAM lets in has: no grant and no column is held back.",
    "find out who opened it, then take it back: mesh up --refresh",
)
SETTINGS_NOT_KEPT = Code(
    "CHK057",
    "Lake Formation settings that AWS did not keep",
    "After the foundation's `up` the settings are read back and put once more as a whole, since the"
    " provider sends no empty list. They still differ.",
    "see who else writes them: mesh drift",
)
NO_BACKEND = Code(
    "CHK075",
    "An environment without a backend",
    "The engine keeps the state of every stack in the environment's backend; only `local` keeps its"
    " own. Nothing can be deployed without one.",
    "write where the engine keeps state: `backend: s3://BUCKET`",
)

RETIRED_EARLY = Code(
    "CHK092",
    "Retired while others read",
    "Writes and grants end when a product or table is retired. Until the sunset that they were told"
    " readers count on it.",
    "leave it `status: deprecated` until its readers have gone or its sunset has passed",
)
READ_ENDS = Code(
    "CHK093",
    "What is read will end",
    "Its owner has said until when it is there, and what takes its place.",
    "move to the successor before the sunset",
    Severity.WARNING,
)
DRAFT_OPENED = Code(
    "CHK094",
    "An agreement about a draft",
    "A draft may change or go on any day, and is no contract that anybody could rest on.",
    "activate what is agreed on (`status: active`), or take it out of the agreement",
)
DRAFT_READ = Code(
    "CHK095",
    "An input that is a draft",
    "A draft is deployed only where the environment takes drafts: elsewhere nothing is there to be"
    " read.",
    "let its owner activate it, or make this product a draft too",
)
NO_SUCH_SUCCESSOR = Code(
    "CHK096",
    "No such successor",
    "`successor` names what readers move to: another product of this mesh, or another table.",
    "name a product or table that is there, or `none`",
)
NO_KEY = Code(
    "CHK131",
    "A table without a key that the mesh is to fill",
    "Each run stages rows and merges them into the table by its `primaryKey`: without one, nobody"
    " could say which rows are new, which have changed and which are gone.",
    "write `primaryKey: [...]`; or `format: parquet`, where others write its files",
)
NOTHING_TO_REFRESH = Code(
    "CHK132",
    "A refresh of nothing",
    "`refresh` says what starts a run, and a run fills Iceberg tables that have a `query` or a"
    " `source`. Files of parquet tables are written by others.",
    "delete `refresh`, or add a `query` or a `source` to a table",
)
TOO_MANY_PARTITIONS = Code(
    "CHK133",
    "More partitions a run than Athena writes",
    "One statement of Athena's writes to 100 partitions at most, and fails beyond.",
    "shorten `window`, or partition by fewer columns; docs/how-to/outgrow-athena.md says what to do"
    " where that is no way",
)
SLOW_SCHEDULE = Code(
    "CHK134",
    "A schedule that is slower than the promise",
    "Rows get no newer between two runs: a schedule that leaves more time between them than"
    " `sla.freshness` allows breaks the promise each time.",
    "start runs more often, or promise less",
)
SLOW_INPUTS = Code(
    "CHK135",
    "A promise that the inputs cannot keep",
    "Rows that are derived are as old as what they are derived from, and older by the time between"
    " two runs. The newest of the inputs counts; one that promises nothing is as old as its own.",
    "promise less, start runs by `refresh: {on: inputs}`, or ask an input's owner for more",
    Severity.WARNING,
)
NOTHING_KEEPS = Code(
    "CHK136",
    "A promise that nothing keeps",
    "With `refresh: {on: request}` only `mesh run` starts a run, and no promise of fresh rows can"
    " rest on that.",
    "start runs by a schedule or by the inputs, or promise no freshness",
    Severity.WARNING,
)
LANDS_NOWHERE = Code(
    "CHK137",
    "Files that would land nowhere",
    "`landing` in an environment file names products of the mesh with a table that has a `source`.",
    "correct the name, or delete the entry",
    Severity.WARNING,
)
NOBODY_LANDS = Code(
    "CHK138",
    "Nobody may land files",
    "A table has a `source`, and the environment file names nobody who may write to the product's"
    " landing bucket.",
    "let the platform's owner name them under `landing` in the environment file",
    Severity.NOTE,
)
NO_SUCH_CHANNEL = Code(
    "CHK139",
    "A channel for an unknown domain",
    "`slack.channels` in an environment file names domains of the mesh.",
    "correct the name, or delete the entry",
    Severity.WARNING,
)
NO_SLACK_HERE = Code(
    "CHK165",
    "No Slack in the local AWS",
    "Alarms reach Slack through AWS Chatbot, which the local AWS does not have: `slack` is checked,"
    " and what it stands for is made in the other environments alone.",
    "nothing has to be done: read what alarms say by `mesh runs`",
    Severity.NOTE,
)
STALE_LOCK = Code(
    "CHK140",
    "A lock that is behind its spec",
    "Data files of an Iceberg table know its fields by ids. product.lock.yaml keeps them, so that a"
    " column keeps its values whatever is added, dropped or renamed around it: each change of the"
    " columns belongs into one commit with the lock.",
    "run `mesh lock`, and commit the file with the change",
)
TAKEN_NAME = Code(
    "CHK141",
    "A rename onto a column that was there",
    "Both columns have values. The one that keeps its name keeps its own, so that those of the"
    " other would be lost.",
    "drop the column and run `mesh lock` in one change, rename the other in the next; or delete"
    " `renamedFrom`",
)
NEVER_CALLED = Code(
    "CHK142",
    "A rename from a name that no column had",
    "`renamedFrom` keeps the values of a column under a new name. Of the name that it says,"
    " product.lock.yaml knows nothing, so that the column would be empty.",
    "correct the name, or delete `renamedFrom` where the column is new",
)
FORMAT_UNSAID = Code(
    "CHK146",
    "An Iceberg table by default",
    "A table with a `query` is an Iceberg table unless its spec says otherwise. Releases before"
    " kept it as Parquet files: where it is deployed as such, `mesh up` refuses to replace it by an"
    " empty one, until the spec says which of the two it is.",
    "run `mesh lock`, or write `format: parquet`: docs/how-to/evolve-an-iceberg-table.md",
    Severity.NOTE,
)

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
FILES_LEAVE_OUT = Code(
    "CHK166",
    "Files of a table of which columns are left out",
    "A file holds every column of its table, so that whoever gets it reads also those that the"
    " agreement leaves out.",
    "open every column (`columns: all`), or leave `files` out and read the table by queries",
)
FILES_SHOW_ROWS = Code(
    "CHK167",
    "Files of a table of which rows are left out",
    "A file holds rows of every kind, and S3 filters none: a row filter holds for queries alone.",
    "leave `rows` out, or leave `files` out and read the table by queries",
)
FILES_PROTECTED = Code(
    "CHK168",
    "Files of a table with protected columns",
    "Personal, confidential and restricted columns are opened by name, and each look at them goes"
    " through Lake Formation. Who gets a file reads it past that, and keeps it.",
    "leave `files` out, or let the producer have a table without the protected columns",
)
FILES_OF_ICEBERG = Code(
    "CHK169",
    "Files of an Iceberg table",
    "The files of an Iceberg table are not its rows: they hold rows that were deleted or replaced,"
    " and columns of former days, until they expire; its metadata says which of them count, and"
    " names them by the bucket, which an access point does not open (Apache Iceberg, table"
    " specification: locations are absolute).",
    "leave `files` out and read the table by queries; or let the producer have a table of"
    " `format: parquet`",
)
NO_SUCH_ASKER = Code(
    "CHK184",
    "A request names what does not exist",
    "A file under `wanted` says which domain or product needs the data, who else does, and in the"
    " end which product offers it: by the ids of this mesh.",
    "name a domain or a product of the mesh",
)
VOTES_TWICE = Code(
    "CHK185",
    "A request counts somebody twice",
    "Who asks for a product is the first vote, and each domain or product has one.",
    "delete the vote",
)

CHECK_CODES = (
    NO_SUCH_INPUT,
    OWN_INPUT,
    CYCLE,
    NO_AGREEMENT,
    INPUT_EXPIRED,
    INPUT_NOT_STARTED,
    INPUT_RETIRED,
    EXPIRED,
    NOT_STARTED,
    ENDS_BEFORE_START,
    NO_SUCH_TABLE,
    NO_SUCH_COLUMN,
    NO_SUCH_CONSUMER,
    OWN_AGREEMENT,
    NO_LEGAL_BASIS,
    OPENS_NOTHING,
    TABLE_RETIRED,
    QUERY_WITHOUT_INPUTS,
    KIND_CONTRADICTS,
    SAME_ORIGIN,
    NO_SUCH_DOMAIN,
    PRINCIPAL_IS_DOMAIN,
    NOBODY_MAY_ASSUME,
    SECRET,
    OPEN_LAKE,
    UNLISTED_SETTING,
    VERSION_LOWERED,
    DEFAULT_OPEN,
    OPEN_PRODUCT,
    SETTINGS_NOT_KEPT,
    PROTECTED_PARTITION,
    FOREIGN_ORIGIN,
    NO_BACKEND,
    RETIRED_EARLY,
    READ_ENDS,
    DRAFT_OPENED,
    DRAFT_READ,
    NO_SUCH_SUCCESSOR,
    HOME_GONE,
    NO_KEY,
    NOTHING_TO_REFRESH,
    TOO_MANY_PARTITIONS,
    SLOW_SCHEDULE,
    SLOW_INPUTS,
    NOTHING_KEEPS,
    LANDS_NOWHERE,
    NOBODY_LANDS,
    NO_SUCH_CHANNEL,
    STALE_LOCK,
    TAKEN_NAME,
    NEVER_CALLED,
    FORMAT_UNSAID,
    NO_COLUMN_OF_FILTER,
    UNFIT_FILTER,
    FILTER_BESIDE_TYPES,
    PROTECTED_IN_FILTER,
    NO_SLACK_HERE,
    FILES_LEAVE_OUT,
    FILES_SHOW_ROWS,
    FILES_PROTECTED,
    FILES_OF_ICEBERG,
    NO_SUCH_ASKER,
    VOTES_TWICE,
)
