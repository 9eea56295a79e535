"""aws:lakeformation/dataCellsFilter:DataCellsFilter: rows and columns of a table under a name.

Its id is `databaseName,name,tableCatalogId,tableName`. It is changed in place: who has it keeps it.
"""

from collections.abc import Iterable
from typing import Any

from localaws.types.answers import answer_or_none
from localaws.types.casing import from_aws, to_aws
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import (
    STRING,
    STRING_SET,
    STRINGS,
    Output,
    Property,
    Values,
    block,
)
from meshwright.aws import resource_types

GONE = ("EntityNotFoundException",)
NAMES = ("databaseName", "name", "tableCatalogId", "tableName")
"""What says which filter it is: a change of one makes another."""
ROWS = block(
    Property("allRowsWildcard", block()),
    Property("filterExpression", STRING, computed=True),
)
TABLE_DATA = block(
    *(Property(name, STRING, required=True, replaces=True) for name in NAMES),
    Property("columnNames", STRING_SET, computed=True),
    Property("columnWildcard", block(Property("excludedColumnNames", STRINGS, default=[]))),
    Property("rowFilter", ROWS, required=True),
    Property("versionId", STRING, computed=True),
)
PROPERTIES = (Property("tableData", TABLE_DATA, required=True),)
OUTPUTS = (Output("region"),)
CHOICES = (("columnNames", "columnWildcard"), ("filterExpression", "allRowsWildcard"))


def derived(aws: Aws, _inputs: Values) -> Values:
    return {"region": aws.region}


def problems(inputs: Values) -> Iterable[str]:
    """As the official provider asks: one of two, of the columns and of the rows."""
    data: Values = inputs.get("tableData") or {}
    rows: Values = data.get("rowFilter") or {}
    given: Values = {**data, **rows}
    for names in CHOICES:
        if sum(given.get(name) is not None for name in names) != 1:
            yield f"tableData must have one of {names[0]} and {names[1]}"


def create(aws: Aws, inputs: Values) -> str:
    aws.client("lakeformation").create_data_cells_filter(TableData=_data(inputs))
    return ",".join(str(inputs["tableData"][name]) for name in NAMES)


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    get = aws.client("lakeformation").get_data_cells_filter
    answer = answer_or_none(get, *GONE, **_named(identity))
    if answer is None:
        return None
    return {"tableData": from_aws(TABLE_DATA, answer["DataCellsFilter"])}


def update(aws: Aws, _identity: str, _old: Values, new: Values) -> None:
    aws.client("lakeformation").update_data_cells_filter(TableData=_data(new))


def delete(aws: Aws, identity: str, _known: Values) -> None:
    answer_or_none(aws.client("lakeformation").delete_data_cells_filter, *GONE, **_named(identity))


def _data(inputs: Values) -> dict[str, Any]:
    given: Values = inputs["tableData"]
    return to_aws(TABLE_DATA, {n: value for n, value in given.items() if n != "versionId"})


def _named(identity: str) -> dict[str, str]:
    named = zip(NAMES, identity.split(","), strict=True)
    return {f"{name[0].upper()}{name[1:]}": value for name, value in named}


TYPE = ResourceType(
    token=resource_types.CELLS_FILTER,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    problems=problems,
    identity=("tableData",),
)
