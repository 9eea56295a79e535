"""The rows of a table that a caller may see: what a filter hides is gone before a query begins.

A condition beside the query's own would not do: an engine may ask that one first, and an error in
it tells of a hidden row.
https://docs.aws.amazon.com/lake-formation/latest/dg/data-filtering-notes.html
"""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyarrow carries no types; others see its values as `Any`.

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import duckdb
import pyarrow as pa

from localaws.athena import rows
from localaws.athena.tables import Catalog, Table
from meshwright.access.row_filters import writing

NUMBER = "$number"
"""Where a row stands: no column of a catalog is called so."""


def read(catalog: Catalog, table: Table, columns: Collection[str]) -> tuple[Any, int]:
    """The rows that the caller may see, with these columns, and how many bytes its files have."""
    if not table.filters:
        return rows.read(catalog, table, columns)
    # With no column asked for, one is read so that the rows can be counted.
    shown = [name for name in table.columns if name in columns] or list(table.columns)[:1]
    hidden = [name for name in columns if name not in table.columns]
    whole = replace(table, columns={**table.columns, **table.looked_at})
    found, size = rows.read(catalog, whole, {*shown, *hidden, *table.looked_at})
    kept = found.take(pa.array(_seen(table, found.select(list(table.looked_at))), pa.int64()))
    return kept.select([n for n in found.column_names if n in shown or n in hidden]), size


def _seen(table: Table, looked_at: Any) -> list[int]:
    """The numbers of the rows for which one of the filters holds."""
    numbered = looked_at.append_column(NUMBER, pa.array(range(looked_at.num_rows), pa.int64()))
    condition = " OR ".join(f"({writing.duckdb(each)})" for each in table.filters)
    with duckdb.connect() as connection:
        connection.register("looked_at", numbered)
        # The condition is ours, made of a tree: nobody's text is in it but as constants.
        sql = f'select "{NUMBER}" from looked_at where {condition} order by 1'  # noqa: S608
        return [number for (number,) in connection.execute(sql).fetchall()]
