"""Data cells filters: rows and columns of a table, to be granted under a name; moto has none.

https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DataCellsFilter.html
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_CreateDataCellsFilter.html
https://docs.aws.amazon.com/lake-formation/latest/dg/partiql-support.html
What AWS does with the grants on a filter that is deleted, no page says; here they go with it, as
those on a table do.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from moto.glue.models import glue_backends
from moto.lakeformation.models import lakeformation_backends

from localaws.athena.types import UnreadableTypeError, column_type
from localaws.strict.call import (
    Answer,
    Call,
    Correction,
    Fault,
    Forward,
    done,
    items,
    part,
    refusal,
)
from meshwright.access.row_filters.fitting import Columns, unfit
from meshwright.access.row_filters.reading import read
from meshwright.access.row_filters.tree import Fault as FilterFault
from meshwright.athena.column_type import ColumnType

INVALID, MISSING = "InvalidInputException", "EntityNotFoundException"
STALE, TAKEN = "ConcurrentModificationException", "AlreadyExistsException"
NO_FILTER = Fault(MISSING, "Data cells filter not found.")
NO_TABLE = Fault(MISSING, "Table not found.")
NAME_LENGTH = 255
FIRST = "1"
PAGE = 100
Json = Mapping[str, Any]
Place = tuple[str, str, str]
"""A database, a table and the filter's name."""


def filters_of(account: str, region: str) -> dict[Place, Json]:
    """All filters of a catalog; they live in moto's backend, and end with it."""
    lake: Any = lakeformation_backends[account][region]
    kept: dict[Place, Json] | None = getattr(lake, "cells_filters", None)
    if kept is None:
        kept = lake.cells_filters = {}
    return kept


def found(account: str, region: str, named: Json) -> Json | None:
    """The filter that a grant or a call names."""
    if str(named.get("TableCatalogId") or account) != account:
        return None
    return filters_of(account, region).get(_place(named))


def forget(account: str, region: str, database: str, table: str | None) -> None:
    """Drops the filters of a table, or of all in a database."""
    kept = filters_of(account, region)
    for place in [p for p in kept if p[0] == database and table in (None, p[1])]:
        del kept[place]


def answer(call: Call, _forward: Forward) -> Answer:
    match call.operation:
        case "CreateDataCellsFilter":
            return _created(call, part(call.body, "TableData"))
        case "UpdateDataCellsFilter":
            return _updated(call, part(call.body, "TableData"))
        case "GetDataCellsFilter":
            known = found(call.account, call.region, call.body)
            return _refused(NO_FILTER) if known is None else done({"DataCellsFilter": known})
        case "DeleteDataCellsFilter":
            return _deleted(call)
        case _:
            return _listed(call)


def _created(call: Call, data: Json) -> Answer:
    fault = _problem(call, data)
    if fault is not None:
        return _refused(fault)
    if found(call.account, call.region, data) is not None:
        return refusal(TAKEN, "Data cells filter already exists.")
    filters_of(call.account, call.region)[_place(data)] = _kept(data, FIRST)
    return done()


def _kept(data: Json, version: str) -> Json:
    """A filter under the names that the catalog has for its database and table."""
    database, table, _ = _place(data)
    return {**data, "DatabaseName": database, "TableName": table, "VersionId": version}


def _updated(call: Call, data: Json) -> Answer:
    known = found(call.account, call.region, data)
    if known is None:
        return _refused(NO_FILTER)
    if data.get("VersionId", known["VersionId"]) != known["VersionId"]:
        return refusal(STALE, "The data cells filter has been changed since.")
    fault = _problem(call, data)
    if fault is not None:
        return _refused(fault)
    version = str(int(known["VersionId"]) + 1)
    filters_of(call.account, call.region)[_place(data)] = _kept(data, version)
    return done()


def _deleted(call: Call) -> Answer:
    from localaws.strict.lake_formation_grants import forget_filter

    if found(call.account, call.region, call.body) is None:
        return _refused(NO_FILTER)
    del filters_of(call.account, call.region)[_place(call.body)]
    forget_filter(call.account, call.region, _place(call.body))
    return done()


def _listed(call: Call) -> Answer:
    table = part(call.body, "Table")
    wanted = (str(table.get("DatabaseName", "")).lower(), str(table.get("Name", "")).lower())
    kept = sorted(filters_of(call.account, call.region).items())
    chosen = [said for place, said in kept if not table or place[:2] == wanted]
    start, size = int(call.body.get("NextToken") or 0), int(call.body.get("MaxResults") or PAGE)
    more = {"NextToken": str(start + size)} if start + size < len(chosen) else {}
    return done({"DataCellsFilters": chosen[start : start + size], **more})


def _refused(fault: Fault) -> Answer:
    return refusal(fault.code, fault.message)


def _place(named: Json) -> Place:
    database, table = str(named.get("DatabaseName", "")), str(named.get("TableName", ""))
    return database.lower(), table.lower(), str(named.get("Name", ""))


def _problem(call: Call, data: Json) -> Fault | None:
    databases = glue_backends[call.account][call.region].databases
    database, name, called = _place(data)
    if database not in databases or name not in databases[database].tables:
        return NO_TABLE
    if not 0 < len(called) <= NAME_LENGTH:
        return Fault(INVALID, f"The name of a filter has 1 to {NAME_LENGTH} characters.")
    table = databases[database].tables[name].as_dict()
    fault = next(_column_problems(data, table), None) or next(_row_problems(data, table), None)
    return None if fault is None else Fault(INVALID, fault)


def _column_problems(data: Json, table: Json) -> Iterator[str]:
    named, wildcard = items(data, "ColumnNames"), data.get("ColumnWildcard")
    if bool(named) == (wildcard is not None):
        yield "Either column names or a column wildcard must be given."
    excluded = items(wildcard or {}, "ExcludedColumnNames")
    unknown = {str(c).lower() for c in (*named, *excluded)} - {*_types(table)}
    for column in sorted(unknown):
        yield f"Column {column} does not exist in the table."


def _row_problems(data: Json, table: Json) -> Iterator[str]:
    rows = part(data, "RowFilter")
    expression = rows.get("FilterExpression")
    if (expression is None) == (rows.get("AllRowsWildcard") is None):
        yield "Either a filter expression or the wildcard for all rows must be given."
    if expression is not None:
        yield from expression_problems(str(expression), table)


def expression_problems(expression: str, table: Json) -> Iterator[str]:
    """What Lake Formation would refuse of a filter on a table of Glue's."""
    tree = read(expression)
    if isinstance(tree, FilterFault):
        yield f"Invalid filter expression: {tree.message}."
        return
    keys = [str(key["Name"]).lower() for key in items(table, "PartitionKeys")]
    for fault in unfit(tree, Columns(_types(table), keys)):
        yield f"Invalid filter expression: {fault.message}."


def _types(table: Json) -> Mapping[str, ColumnType]:
    described = items(part(table, "StorageDescriptor"), "Columns")
    columns = (*described, *items(table, "PartitionKeys"))
    return {str(c["Name"]).lower(): _type(str(c.get("Type", ""))) for c in columns}


def _type(text: str) -> ColumnType:
    try:
        return column_type(text)
    except UnreadableTypeError:
        return ColumnType(text)


CORRECTION = Correction(
    "lakeformation",
    (
        "CreateDataCellsFilter",
        "DeleteDataCellsFilter",
        "GetDataCellsFilter",
        "ListDataCellsFilter",
        "UpdateDataCellsFilter",
    ),
    answer,
)
