"""Lake Formation's permissions: listed as granted, revoked once, and gone with their table."""

from typing import Any

from tools.probes.cloud import ADMINISTRATOR, ROLE, Cloud
from tools.probes.lake import (
    COLUMNS,
    LOCATION,
    TABLE,
    grant,
    granted,
    listed,
    ready,
    to,
)
from tools.probes.probe import Gives, Probe, Refused, Works

API = "https://docs.aws.amazon.com/lake-formation/latest/APIReference"
GUIDE = "https://docs.aws.amazon.com/lake-formation/latest/dg"
GRANT = f"{API}/API_GrantPermissions.html"
TABLE_NAME = "https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html"
REVOKE = f"{API}/API_RevokePermissions.html"
LIST = f"{API}/API_ListPermissions.html"
NOTHING = "No permissions revoked. Grantee has no"
"""What the official provider waits to hear, revoking again and again until it does."""
GRANTS = "lake_formation_grants"
INVALID = "InvalidInputException"
CAPITALS = {"Table": {**TABLE, "DatabaseName": "Sales", "Name": "ORDERS"}}


def _revoke(aws: Cloud, resource: Any, *permissions: str) -> None:
    aws.lake.revoke_permissions(
        Principal=to(ROLE), Resource=resource, Permissions=list(permissions)
    )


def _columns_listed(aws: Cloud) -> Any:
    granted(aws, COLUMNS, "SELECT")
    return listed(aws, {"Table": TABLE})


def _granted_twice(aws: Cloud) -> Any:
    granted(aws, {"Table": TABLE}, "DESCRIBE")
    grant(aws, {"Table": TABLE}, "DESCRIBE", "INSERT")
    return [permissions for _, permissions in listed(aws, {"Table": TABLE})]


def _revoked(aws: Cloud) -> Any:
    granted(aws, COLUMNS, "SELECT")
    _revoke(aws, COLUMNS, "SELECT")
    return listed(aws, {"Table": TABLE})


def _revoked_twice(aws: Cloud) -> None:
    granted(aws, COLUMNS, "SELECT")
    _revoke(aws, COLUMNS, "SELECT")
    _revoke(aws, COLUMNS, "SELECT")


def _revoked_in_part(aws: Cloud) -> Any:
    granted(aws, {"Table": TABLE}, "DESCRIBE", "INSERT")
    _revoke(aws, {"Table": TABLE}, "INSERT")
    return [permissions for _, permissions in listed(aws, {"Table": TABLE})]


def _table_then_columns(aws: Cloud) -> Any:
    """Two grants of one principal on one table."""
    granted(aws, {"Table": TABLE}, "SELECT")
    grant(aws, COLUMNS, "SELECT")
    _revoke(aws, COLUMNS, "SELECT")
    return listed(aws, {"Table": TABLE})


def _both_listed(aws: Cloud) -> Any:
    granted(aws, {"Table": TABLE}, "SELECT")
    grant(aws, COLUMNS, "SELECT")
    return sorted(permissions for _, permissions in listed(aws, {"Table": TABLE}))


def _after_the_table(aws: Cloud) -> Any:
    """What is left of a grant when its table is deleted, and made again."""
    granted(aws, {"Table": TABLE}, "SELECT")
    aws.glue.delete_table(DatabaseName="sales", Name="orders")
    aws.table()
    return listed(aws, {"Table": TABLE})


def _after_the_role(aws: Cloud) -> None:
    granted(aws, COLUMNS, "SELECT")
    aws.iam.delete_role(RoleName="reader")
    _revoke(aws, COLUMNS, "SELECT")


def _in_capitals(aws: Cloud) -> Any:
    granted(aws, CAPITALS, "DESCRIBE", "INSERT")
    _revoke(aws, {"Table": TABLE}, "INSERT")
    return listed(aws, CAPITALS)


def _columns_in_capitals(aws: Cloud) -> Any:
    granted(aws, COLUMNS, "SELECT")
    capitals = {**CAPITALS["Table"], "ColumnNames": ["id"]}
    _revoke(aws, {"TableWithColumns": capitals}, "SELECT")
    return [resource["TableWithColumns"]["ColumnNames"] for resource, _ in listed(aws, CAPITALS)]


def _location(aws: Cloud) -> Any:
    ready(aws)
    aws.lake.register_resource(ResourceArn="arn:aws:s3:::data", RoleArn=ROLE)
    grant(aws, LOCATION, "DATA_LOCATION_ACCESS")
    return listed(aws, LOCATION)


def _open_to_all(aws: Cloud) -> Any:
    aws.table()
    found = aws.lake.list_permissions(
        Principal=to("IAM_ALLOWED_PRINCIPALS"), Resource={"Table": TABLE}
    )["PrincipalResourcePermissions"]
    return [(g["Principal"]["DataLakePrincipalIdentifier"], g["Permissions"]) for g in found]


