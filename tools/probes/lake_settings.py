"""Lake Formation's settings and registered locations."""

from typing import Any

from tools.probes.cloud import ACCOUNT, ADMINISTRATOR, ROLE, Cloud
from tools.probes.probe import Gives, Probe, Refused, Works

API = "https://docs.aws.amazon.com/lake-formation/latest/APIReference"
GUIDE = "https://docs.aws.amazon.com/lake-formation/latest/dg"
PUT = f"{API}/API_PutDataLakeSettings.html"
INVALID = "InvalidInputException"
BUCKET = "arn:aws:s3:::data"
SETTINGS = "lake_formation_settings"
PLACES, OPT_INS = "lake_formation_locations", "lake_formation_opt_ins"


def _put(aws: Cloud, **settings: Any) -> Any:
    aws.lake.put_data_lake_settings(DataLakeSettings=settings)
    return aws.lake.get_data_lake_settings()["DataLakeSettings"]


def _admins(*names: str) -> list[dict[str, str]]:
    return [{"DataLakePrincipalIdentifier": name} for name in names]


def _fresh(aws: Cloud) -> Any:
    settings = aws.lake.get_data_lake_settings()["DataLakeSettings"]
    defaults = settings["CreateTableDefaultPermissions"][0]
    who = defaults["Principal"]["DataLakePrincipalIdentifier"]
    return settings["DataLakeAdmins"], who, defaults["Permissions"]


def _versions(aws: Cloud) -> Any:
    return aws.lake.get_data_lake_settings()["DataLakeSettings"]["Parameters"]


def _put_in_part(aws: Cloud) -> Any:
    """What is left of settings when a later put does not name them."""
    _put(aws, DataLakeAdmins=_admins(ADMINISTRATOR), Parameters={"CROSS_ACCOUNT_VERSION": "4"})
    settings = _put(aws, AllowExternalDataFiltering=False)
    version = settings["Parameters"]["CROSS_ACCOUNT_VERSION"]
    return settings["DataLakeAdmins"], settings["CreateTableDefaultPermissions"], version


def _register(aws: Cloud, **more: Any) -> Any:
    aws.lake.register_resource(ResourceArn=BUCKET, **more)
    return aws.lake.describe_resource(ResourceArn=BUCKET)["ResourceInfo"]


def _registered(aws: Cloud) -> Any:
    aws.role()
    info = _register(aws, RoleArn=ROLE, HybridAccessEnabled=True)
    return info["RoleArn"], info["HybridAccessEnabled"], info["WithFederation"]


def _opt_in(aws: Cloud) -> dict[str, Any]:
    """A role's opt-in to a database, said twice."""
    aws.role()
    named = {
        "Principal": {"DataLakePrincipalIdentifier": ROLE},
        "Resource": {"Database": {"Name": "d"}},
    }
    aws.lake.create_lake_formation_opt_in(**named)
    aws.lake.create_lake_formation_opt_in(**named)
    return named


def _opt_ins(aws: Cloud) -> Any:
    named = _opt_in(aws)
    listed = aws.lake.list_lake_formation_opt_ins()["LakeFormationOptInsInfoList"]
    aws.lake.delete_lake_formation_opt_in(**named)
    left = aws.lake.list_lake_formation_opt_ins()["LakeFormationOptInsInfoList"]
    return [entry["Principal"]["DataLakePrincipalIdentifier"] for entry in listed], left


def _opted_out_twice(aws: Cloud) -> None:
    named = _opt_in(aws)
    aws.lake.delete_lake_formation_opt_in(**named)
    aws.lake.delete_lake_formation_opt_in(**named)


def _registered_twice(aws: Cloud) -> None:
    aws.role()
    _register(aws, RoleArn=ROLE)
    _register(aws, RoleArn=ROLE)


def _linked(aws: Cloud) -> str:
    return _register(aws, UseServiceLinkedRole=True)["RoleArn"].rpartition("/")[2]


