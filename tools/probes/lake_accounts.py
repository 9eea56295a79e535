"""An account in use: its settings, versions of sharing, what is open in it, its `default`."""

from typing import Any

from tools.probes.cloud import ACCOUNT, ADMINISTRATOR, ROLE, Cloud
from tools.probes.lake import TABLE, to
from tools.probes.probe import Gives, Probe, Refused

API = "https://docs.aws.amazon.com/lake-formation/latest/APIReference"
GUIDE = "https://docs.aws.amazon.com/lake-formation/latest/dg"
ATHENA = "https://docs.aws.amazon.com/athena/latest/ug/lf-athena-limitations.html"
PUT = f"{API}/API_PutDataLakeSettings.html"
SHAPE = f"{API}/API_DataLakeSettings.html"
VERSIONS = f"{GUIDE}/optimize-ram.html"
DEFAULTS = f"{GUIDE}/change-settings.html"
INVALID = "InvalidInputException"
SETTINGS = "lake_formation_settings"
EVERYONE = "IAM_ALLOWED_PRINCIPALS"
DEFAULT = {"Database": {"Name": "default"}}
TABLE_DEFAULTS = "CreateTableDefaultPermissions"


def _put(aws: Cloud, **settings: Any) -> Any:
    aws.lake.put_data_lake_settings(DataLakeSettings=settings)
    return aws.lake.get_data_lake_settings()["DataLakeSettings"]


def _names(*principals: str) -> list[dict[str, str]]:
    return [to(principal) for principal in principals]


def _version(aws: Cloud, *versions: str) -> str:
    for version in versions:
        _put(aws, Parameters={"CROSS_ACCOUNT_VERSION": version} if version else {})
    return _put_version(aws)


def _put_version(aws: Cloud) -> str:
    settings = aws.lake.get_data_lake_settings()["DataLakeSettings"]
    return settings["Parameters"]["CROSS_ACCOUNT_VERSION"]


def _default(aws: Cloud, field: str, *principals: str) -> Any:
    entries = [{"Principal": to(principal), "Permissions": ["ALL"]} for principal in principals]
    return [
        e["Principal"]["DataLakePrincipalIdentifier"] for e in _put(aws, **{field: entries})[field]
    ]


def _other_administrator(aws: Cloud) -> Any:
    """Who administers after a put that names another one alone."""
    aws.role()
    _put(aws, DataLakeAdmins=_names(ROLE))
    return _put(aws, DataLakeAdmins=_names(ADMINISTRATOR))["DataLakeAdmins"]


def _everyone(aws: Cloud, resource: Any) -> Any:
    listed = aws.lake.list_permissions(Principal=to(EVERYONE), Resource=resource)
    return [grant["Permissions"] for grant in listed["PrincipalResourcePermissions"]]


def _made_in_an_open_account(aws: Cloud) -> Any:
    aws.database()
    described = aws.glue.get_database(Name="sales")["Database"][TABLE_DEFAULTS]
    names = [entry["Principal"]["DataLakePrincipalIdentifier"] for entry in described]
    return names, _everyone(aws, {"Database": {"Name": "sales"}})


def _closed_by_itself(aws: Cloud) -> Any:
    """A table of a database that says that nothing in it is open, in an account that opens all."""
    aws.database("sales", CreateTableDefaultPermissions=[])
    aws.table()
    return _everyone(aws, {"Table": TABLE})


def _closed_too_late(aws: Cloud) -> Any:
    """A table of a database that was made before the account was closed."""
    aws.database()
    aws.closed_lake()
    aws.table()
    return _everyone(aws, {"Table": TABLE})


def _closed_by_hand(aws: Cloud) -> Any:
    aws.database("default")
    aws.lake.revoke_permissions(Principal=to(EVERYONE), Resource=DEFAULT, Permissions=["ALL"])
    return _everyone(aws, DEFAULT)


def _seen_by_all(aws: Cloud) -> Any:
    aws.closed_lake()
    aws.database("default")
    everybody = to(f"{ACCOUNT}:IAMPrincipals")
    aws.lake.grant_permissions(Principal=everybody, Resource=DEFAULT, Permissions=["DESCRIBE"])
    listed = aws.lake.list_permissions(Principal=everybody, Resource=DEFAULT)
    return [grant["Permissions"] for grant in listed["PrincipalResourcePermissions"]]


def _seen_where_there_is_none(aws: Cloud) -> None:
    aws.lake.grant_permissions(
        Principal=to(f"{ACCOUNT}:IAMPrincipals"), Resource=DEFAULT, Permissions=["DESCRIBE"]
    )


