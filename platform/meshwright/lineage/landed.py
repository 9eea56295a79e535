"""What a source's query reads: the rows of landed files, by the name `landing`.

Each column of a csv or json file is a text; a parquet file has types of its own, which are those of
the table where it has a column of that name. `"$path"` is the object that a row came from.

Source: Athena user guide, "Getting the file locations for source data in Amazon S3" ($path).
"""

from collections.abc import Mapping

from meshwright.athena.column_type import ColumnType
from meshwright.athena.declared import as_queried
from meshwright.athena.relations import Column, Relation
from meshwright.athena.values import Value
from meshwright.specs.models import Table

LANDING, PATH = "landing", "$path"
TEXT = ColumnType("string")


def landed(table: Table) -> Mapping[str, Relation]:
    """What the query of a table may name beside tables; nothing where no files land for it."""
    if table.source is None:
        return {}
    types = {name: _type(table, name) for name in table.landing_columns} | {PATH: TEXT}
    columns = (Column(name, Value(kind)) for name, kind in types.items())
    return {LANDING: Relation(tuple(columns), title=LANDING)}


def _type(table: Table, name: str) -> ColumnType:
    assert table.source is not None
    declared = table.columns.get(name)
    if table.source.format != "parquet" or declared is None:
        return TEXT
    return as_queried(declared.type)