def _closed(aws: Cloud) -> Any:
    aws.closed_lake()
    aws.table()
    found = aws.lake.list_permissions(Resource={"Table": TABLE})["PrincipalResourcePermissions"]
    return sorted({g["Principal"]["DataLakePrincipalIdentifier"] for g in found})


PROBES = (
    Probe(
        "lakeformation-names-fold",
        TABLE_NAME,
        "A grant finds its table by any letters, and is listed under the name that is kept.",
        _in_capitals,
        Gives([({"Table": TABLE}, ["DESCRIBE"])]),
        rule=GRANTS,
    ),
    Probe(
        "lakeformation-column-revokes-fold",
        TABLE_NAME,
        "A column of a grant is revoked by any letters of its table.",
        _columns_in_capitals,
        Gives([["amount"]]),
        rule=GRANTS,
    ),
    Probe(
        "lakeformation-columns-listed",
        LIST,
        "A grant on columns is listed with its columns, and found by its table.",
        _columns_listed,
        Gives([(COLUMNS, ["SELECT"])]),
        rule=GRANTS,
    ),
    Probe(
        "lakeformation-granted-twice",
        GRANT,
        "Grants to one principal on one thing add up.",
        _granted_twice,
        Gives([["DESCRIBE", "INSERT"]]),
    ),
    Probe(
        "lakeformation-revoked",
        REVOKE,
        "What was revoked is no longer listed.",
        _revoked,
        Gives([]),
    ),
    Probe(
        "lakeformation-revoked-twice",
        REVOKE,
        "What nobody has is not revoked.",
        _revoked_twice,
        Refused(INVALID, NOTHING, 400),
        rule=GRANTS,
    ),
    Probe(
        "lakeformation-revoked-in-part",
        REVOKE,
        "A revoke takes what it names and leaves the rest.",
        _revoked_in_part,
        Gives([["DESCRIBE"]]),
    ),
    Probe(
        "lakeformation-never-granted",
        REVOKE,
        "A permission that was never granted is not revoked either.",
        lambda aws: (ready(aws), _revoke(aws, {"Table": TABLE}, "SELECT")),
        Refused(INVALID, NOTHING, 400),
        rule=GRANTS,
    ),
    Probe(
        "lakeformation-table-stays-when-its-columns-go",
        LIST,
        "A grant on a table and one on its columns are two, and each goes alone.",
        _table_then_columns,
        Gives([({"TableWithColumns": {**TABLE, "ColumnWildcard": {}}}, ["SELECT"])]),
        rule="lake_formation_listings",
    ),
    Probe(
        "lakeformation-both-listed",
        LIST,
        "Asked for by the table, both are listed.",
        _both_listed,
        Gives([["SELECT"], ["SELECT"]]),
        rule=GRANTS,
    ),
    Probe(
        "lakeformation-principal-without-a-resource",
        LIST,
        "A principal's permissions are asked for by a resource.",
        lambda aws: aws.lake.list_permissions(Principal=to(ROLE)),
        Refused(INVALID, "Resource is mandatory", 400),
    ),
    Probe(
        "lakeformation-new-role",
        GRANT,
        "A role that has just been made is a grantee.",
        lambda aws: granted(aws, COLUMNS, "SELECT"),
        Works(),
    ),
    Probe(
        "lakeformation-other-account",
        f"{GUIDE}/cross-account-permissions.html",
        "Another account is a grantee.",
        lambda aws: granted(aws, {"Table": TABLE}, "DESCRIBE", principal="210987654321"),
        Works(),
    ),
    Probe(
        "lakeformation-deleted-role",
        REVOKE,
        "What a role has can be revoked when the role is gone.",
        _after_the_role,
        Works(),
    ),
    Probe(
        "lakeformation-location-registered",
        f"{GUIDE}/granting-location-permissions.html",
        "Once it is, the permission is listed.",
        _location,
        Gives([(LOCATION, ["DATA_LOCATION_ACCESS"])]),
    ),
    Probe(
        "lakeformation-grants-go-with-their-table",
        f"{GUIDE}/lf-permissions-overview.html",
        "A table that is made again has none of the old one's permissions.",
        _after_the_table,
        Gives([]),
        rule="lake_formation_deletions",
    ),
    Probe(
        "lakeformation-table-open-to-all",
        f"{GUIDE}/change-settings.html",
        "In a fresh account a new table is open to everyone whom IAM lets in.",
        _open_to_all,
        Gives([("IAM_ALLOWED_PRINCIPALS", ["ALL"])]),
        rule="lake_formation_defaults",
    ),
    Probe(
        "lakeformation-table-closed",
        f"{GUIDE}/change-settings.html",
        "With empty defaults it is open to nobody but who made it.",
        _closed,
        Gives([ADMINISTRATOR]),
        rule="lake_formation_creators",
    ),
    Probe(
        "lakeformation-administrator-as-grantee",
        GRANT,
        "The local AWS's administrator is a grantee.",
        lambda aws: granted(aws, {"Table": TABLE}, "DESCRIBE", principal=ADMINISTRATOR),
        Works(),
    ),
)
