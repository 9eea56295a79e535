"""Data cells filters: which AWS takes, what becomes of them, and of what stands beside a grant."""

from typing import Any

from tools.probes.cloud import ACCOUNT, ROLE, Cloud
from tools.probes.lake import TABLE, grant, ready, to
from tools.probes.probe import Gives, Probe, Refused

API = "https://docs.aws.amazon.com/lake-formation/latest/APIReference"
GUIDE = "https://docs.aws.amazon.com/lake-formation/latest/dg"
PARTIQL = f"{GUIDE}/partiql-support.html"
CREATE = f"{API}/API_CreateDataCellsFilter.html"
UPDATE = f"{API}/API_UpdateDataCellsFilter.html"
GET = f"{API}/API_GetDataCellsFilter.html"
TABLE_NAME = "https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html"
RIGHTS = f"{GUIDE}/lf-permissions-reference.html"
RULE = "lake_formation_cells_filters"
BESIDE = "lake_formation_column_grants"
NAMED = {
    "TableCatalogId": ACCOUNT,
    "DatabaseName": TABLE["DatabaseName"],
    "TableName": TABLE["Name"],
    "Name": "few",
}
ROWS: dict[str, Any] = {"DataCellsFilter": NAMED}


def _data(rows: str, *columns: str) -> dict[str, Any]:
    return {**NAMED, "RowFilter": {"FilterExpression": rows}, "ColumnNames": [*columns]}


def _made(aws: Cloud, rows: str = "id = 'a'", *columns: str) -> Any:
    ready(aws)
    aws.lake.create_data_cells_filter(TableData=_data(rows, *(columns or ("id",))))
    return aws.lake.get_data_cells_filter(**NAMED)["DataCellsFilter"]["RowFilter"]


def _changed(aws: Cloud) -> Any:
    _made(aws)
    grant(aws, ROWS, "SELECT")
    aws.lake.update_data_cells_filter(TableData=_data("id = 'b'", "id"))
    held = aws.lake.list_permissions(Principal=to(ROLE), Resource=ROWS)
    return [entry["Permissions"] for entry in held["PrincipalResourcePermissions"]]


def _in_capitals(aws: Cloud) -> Any:
    ready(aws)
    capitals = {"DatabaseName": "Sales", "TableName": "ORDERS"}
    aws.lake.create_data_cells_filter(TableData={**_data("id = 'a'", "id"), **capitals})
    grant(aws, {"DataCellsFilter": {**NAMED, **capitals}}, "SELECT")
    held = aws.lake.list_permissions(Principal=to(ROLE), Resource=ROWS)
    (kept,) = aws.lake.list_data_cells_filter(Table=TABLE)["DataCellsFilters"]
    grants = [entry["Resource"] for entry in held["PrincipalResourcePermissions"]]
    return (kept["DatabaseName"], kept["TableName"]), grants


def _twice(aws: Cloud) -> None:
    _made(aws)
    aws.lake.create_data_cells_filter(TableData=_data("id = 'a'", "id"))


def _beside(aws: Cloud) -> None:
    _made(aws)
    grant(aws, ROWS, "SELECT")
    grant(aws, {"Table": TABLE}, "INSERT")


def _invalid(name: str, said: str, rows: str, *columns: str, page: str = PARTIQL) -> Probe:
    refused = Refused("InvalidInputException")
    return Probe(
        f"lakeformation-filter-{name}",
        page,
        said,
        lambda aws: _made(aws, rows, *columns),
        refused,
        rule=RULE,
    )


PROBES = (
    Probe(
        "lakeformation-filter-is-kept",
        GET,
        "A data cells filter is there under its name.",
        _made,
        Gives({"FilterExpression": "id = 'a'"}),
        rule=RULE,
    ),
    _invalid("function", "A filter has no functions.", "lower(id) = 'a'"),
    _invalid("other-column", "A filter compares columns with constants alone.", "id = id"),
    _invalid("wrong-type", "A constant is of its column's type.", "id = 1"),
    _invalid(
        "unknown-column", "A filter shows columns of its table.", "id = 'a'", "none", page=CREATE
    ),
    Probe(
        "lakeformation-filter-names-fold",
        TABLE_NAME,
        "A filter and a grant on it find their table by any letters.",
        _in_capitals,
        Gives((("sales", "orders"), [ROWS])),
        rule=RULE,
    ),
    Probe(
        "lakeformation-filter-twice",
        CREATE,
        "A filter's name is taken once on a table.",
        _twice,
        Refused("AlreadyExistsException"),
        rule=RULE,
    ),
    Probe(
        "lakeformation-filter-none",
        GET,
        "A filter that nobody made is not found.",
        lambda aws: aws.lake.get_data_cells_filter(**NAMED),
        Refused("EntityNotFoundException"),
        rule=RULE,
    ),
    Probe(
        "lakeformation-filter-changed",
        UPDATE,
        "Who has a filter keeps it when it is changed.",
        _changed,
        Gives([["SELECT"]]),
        rule=RULE,
    ),
    Probe(
        "lakeformation-insert-beside-rows",
        RIGHTS,
        "Who may select some rows of a table is not given INSERT on it.",
        _beside,
        Refused("InvalidInputException"),
        rule=BESIDE,
    ),
)
