"""What can be said of a database that is imported."""

from meshwright.errors import Code, Severity

NO_DATABASE = Code(
    "IMP030",
    "There is no such database",
    "The Glue Data Catalog of the environment's account and region has none of this name.",
    "see `aws glue get-databases`, and that --env names the right account",
)
OURS = Code(
    "IMP031",
    "The database belongs to the mesh already",
    "It carries the tag or the name of a product: what the mesh has made is in its specs.",
    "work on that product's spec; `mesh catalog` shows it",
)
NOTHING_TO_TAKE = Code(
    "IMP032",
    "No table can be taken over",
    "Each table of the database is left out, for the reasons that are named.",
    "put right what is named of one table, or begin a new product with `mesh new product`",
)
LEFT_OUT = Code(
    "IMP033",
    "A table is left out",
    "It stays in the database as it is, and the mesh does not show it. But the database is the"
    " product's from then on: what IAM_ALLOWED_PRINCIPALS has on this table is taken back with the"
    " rest, and its files are closed where they lie in what is taken over (IMP037).",
    "move it to a database of its own before `mesh up` if others need it; else put right what is"
    " named and import again",
    Severity.WARNING,
)
SEVERAL_BUCKETS = Code(
    "IMP034",
    "Tables lie in several buckets",
    "A product has one bucket. The one in which most of the tables lie is taken.",
    "copy the files of the others there, or import them as products of their own",
    Severity.WARNING,
)
SHARED = Code(
    "IMP035",
    "The bucket is used by others too",
    "Its settings stay as they are: no policy, key or versioning is changed. The folder that holds"
    " the product's tables alone is registered with Lake Formation, and only these files are"
    " guarded by grants.",
    "see that the folder holds nothing of others",
    Severity.NOTE,
)
NO_FOLDER = Code(
    "IMP036",
    "The bucket is used by others too, and the tables have no folder of their own",
    "Tables of other databases lie among these: to register their common folder would close the"
    " others to who reads them now.",
    "move the files under a folder of their own, or import the other database's tables with them",
)
TAKES_BACK = Code(
    "IMP037",
    "Deploying this takes something back from who works with it now",
    "A bucket of the mesh is closed: its policy, key, lifecycle and tags are the mesh's, its ACLs"
    " end, and once it is registered Lake Formation decides who reads.",
    "tell those who read and write there; ask their owners for agreements before `mesh up`",
    Severity.WARNING,
)
IN_THE_WAY = Code(
    "IMP038",
    "AWS will refuse, or nobody could read",
    "What is named has to be put right in the account before `mesh up`.",
    "put it right first",
)
LEFT_TO_A_PERSON = Code(
    "IMP039",
    "Only a person can say this of a table",
    "The catalog does not say it, and it cannot be guessed.",
    "write it into the spec",
    Severity.WARNING,
)
READ_ONLY = Code(
    "IMP040",
    "A table that is read only",
    "The mesh makes no rows in its format: who fills it now goes on doing so.",
    "nothing, or make an Iceberg table of it later, with a query that reads it",
    Severity.NOTE,
)
STILL_CRAWLED = Code(
    "IMP041",
    "A crawler writes into these tables",
    "With each run it changes what the table says, which `mesh drift` reports, and columns that it"
    " finds are not in the spec.",
    "take the tables out of the crawler, or let it log changes of schemas only",
    Severity.WARNING,
)
ENVIRONMENT = Code(
    "IMP042",
    "The environment file has to give it",
    "A lock lies in its domain's folder and says what there is; which database and bucket the mesh"
    " may take is the platform team's word, in the environment file.",
    "write the lines that are named",
    Severity.WARNING,
)

GLUE_IMPORT_CODES = (
    NO_DATABASE,
    OURS,
    NOTHING_TO_TAKE,
    LEFT_OUT,
    SEVERAL_BUCKETS,
    SHARED,
    NO_FOLDER,
    TAKES_BACK,
    IN_THE_WAY,
    LEFT_TO_A_PERSON,
    READ_ONLY,
    STILL_CRAWLED,
    ENVIRONMENT,
)
