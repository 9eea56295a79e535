"""How Lake Formation lists what was granted: in a shape of its own."""

from typing import Any

from tools.probes.cloud import ACCOUNT, ROLE, Cloud
from tools.probes.lake import COLUMNS, TABLE, grant, granted, listed, to
from tools.probes.probe import Gives, Probe

API = "https://docs.aws.amazon.com/lake-formation/latest/APIReference"
LIST = f"{API}/API_ListPermissions.html"
REVOKE = f"{API}/API_RevokePermissions.html"
GRANTS, LISTINGS = "lake_formation_grants", "lake_formation_listings"
WHOLE: dict[str, Any] = {"TableWithColumns": {**TABLE, "ColumnWildcard": {}}}
EVERY_TABLE: dict[str, Any] = {
    "CatalogId": ACCOUNT,
    "DatabaseName": "sales",
    "Name": "ALL_TABLES",
    "TableWildcard": {},
}
EVERY_COLUMN: dict[str, Any] = {
    "TableWithColumns": {
        "CatalogId": ACCOUNT,
        "DatabaseName": "sales",
        "Name": "ALL_TABLES",
        "ColumnWildcard": {},
    }
}
ALL_BUT_AMOUNT = {
    "TableWithColumns": {**TABLE, "ColumnWildcard": {"ExcludedColumnNames": ["amount"]}}
}


def _revoke(aws: Cloud, resource: Any, *permissions: str) -> None:
    aws.lake.revoke_permissions(
        Principal=to(ROLE), Resource=resource, Permissions=list(permissions)
    )


def _granted_and_listed(resource: Any, *permissions: str) -> Any:
    def run(aws: Cloud) -> Any:
        granted(aws, resource, *permissions)
        return listed(aws, {"Table": TABLE})

    return run


def _all_tables(aws: Cloud) -> Any:
    every: dict[str, Any] = {"Table": {"DatabaseName": "sales", "TableWildcard": {}}}
    granted(aws, every, "INSERT", "SELECT")
    return listed(aws, every)


def _passed_on(aws: Cloud) -> Any:
    granted(aws, {"Table": TABLE}, "INSERT", "SELECT", grantable=["SELECT"])
    answer = aws.lake.list_permissions(Principal=to(ROLE), Resource={"Table": TABLE})
    found = answer["PrincipalResourcePermissions"]
    return [(grant["Permissions"], grant["PermissionsWithGrantOption"]) for grant in found]


def _in_its_catalog(aws: Cloud) -> Any:
    granted(aws, {"Table": {"DatabaseName": "sales", "Name": "orders"}}, "SELECT")
    grant(aws, {"Database": {"Name": "sales"}}, "DESCRIBE")
    asked = {"Table": TABLE}, {"Database": {"Name": "sales"}}
    found = [resource for one in asked for resource, _ in listed(aws, one)]
    return [next(iter(resource.values()))["CatalogId"] for resource in found]


def _all_columns_revoked(aws: Cloud) -> Any:
    granted(aws, {"Table": TABLE}, "INSERT", "SELECT")
    _revoke(aws, WHOLE, "SELECT")
    return listed(aws, {"Table": TABLE})


def _column_revoked(aws: Cloud) -> Any:
    granted(aws, COLUMNS, "SELECT")
    _revoke(aws, {"TableWithColumns": {**TABLE, "ColumnNames": ["amount"]}}, "SELECT")
    return listed(aws, {"Table": TABLE})


PROBES = (
    Probe(
        "lakeformation-table-listed",
        LIST,
        "Of a grant on a table SELECT is listed apart, as one on all of its columns.",
        _granted_and_listed({"Table": TABLE}, "SELECT", "INSERT", "DESCRIBE"),
        Gives([({"Table": TABLE}, ["DESCRIBE", "INSERT"]), (WHOLE, ["SELECT"])]),
        rule=LISTINGS,
    ),
    Probe(
        "lakeformation-select-listed",
        LIST,
        "SELECT alone on a table is listed as one on all of its columns.",
        _granted_and_listed({"Table": TABLE}, "SELECT"),
        Gives([(WHOLE, ["SELECT"])]),
        rule=LISTINGS,
    ),
    Probe(
        "lakeformation-all-columns-listed",
        LIST,
        "A grant on all columns is listed like one on the table.",
        _granted_and_listed(WHOLE, "INSERT", "SELECT"),
        Gives([({"Table": TABLE}, ["INSERT"]), (WHOLE, ["SELECT"])]),
        rule=LISTINGS,
    ),
    Probe(
        "lakeformation-without-select-listed",
        LIST,
        "A grant on a table without SELECT is one entry.",
        _granted_and_listed({"Table": TABLE}, "INSERT", "DESCRIBE"),
        Gives([({"Table": TABLE}, ["DESCRIBE", "INSERT"])]),
    ),
    Probe(
        "lakeformation-all-tables-listed",
        LIST,
        "A grant on all tables of a database names a table ALL_TABLES.",
        _all_tables,
        Gives([({"Table": EVERY_TABLE}, ["INSERT"]), (EVERY_COLUMN, ["SELECT"])]),
        rule=LISTINGS,
    ),
    Probe(
        "lakeformation-all-but-one-column-listed",
        LIST,
        "A grant on all columns but one is listed as such.",
        _granted_and_listed(ALL_BUT_AMOUNT, "SELECT"),
        Gives([(ALL_BUT_AMOUNT, ["SELECT"])]),
        rule=LISTINGS,
    ),
    Probe(
        "lakeformation-passing-on-listed",
        LIST,
        "The right to pass SELECT on is listed where SELECT is.",
        _passed_on,
        Gives([(["INSERT"], []), (["SELECT"], ["SELECT"])]),
        rule=LISTINGS,
    ),
    Probe(
        "lakeformation-listed-in-its-catalog",
        LIST,
        "What is listed says in which catalog it lies, also where the grant did not.",
        _in_its_catalog,
        Gives([ACCOUNT, ACCOUNT]),
        rule=LISTINGS,
    ),
    Probe(
        "lakeformation-all-columns-revoked",
        REVOKE,
        "SELECT on all columns is SELECT on the table, and is revoked as that.",
        _all_columns_revoked,
        Gives([({"Table": TABLE}, ["INSERT"])]),
        rule=GRANTS,
    ),
    Probe(
        "lakeformation-column-revoked",
        REVOKE,
        "A revoke of one of several columns leaves the others.",
        _column_revoked,
        Gives([({"TableWithColumns": {**TABLE, "ColumnNames": ["id"]}}, ["SELECT"])]),
        rule=GRANTS,
    ),
)
