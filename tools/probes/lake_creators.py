"""Who made a database or table has all rights on it; another changes it only if granted to."""

from typing import Any

from tools.probes.cloud import ACCOUNT, ADMINISTRATOR, COLUMNS, ROLE, Cloud
from tools.probes.lake import TABLE, grant, granted, to
from tools.probes.probe import Gives, Probe, Refused, Works

API = "https://docs.aws.amazon.com/lake-formation/latest/APIReference"
IMPLICIT = "https://docs.aws.amazon.com/lake-formation/latest/dg/implicit-permissions.html"
DENIED = "AccessDeniedException"
CREATORS = "lake_formation_creators"
DATABASE = {"Database": {"CatalogId": ACCOUNT, "Name": "sales"}}
ALL_ON_DATABASE = ["ALL", "ALTER", "CREATE_TABLE", "DESCRIBE", "DROP"]
ALL_ON_TABLE = ["ALL", "ALTER", "DELETE", "DESCRIBE", "DROP", "INSERT", "SELECT"]
CHANGED: dict[str, Any] = {
    "Name": "orders",
    "StorageDescriptor": {"Columns": list(COLUMNS)},
    "PartitionKeys": [],
}


def _rights(aws: Cloud, resource: Any, principal: str) -> Any:
    """All that somebody has on a thing, and may pass on of it."""
    found = aws.lake.list_permissions(Principal=to(principal), Resource=resource)
    grants = found["PrincipalResourcePermissions"]
    held = {right for grant in grants for right in grant["Permissions"]}
    again = {right for grant in grants for right in grant["PermissionsWithGrantOption"]}
    return sorted(held), sorted(again)


def _made_by_another(aws: Cloud) -> Any:
    """A closed lake with a table of the administrator's, and Glue as a role sees it."""
    aws.closed_lake()
    aws.trusting_role({"AWS": ACCOUNT})
    aws.table()
    return aws.as_role(ROLE, "glue")


def _change(glue: Any) -> None:
    glue.update_table(DatabaseName="sales", TableInput=CHANGED)


def _drop(glue: Any) -> None:
    glue.delete_table(DatabaseName="sales", Name="orders")


def _granted_to_itself(aws: Cloud) -> None:
    """An administrator that did not make the table lets itself change it."""
    glue = _made_by_another(aws)
    admins = [to(ADMINISTRATOR), to(ROLE)]
    aws.lake.put_data_lake_settings(DataLakeSettings={"DataLakeAdmins": admins})
    aws.as_role(ROLE, "lakeformation").grant_permissions(
        Principal=to(ROLE), Resource={"Table": TABLE}, Permissions=["ALTER", "DROP"]
    )
    _change(glue)
    _drop(glue)


def _administers_and_changes(aws: Cloud) -> None:
    glue = _made_by_another(aws)
    admins = [to(ADMINISTRATOR), to(ROLE)]
    aws.lake.put_data_lake_settings(DataLakeSettings={"DataLakeAdmins": admins})
    _change(glue)


def _changes_its_own(aws: Cloud) -> None:
    """A role makes a table in a database of another, changes it and drops it."""
    glue = _made_by_another(aws)
    grant(aws, DATABASE, "CREATE_TABLE")
    glue.create_table(DatabaseName="sales", TableInput=CHANGED | {"Name": "returns"})
    glue.update_table(DatabaseName="sales", TableInput=CHANGED | {"Name": "returns"})
    glue.delete_table(DatabaseName="sales", Name="returns")


def _changes_what_is_open(aws: Cloud) -> None:
    aws.trusting_role({"AWS": ACCOUNT})
    aws.table()
    _change(aws.as_role(ROLE, "glue"))


def _all_tables(aws: Cloud) -> None:
    glue = _made_by_another(aws)
    everything: dict[str, Any] = {
        "CatalogId": ACCOUNT,
        "DatabaseName": "sales",
        "TableWildcard": {},
    }
    grant(aws, {"Table": everything}, "ALTER")
    _change(glue)


def _after_the_role(aws: Cloud, *, again: bool) -> Any:
    """What a role has when it was deleted, and perhaps made once more."""
    granted(aws, {"Table": TABLE}, "DESCRIBE")
    aws.iam.delete_role(RoleName="reader")
    if again:
        aws.role()
    return _rights(aws, {"Table": TABLE}, ROLE)[0]


