"""Codes of how rows come to be: what starts a run, and what it fills."""

from meshwright.errors import Code

ONE_START = Code(
    "SPEC103",
    "Not exactly one start",
    "`refresh` says what starts a run of the product: its inputs or a request (`on`), equal"
    " intervals (`every`), or a schedule in UTC (`cron`).",
    "write one of them, such as `refresh: {every: 1h}`",
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
