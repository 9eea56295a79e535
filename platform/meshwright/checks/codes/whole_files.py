"""Codes of agreements that give files."""

from meshwright.errors import Code

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