PROBES = (
    Probe(
        "lakeformation-fresh-account",
        f"{GUIDE}/change-settings.html",
        "A fresh account has no administrators, and is open to everyone whom IAM lets in.",
        _fresh,
        Gives(([], "IAM_ALLOWED_PRINCIPALS", ["ALL"])),
    ),
    Probe(
        "lakeformation-fresh-version",
        f"{API}/API_DataLakeSettings.html",
        "A fresh account shares with others by version 1.",
        _versions,
        Gives({"CROSS_ACCOUNT_VERSION": "1"}),
        rule=SETTINGS,
    ),
    Probe(
        "lakeformation-settings-put-as-a-whole",
        PUT,
        "Settings are put as a whole: what is not named is reset.",
        _put_in_part,
        Gives(([], [], "1")),
        rule=SETTINGS,
    ),
    Probe(
        "lakeformation-settings-read-back",
        PUT,
        "Settings are read back as they were put.",
        lambda aws: _put(aws, DataLakeAdmins=_admins(ADMINISTRATOR))["DataLakeAdmins"],
        Gives(_admins(ADMINISTRATOR)),
    ),
    Probe(
        "lakeformation-administrator-that-is-not-there",
        PUT,
        "An administrator exists.",
        lambda aws: _put(aws, DataLakeAdmins=_admins(f"{ROLE}-gone")),
        Refused(INVALID, "Invalid principal", 400),
        rule=SETTINGS,
    ),
    Probe(
        "lakeformation-too-many-administrators",
        f"{API}/API_DataLakeSettings.html",
        "There are at most 30 administrators.",
        lambda aws: _put(
            aws, DataLakeAdmins=_admins(*(aws.role(f"reader-{n}") for n in range(31)))
        ),
        Refused(INVALID, status=400),
        rule=SETTINGS,
    ),
    Probe(
        "lakeformation-unknown-version",
        f"{GUIDE}/optimize-ram.html",
        "Versions of sharing are known ones.",
        lambda aws: _put(aws, Parameters={"CROSS_ACCOUNT_VERSION": "9"}),
        Refused(INVALID, "CROSS_ACCOUNT_VERSION", 400),
        rule=SETTINGS,
    ),
    Probe(
        "lakeformation-location-registered-with-its-role",
        f"{API}/API_ResourceInfo.html",
        "A location keeps how it was registered.",
        _registered,
        Gives((ROLE, True, False)),
        rule=PLACES,
    ),
    Probe(
        "lakeformation-location-with-the-linked-role",
        f"{GUIDE}/service-linked-roles.html",
        "Lake Formation's own role is named where it is used.",
        _linked,
        Gives("AWSServiceRoleForLakeFormationDataAccess"),
        rule=PLACES,
    ),
    Probe(
        "lakeformation-location-twice",
        f"{API}/API_RegisterResource.html",
        "A location is registered once.",
        _registered_twice,
        Refused("AlreadyExistsException", status=400),
    ),
    Probe(
        "lakeformation-location-of-a-missing-role",
        f"{GUIDE}/registration-role.html",
        "The role that opens a location exists.",
        lambda aws: _register(aws, RoleArn=f"{ROLE}-gone"),
        Refused(INVALID, "ole", 400),
        rule=PLACES,
    ),
    Probe(
        "lakeformation-location-of-no-role",
        f"{API}/API_RegisterResource.html",
        "A location names a role, or Lake Formation's own.",
        lambda aws: _register(aws),
        Refused(INVALID, "ole", 400),
        rule=PLACES,
    ),
    Probe(
        "lakeformation-location-that-is-no-bucket",
        f"{API}/API_RegisterResource.html",
        "A location is a place in S3.",
        lambda aws: aws.lake.register_resource(
            ResourceArn=f"arn:aws:iam::{ACCOUNT}:role/reader", UseServiceLinkedRole=True
        ),
        Refused(INVALID, status=400),
        rule=PLACES,
    ),
    Probe(
        "lakeformation-missing-location",
        f"{API}/API_DescribeResource.html",
        "A location that is not registered is an error that every SDK can read.",
        lambda aws: aws.lake.describe_resource(ResourceArn=BUCKET),
        Refused("EntityNotFoundException", status=400),
    ),
    Probe(
        "lakeformation-missing-location-given-up",
        f"{API}/API_DeregisterResource.html",
        "A location that is not registered cannot be given up.",
        lambda aws: aws.lake.deregister_resource(ResourceArn=BUCKET),
        Refused("EntityNotFoundException", status=400),
    ),
    Probe(
        "lakeformation-location-given-up",
        f"{API}/API_DeregisterResource.html",
        "A registered one can.",
        lambda aws: (_linked(aws), aws.lake.deregister_resource(ResourceArn=BUCKET)),
        Works(),
        rule=PLACES,
    ),
    Probe(
        "lakeformation-opt-ins",
        f"{API}/API_ListLakeFormationOptIns.html",
        "Who has opted in to grants on what is listed, until it is taken back.",
        _opt_ins,
        Gives(([ROLE], [])),
        rule=OPT_INS,
    ),
    Probe(
        "lakeformation-opt-in-taken-back-twice",
        f"{API}/API_DeleteLakeFormationOptIn.html",
        "An opt-in that is not there cannot be taken back.",
        _opted_out_twice,
        Refused("EntityNotFoundException", status=400),
        rule=OPT_INS,
    ),
)