PROBES = (
    Probe(
        "lakeformation-newest-version",
        VERSIONS,
        "The newest version of sharing is the fifth.",
        lambda aws: _version(aws, "5"),
        Gives("5"),
    ),
    Probe(
        "lakeformation-version-lowered",
        VERSIONS,
        "A version below the fifth may be lowered.",
        lambda aws: _version(aws, "4", "3"),
        Gives("3"),
    ),
    Probe(
        "lakeformation-newest-version-lowered",
        VERSIONS,
        "An account does not go back from version 5.",
        lambda aws: _version(aws, "5", "4"),
        Refused(INVALID, "CROSS_ACCOUNT_VERSION", 400),
        rule=SETTINGS,
    ),
    Probe(
        "lakeformation-newest-version-left-out",
        VERSIONS,
        "Nor by a put that names no version.",
        lambda aws: _version(aws, "5", ""),
        Gives("5"),
        rule=SETTINGS,
    ),
    Probe(
        "lakeformation-new-databases-open-to-a-role",
        DEFAULTS,
        "What is new is open to all whom IAM lets in, or to nobody: no role is a default.",
        lambda aws: _default(aws, "CreateDatabaseDefaultPermissions", aws.role()),
        Refused(INVALID, "not supported for principal", 400),
        rule=SETTINGS,
    ),
    Probe(
        "lakeformation-new-tables-open-to-a-role",
        DEFAULTS,
        "That holds for tables as well.",
        lambda aws: _default(aws, TABLE_DEFAULTS, aws.role()),
        Refused(INVALID, "not supported for principal", 400),
        rule=SETTINGS,
    ),
    Probe(
        "lakeformation-new-tables-open-to-all",
        DEFAULTS,
        "An account can open again what it had closed.",
        lambda aws: (aws.closed_lake(), _default(aws, TABLE_DEFAULTS, EVERYONE))[1],
        Gives([EVERYONE]),
    ),
    Probe(
        "lakeformation-too-many-defaults",
        SHAPE,
        "There are at most three entries of default permissions.",
        lambda aws: _default(aws, TABLE_DEFAULTS, *[EVERYONE] * 4),
        Refused(INVALID, status=400),
        rule=SETTINGS,
    ),
    Probe(
        "lakeformation-administrators-are-replaced",
        PUT,
        "A put replaces the list of administrators.",
        _other_administrator,
        Gives(_names(ADMINISTRATOR)),
    ),
    Probe(
        "lakeformation-read-only-administrators",
        SHAPE,
        "Read-only administrators are kept apart.",
        lambda aws: _put(aws, ReadOnlyAdmins=_names(aws.role()))["ReadOnlyAdmins"],
        Gives(_names(ROLE)),
    ),
    Probe(
        "lakeformation-read-only-administrator-that-is-not-there",
        SHAPE,
        "A read-only administrator exists, too.",
        lambda aws: _put(aws, ReadOnlyAdmins=_names(f"{ROLE}-gone")),
        Refused(INVALID, "Invalid principal", 400),
        rule=SETTINGS,
    ),
    Probe(
        "lakeformation-database-open-to-all",
        DEFAULTS,
        "In an open account a new database is open, and says so of the tables to come.",
        _made_in_an_open_account,
        Gives(([EVERYONE], [["ALL"]])),
        rule="lake_formation_defaults",
    ),
    Probe(
        "lakeformation-database-closed-by-itself",
        "https://docs.aws.amazon.com/glue/latest/webapi/API_DatabaseInput.html",
        "A database that says that nothing in it is open goes before the settings.",
        _closed_by_itself,
        Gives([]),
    ),
    Probe(
        "lakeformation-database-older-than-the-closing",
        DEFAULTS,
        "Closing an account closes nothing that is there, nor what is made in it later.",
        _closed_too_late,
        Gives([["ALL"]]),
        rule="lake_formation_defaults",
    ),
    Probe(
        "lakeformation-default-database-closed-by-hand",
        f"{GUIDE}/upgrade-glue-lake-formation.html",
        "What all of IAM has on a database can be revoked.",
        _closed_by_hand,
        Gives([]),
    ),
    Probe(
        "glue-no-default-database",
        "https://docs.aws.amazon.com/glue/latest/webapi/API_GetDatabase.html",
        "A fresh account has no database `default`.",
        lambda aws: aws.glue.get_database(Name="default"),
        Refused("EntityNotFoundException", status=400),
    ),
    Probe(
        "glue-default-database-twice",
        "https://docs.aws.amazon.com/glue/latest/webapi/API_CreateDatabase.html",
        "One that is there is not made again.",
        lambda aws: (aws.database("default"), aws.database("default")),
        Refused("AlreadyExistsException", status=400),
    ),
    Probe(
        "lakeformation-default-database-seen-by-all",
        ATHENA,
        "All users and roles of an account are one grantee.",
        _seen_by_all,
        Gives([["DESCRIBE"]]),
    ),
    Probe(
        "lakeformation-default-database-that-is-not-there",
        f"{API}/API_GrantPermissions.html",
        "Nobody is granted to see what is not there.",
        _seen_where_there_is_none,
        Refused("EntityNotFoundException", status=400),
        rule="lake_formation_resources",
    ),
)
