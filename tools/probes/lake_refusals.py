"""Grants that Lake Formation refuses: to nobody, of what does not fit, on what is not there."""

from typing import Any

from tools.probes.cloud import ACCOUNT, ROLE, Cloud
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
LIST = f"{API}/API_ListPermissions.html"
DATABASE = {"Database": {"CatalogId": ACCOUNT, "Name": "sales"}}
MALFORMED = "lake_formation_principals"
FITTING = "lake_formation_fitting"
PLACES = "lake_formation_resources"
INVALID = "InvalidInputException"


def _tagged_policy(aws: Cloud, value: str) -> None:
    ready(aws)
    aws.tag()
    expression = [{"TagKey": "pii", "TagValues": [value]}]
    policy = {"CatalogId": ACCOUNT, "ResourceType": "TABLE", "Expression": expression}
    grant(aws, {"LFTagPolicy": policy}, "SELECT", "DESCRIBE")


def _batched(aws: Cloud) -> Any:
    ready(aws)
    entries = [
        {"Id": name, "Principal": to(principal), "Resource": COLUMNS, "Permissions": ["SELECT"]}
        for name, principal in (("one", ROLE), ("two", f"{ROLE}-gone"))
    ]
    failures = aws.lake.batch_grant_permissions(Entries=entries)["Failures"]
    return [(each["RequestEntry"]["Id"], each["Error"]["ErrorCode"]) for each in failures]


