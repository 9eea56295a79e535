"""Codes of a product by itself: its names, its lock, its columns, secrets in its texts."""

from meshwright.errors import Code, Severity

SAME_ORIGIN = Code(
    "CHK022",
    "Two products with the same AWS names",
    "A product's names derive from its origin, so two products of one origin would share a bucket.",
    "give the newer product another id: the names belong to the one that has moved",
)
SECRET = Code(
    "CHK042",
    "A secret in a spec",
    "Specs lie in git, where what was once written stays, and the catalog publishes `extensions` to"
    " every reader. So a field there that has a secret's name or shape is warned of.",
    "keep the secret in AWS Secrets Manager, write its ARN here, and change the secret itself",
    Severity.WARNING,
)
PROTECTED_PARTITION = Code(
    "CHK060",
    "A protected column that a table is partitioned by",
    "The values of a partition column are names of folders: they stand in every path, in access"
    " logs and in Glue's partitions, and Lake Formation restricts no one from a partition key. So"
    " no column that is pii, confidential or restricted, by itself or by default, can be one.",
    "partition by an unprotected column, such as a month",
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
