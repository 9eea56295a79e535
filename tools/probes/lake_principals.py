"""Whom Lake Formation grants to and takes for an administrator: roles and users, no account."""

from typing import Any

from tools.probes.cloud import ACCOUNT, ADMINISTRATOR, ROLE, Cloud
from tools.probes.lake import COLUMNS, granted, ready, to
from tools.probes.probe import Gives, Probe, Refused, Works

API = "https://docs.aws.amazon.com/lake-formation/latest/APIReference"
PRINCIPAL = f"{API}/API_DataLakePrincipal.html"
SETTINGS = f"{API}/API_DataLakeSettings.html"
GRANTEES, ADMINISTRATORS = "lake_formation_principals", "lake_formation_administrators"
INVALID = Refused("InvalidInputException", "Invalid principal", 400)
ROOT = f"arn:aws:iam::{ACCOUNT}:root"


def _administered(aws: Cloud, name: str, field: str = "DataLakeAdmins") -> None:
    settings = {"DataLakeAdmins": [to(ADMINISTRATOR)]}
    aws.lake.put_data_lake_settings(DataLakeSettings={**settings, field: [to(name)]})


def _by_a_role(aws: Cloud) -> None:
    aws.role()
    _administered(aws, ROLE)


def _at_once(aws: Cloud) -> Any:
    ready(aws)
    entry = {"Id": "1", "Principal": to(ROOT), "Resource": COLUMNS, "Permissions": ["SELECT"]}
    failures = aws.lake.batch_grant_permissions(Entries=[entry])["Failures"]
    return [failure["Error"]["ErrorCode"] for failure in failures]


def _no_administrator(id_: str, says: str, name: str, field: str = "DataLakeAdmins") -> Probe:
    return Probe(
        f"lakeformation-{id_}",
        SETTINGS,
        says,
        lambda aws: _administered(aws, name, field),
        INVALID,
        rule=ADMINISTRATORS,
    )


PROBES = (
    Probe(
        "lakeformation-root-as-grantee",
        PRINCIPAL,
        "An account is no grantee by its root's ARN.",
        lambda aws: granted(aws, COLUMNS, "SELECT", principal=ROOT),
        INVALID,
        rule=GRANTEES,
    ),
    Probe(
        "lakeformation-root-of-another-account-as-grantee",
        PRINCIPAL,
        "Nor is another account.",
        lambda aws: granted(aws, COLUMNS, "SELECT", principal="arn:aws:iam::999900001111:root"),
        INVALID,
        rule=GRANTEES,
    ),
    Probe(
        "lakeformation-root-as-grantee-at-once",
        PRINCIPAL,
        "Nor is it in a call of many grants.",
        _at_once,
        Gives(["InvalidInputException"]),
        rule=GRANTEES,
    ),
    Probe(
        "lakeformation-role-administers",
        SETTINGS,
        "A role administers the lake.",
        _by_a_role,
        Works(),
    ),
    _no_administrator("root-administers", "An account administers no lake.", ROOT),
    _no_administrator("account-administers", "Nor does one by its number.", ACCOUNT),
    _no_administrator(
        "everyone-administers",
        "Nor does everyone whom IAM lets in.",
        "IAM_ALLOWED_PRINCIPALS",
    ),
    _no_administrator(
        "all-principals-administer",
        "Nor do all principals of an account.",
        f"{ACCOUNT}:IAMPrincipals",
    ),
    _no_administrator(
        "group-looks-on",
        "An administrator who only reads is a role or a user as well.",
        f"arn:aws:iam::{ACCOUNT}:group/auditors",
        "ReadOnlyAdmins",
    ),
    _no_administrator(
        "everyone-looks-on",
        "It is not everyone.",
        "IAM_ALLOWED_PRINCIPALS",
        "ReadOnlyAdmins",
    ),
)