PROBES = (
    Probe(
        "lakeformation-role-that-is-not-there",
        GRANT,
        "A grantee exists.",
        lambda aws: granted(aws, COLUMNS, "SELECT", principal=f"{ROLE}-gone"),
        Refused(INVALID, "Invalid principal", 400),
        rule=MALFORMED,
    ),
    Probe(
        "lakeformation-malformed-principal",
        f"{API}/API_DataLakePrincipal.html",
        "A grantee is an ARN, an account, or everyone whom IAM lets in.",
        lambda aws: granted(aws, COLUMNS, "SELECT", principal="finance"),
        Refused(INVALID, "Invalid principal", 400),
        rule=MALFORMED,
    ),
    Probe(
        "lakeformation-group",
        f"{GUIDE}/lf-permissions-reference.html",
        "A group of IAM is no grantee.",
        lambda aws: granted(
            aws, COLUMNS, "SELECT", principal=f"arn:aws:iam::{ACCOUNT}:group/readers"
        ),
        Refused(INVALID, "Invalid principal", 400),
        rule=MALFORMED,
    ),
    Probe(
        "lakeformation-unknown-permission",
        GRANT,
        "A permission is one of those that Lake Formation knows.",
        lambda aws: granted(aws, {"Table": TABLE}, "BANANA"),
        Refused("ValidationException", "enum value set", 400),
        rule=FITTING,
    ),
    Probe(
        "lakeformation-select-on-a-database",
        f"{GUIDE}/lf-permissions-reference.html",
        "SELECT is for tables, not for databases.",
        lambda aws: granted(aws, DATABASE, "SELECT"),
        Refused(INVALID, "Permissions modification is invalid", 400),
        rule=FITTING,
    ),
    Probe(
        "lakeformation-create-table-on-a-table",
        f"{GUIDE}/lf-permissions-reference.html",
        "CREATE_TABLE is for databases, not for tables.",
        lambda aws: granted(aws, {"Table": TABLE}, "CREATE_TABLE"),
        Refused(INVALID, "Permissions modification is invalid", 400),
        rule=FITTING,
    ),
    Probe(
        "lakeformation-insert-on-columns",
        f"{GUIDE}/lf-permissions-reference.html",
        "On columns there is SELECT and nothing else.",
        lambda aws: granted(aws, COLUMNS, "INSERT"),
        Refused(INVALID, "Permissions modification is invalid", 400),
        rule=FITTING,
    ),
    Probe(
        "lakeformation-select-on-a-location",
        f"{GUIDE}/lf-permissions-reference.html",
        "A location has one permission of its own.",
        lambda aws: granted(aws, LOCATION, "SELECT"),
        Refused(INVALID, "Permissions modification is invalid", 400),
        rule=FITTING,
    ),
    Probe(
        "lakeformation-no-permission",
        GRANT,
        "A grant names a permission.",
        lambda aws: granted(aws, {"Table": TABLE}),
        Refused(INVALID, status=400),
        rule=FITTING,
    ),
    Probe(
        "lakeformation-more-to-pass-on-than-to-have",
        GRANT,
        "One passes on no more than one has.",
        lambda aws: granted(aws, {"Table": TABLE}, "DESCRIBE", grantable=["INSERT"]),
        Refused(INVALID, "grant option", 400),
        rule=FITTING,
    ),
    Probe(
        "lakeformation-two-resources",
        f"{API}/API_Resource.html",
        "A grant is about one thing.",
        lambda aws: granted(aws, {**DATABASE, "Table": TABLE}, "DESCRIBE"),
        Refused(INVALID, status=400),
        rule=PLACES,
    ),
    Probe(
        "lakeformation-missing-database",
        GRANT,
        "A database with permissions exists.",
        lambda aws: granted(aws, {"Database": {"Name": "gone"}}, "DESCRIBE"),
        Refused("EntityNotFoundException", "Database not found", 400),
        rule=PLACES,
    ),
    Probe(
        "lakeformation-missing-table",
        GRANT,
        "A table with permissions exists.",
        lambda aws: granted(aws, {"Table": {**TABLE, "Name": "gone"}}, "DESCRIBE"),
        Refused("EntityNotFoundException", "Table not found", 400),
        rule=PLACES,
    ),
    Probe(
        "lakeformation-permissions-of-a-missing-table",
        LIST,
        "What is not there has no permissions to list.",
        lambda aws: (ready(aws), listed(aws, {"Table": {**TABLE, "Name": "gone"}})),
        Refused("EntityNotFoundException", "Table not found", 400),
        rule=PLACES,
    ),
    Probe(
        "lakeformation-missing-column",
        GRANT,
        "A column with permissions exists.",
        lambda aws: granted(
            aws, {"TableWithColumns": {**TABLE, "ColumnNames": ["id", "gone"]}}, "SELECT"
        ),
        Refused(INVALID, "non-existent column", 400),
        rule=PLACES,
    ),
    Probe(
        "lakeformation-table-neither-named-nor-all",
        f"{API}/API_TableResource.html",
        "A table is named, or all of them are meant.",
        lambda aws: granted(aws, {"Table": {"DatabaseName": "sales"}}, "DESCRIBE"),
        Refused(INVALID, status=400),
        rule=PLACES,
    ),
    Probe(
        "lakeformation-location-not-registered",
        f"{GUIDE}/granting-location-permissions.html",
        "A location with permissions is registered.",
        lambda aws: granted(aws, LOCATION, "DATA_LOCATION_ACCESS"),
        Refused(INVALID, "register the S3 path", 400),
        rule=PLACES,
    ),
    Probe(
        "lakeformation-policy-of-known-tags",
        f"{GUIDE}/granting-catalog-permissions-TBAC.html",
        "Tables can be granted by their tags.",
        lambda aws: _tagged_policy(aws, "false"),
        Works(),
    ),
    Probe(
        "lakeformation-policy-of-an-unknown-value",
        f"{GUIDE}/granting-catalog-permissions-TBAC.html",
        "A tag policy speaks of values that the tag has.",
        lambda aws: _tagged_policy(aws, "maybe"),
        Refused(INVALID, "Tag", 400),
        rule=PLACES,
    ),
    Probe(
        "lakeformation-grants-at-once",
        f"{API}/API_BatchGrantPermissions.html",
        "Of many grants the wrong ones are named, and the others made.",
        _batched,
        Gives([("two", INVALID)]),
        rule=MALFORMED,
    ),
)
