"""Rows and columns of a table as one consumer sees them: a data cells filter of Lake Formation.

Its columns are always named: with a wildcard, the provider finds differences where there are none,
and a column yet to come would be shown by nobody's decision.
https://docs.aws.amazon.com/lake-formation/latest/dg/data-filtering-notes.html
"""

from collections.abc import Iterable

from meshwright.access.row_filters.tree import Filter
from meshwright.access.row_filters.writing import partiql
from meshwright.aws.resource_types import CELLS_FILTER
from meshwright.plan.declaration import Declaration, Json
from meshwright.plan.scope import Scope


def cells_filter(
    scope: Scope,
    logical: str,
    rows: Filter,
    columns: Iterable[str],
    *,
    named: Json,
    table: Declaration,
) -> Declaration:
    """The filter that is called as `named` says, of a table that is declared."""
    shown = {"columnNames": list(columns), "rowFilter": {"filterExpression": partiql(rows)}}
    data = {**named, **shown}
    return scope.declare(
        CELLS_FILTER,
        logical,
        {"tableData": data},
        after=(table,),
        # The new one has the name of the old one.
        delete_first=True,
        lost_with=(table,),
    )
