"""Codes of what was in AWS before the mesh, and is taken over."""

from meshwright.errors import Code

NOT_GIVEN = Code(
    "CHK193",
    "A database that the environment file does not give to the product",
    "The lock lies in its domain's folder; under which other name than its own a product may have a"
    " database is said by the platform team, in each environment file.",
    "write it under `adopted.databases` in the environment file, or correct the lock",
)
LOCATIONS_MEET = Code(
    "CHK194",
    "Two locations that are given lie in each other",
    "Lake Formation registers each: who has the outer one would have the inner one's files too.",
    "give one of them, or folders beside each other",
)
ONLY_ADOPTED = Code(
    "CHK195",
    "A format of tables that were there before the mesh",
    "The mesh makes tables of Parquet files and of Iceberg. How files of another format are read"
    " stands in the lock that `mesh import glue` writes, and the mesh makes no rows in them.",
    "write `format: parquet` or `iceberg`, leave `query` out, or import the table's database",
)
OUTSIDE = Code(
    "CHK196",
    "A table whose files lie outside of the product's folder",
    "In a bucket that others use too, the folder alone is the product's.",
    "import the database again, rather than change its lock",
)
FILES_OF_ADOPTED = Code(
    "CHK197",
    "Files of a table that was there before the mesh",
    "An access point opens folders that are named as their tables, in buckets of the mesh.",
    "leave `files` out and read the table by queries",
)