PROBES = (
    Probe(
        "lakeformation-database-creator",
        IMPLICIT,
        "Who makes a database has all rights on it, and may pass them on.",
        lambda aws: (aws.closed_lake(), aws.database(), _rights(aws, DATABASE, ADMINISTRATOR))[2],
        Gives((ALL_ON_DATABASE, ALL_ON_DATABASE)),
        rule=CREATORS,
    ),
    Probe(
        "lakeformation-table-creator",
        IMPLICIT,
        "Who makes a table has all rights on it, and may pass them on.",
        lambda aws: (
            aws.closed_lake(),
            aws.table(),
            _rights(aws, {"Table": TABLE}, ADMINISTRATOR),
        )[2],
        Gives((ALL_ON_TABLE, ALL_ON_TABLE)),
        rule=CREATORS,
    ),
    Probe(
        "lakeformation-table-of-another-changed",
        IMPLICIT,
        "A table is not changed by who did not make it.",
        lambda aws: _change(_made_by_another(aws)),
        Refused(DENIED, "Required Alter on orders", 400),
        rule=CREATORS,
    ),
    Probe(
        "lakeformation-table-of-another-dropped",
        IMPLICIT,
        "Nor dropped.",
        lambda aws: _drop(_made_by_another(aws)),
        Refused(DENIED, "Required Drop on orders", 400),
        rule=CREATORS,
    ),
    Probe(
        "lakeformation-database-of-another-changed",
        IMPLICIT,
        "A database is not changed either.",
        lambda aws: _made_by_another(aws).update_database(
            Name="sales", DatabaseInput={"Name": "sales", "Description": "x"}
        ),
        Refused(DENIED, "Required Alter on sales", 400),
        rule=CREATORS,
    ),
    Probe(
        "lakeformation-database-of-another-dropped",
        IMPLICIT,
        "Nor dropped with what is in it.",
        lambda aws: _made_by_another(aws).delete_database(Name="sales"),
        Refused(DENIED, "Required Drop on sales", 400),
        rule=CREATORS,
    ),
    Probe(
        "lakeformation-table-in-the-database-of-another",
        IMPLICIT,
        "Tables are made in a database of one's own, or where one is granted to.",
        lambda aws: _made_by_another(aws).create_table(
            DatabaseName="sales", TableInput=CHANGED | {"Name": "returns"}
        ),
        Refused(DENIED, "Required Create table on sales", 400),
        rule=CREATORS,
    ),
    Probe(
        "lakeformation-administrator-and-the-table-of-another",
        IMPLICIT,
        "Administrators may not change what others made.",
        _administers_and_changes,
        Refused(DENIED, "Required Alter on orders", 400),
        rule=CREATORS,
    ),
    Probe(
        "lakeformation-administrator-grants-to-itself",
        IMPLICIT,
        "But they can grant it to themselves.",
        _granted_to_itself,
        Works(),
    ),
    Probe(
        "lakeformation-creator-of-a-table-in-the-database-of-another",
        IMPLICIT,
        "Who makes a table changes and drops it, whosoever the database is.",
        _changes_its_own,
        Works(),
    ),
    Probe(
        "lakeformation-all-tables-of-another",
        f"{API}/API_TableResource.html",
        "A right on all tables of a database is one on each.",
        _all_tables,
        Works(),
    ),
    Probe(
        "lakeformation-table-that-is-open-to-all-of-iam",
        "https://docs.aws.amazon.com/lake-formation/latest/dg/change-settings.html",
        "What is open to all of IAM is changed by whomever IAM lets.",
        _changes_what_is_open,
        Works(),
    ),
    Probe(
        "lakeformation-grants-outlive-their-role",
        f"{API}/API_GrantPermissions.html",
        "A role that is deleted leaves its grants behind.",
        lambda aws: _after_the_role(aws, again=False),
        Gives(["DESCRIBE"]),
    ),
    Probe(
        "lakeformation-role-made-again-has-its-grants",
        f"{API}/API_GrantPermissions.html",
        "A new role of the same name has them.",
        lambda aws: _after_the_role(aws, again=True),
        Gives(["DESCRIBE"]),
    ),
)
