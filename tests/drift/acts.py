"""Changes to an AWS that nobody asked the mesh for."""

import json
from collections.abc import Callable
from typing import Any

from drift.kind import Act, Client
from drift.names import (
    BOUNDARY,
    BUCKET,
    DATA_ACCESS,
    DATABASE,
    DOCUMENT,
    EVE,
    OURS,
    READER,
    RUNTIME,
    WORKGROUP,
)

LEFT_BEHIND, LIVING = "left behind", ("Enabled", "Disabled")


def s3(operation: str, **arguments: Any) -> Act:
    return lambda client: getattr(client("s3"), operation)(Bucket=BUCKET, **arguments)


def call(service: str, operation: str, **arguments: Any) -> Act:
    return lambda client: getattr(client(service), operation)(**arguments)


def key(operation: str, **arguments: Any) -> Act:
    def act(client: Client) -> Any:
        kms = client("kms")
        return getattr(kms, operation)(KeyId=key_id(kms), **arguments)

    return act


def key_id(kms: Any) -> str:
    """The domain's key, also while its alias or its description is another."""
    return next(k["KeyId"] for k in kms.list_keys()["Keys"] if _is_the_domains(kms, k["KeyId"]))


def _is_the_domains(kms: Any, identity: str) -> bool:
    found = kms.describe_key(KeyId=identity)["KeyMetadata"]
    if found["KeyState"] not in LIVING or found["Description"] == LEFT_BEHIND:
        return False
    tags = {
        tag["TagKey"]: tag["TagValue"] for tag in kms.list_resource_tags(KeyId=identity)["Tags"]
    }
    return tags.get("mesh:domain") == "sales"


def tag(resource: str, value: str) -> dict[str, Any]:
    return {"TagKey": resource, "TagValues": [value]}


def table(change: Callable[[Any], Any], name: str = "orders") -> Act:
    """Rewrites a table with something changed."""

    def act(client: Client) -> None:
        glue = client("glue")
        found = glue.get_table(DatabaseName=DATABASE, Name=name)["Table"]
        kept = ("Name", "Description", "StorageDescriptor", "PartitionKeys", "TableType")
        written = {k: found[k] for k in (*kept, "Parameters") if k in found}
        change(written)
        glue.update_table(DatabaseName=DATABASE, TableInput=written)

    return act


def database(**changes: Any) -> Act:
    return call(
        "glue",
        "update_database",
        Name=DATABASE,
        DatabaseInput={"Name": DATABASE, "Description": "Confirmed orders.", **changes},
    )


def settings(**changes: Any) -> Act:
    def act(client: Client) -> None:
        lake = client("lakeformation")
        written = lake.get_data_lake_settings()["DataLakeSettings"]
        lake.put_data_lake_settings(DataLakeSettings=written | changes)

    return act


def workgroup(**changes: Any) -> Act:
    updates = {"WorkGroup": WORKGROUP, "ConfigurationUpdates": changes}
    return call("athena", "update_work_group", **updates)


def grant(resource: dict[str, Any], *rights: str, who: str = EVE, again: bool = False) -> Act:
    return call(
        "lakeformation",
        "grant_permissions",
        Principal={"DataLakePrincipalIdentifier": who},
        Resource=resource,
        Permissions=list(rights),
        PermissionsWithGrantOption=list(rights) if again else [],
    )


def revoke(resource: dict[str, Any], *rights: str, who: str) -> Act:
    return call(
        "lakeformation",
        "revoke_permissions",
        Principal={"DataLakePrincipalIdentifier": who},
        Resource=resource,
        Permissions=list(rights),
    )


def policy_with(statement: dict[str, Any]) -> Act:
    def act(client: Client) -> None:
        document = json.loads(client("s3").get_bucket_policy(Bucket=BUCKET)["Policy"])
        document["Statement"].append(statement)
        client("s3").put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(document))

    return act


def relocated(role: str) -> Act:
    arn = f"arn:aws:s3:::{BUCKET}"

    def act(client: Client) -> None:
        lake = client("lakeformation")
        lake.deregister_resource(ResourceArn=arn)
        lake.register_resource(ResourceArn=arn, RoleArn=role)

    return act


def boundary_widened(client: Client) -> None:
    iam = client("iam")
    versions = iam.list_policy_versions(PolicyArn=BOUNDARY)["Versions"]
    # IAM keeps five of a policy.
    for version in [v["VersionId"] for v in versions if not v["IsDefaultVersion"]][3:]:
        iam.delete_policy_version(PolicyArn=BOUNDARY, VersionId=version)
    iam.create_policy_version(PolicyArn=BOUNDARY, PolicyDocument=DOCUMENT, SetAsDefault=True)


def role_gone(client: Client) -> None:
    iam = client("iam")
    iam.delete_role_policy(RoleName=RUNTIME, PolicyName="access")
    iam.delete_role(RoleName=RUNTIME)


def bucket_gone(client: Client) -> None:
    client("s3").delete_bucket(Bucket=BUCKET)


def instance_profile(client: Client) -> None:
    iam = client("iam")
    iam.create_instance_profile(InstanceProfileName="eves")
    iam.add_role_to_instance_profile(InstanceProfileName="eves", RoleName=READER)


def attached(client: Client) -> None:
    iam = client("iam")
    made = iam.create_policy(PolicyName="eves", PolicyDocument=DOCUMENT)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=READER, PolicyArn=made)


def replicated(client: Client) -> None:
    s3 = client("s3")
    where = {"LocationConstraint": "eu-central-1"}
    s3.create_bucket(Bucket="eves-copy", CreateBucketConfiguration=where)
    versioning = {"Status": "Enabled"}
    s3.put_bucket_versioning(Bucket="eves-copy", VersioningConfiguration=versioning)
    rule = {
        "ID": "copy",
        "Priority": 1,
        "Filter": {"Prefix": ""},
        "Status": "Enabled",
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": {"Bucket": "arn:aws:s3:::eves-copy"},
    }
    configuration = {"Role": DATA_ACCESS, "Rules": [rule]}
    s3.put_bucket_replication(Bucket=BUCKET, ReplicationConfiguration=configuration)


def stray_bucket(client: Client) -> None:
    s3, tags = client("s3"), [{"Key": k, "Value": v} for k, v in OURS.items()]
    where = {"LocationConstraint": "eu-central-1"}
    s3.create_bucket(Bucket="left-behind", CreateBucketConfiguration=where)
    s3.put_bucket_tagging(Bucket="left-behind", Tagging={"TagSet": tags})


def stray_key(client: Client) -> None:
    tags = [{"TagKey": k, "TagValue": v} for k, v in OURS.items()]
    client("kms").create_key(Description=LEFT_BEHIND, Tags=tags)


def stray_key_away(client: Client) -> None:
    kms = client("kms")
    for entry in kms.list_keys()["Keys"]:
        found = kms.describe_key(KeyId=entry["KeyId"])["KeyMetadata"]
        if (found["Description"], found["KeyState"]) == (LEFT_BEHIND, "Enabled"):
            kms.schedule_key_deletion(KeyId=entry["KeyId"], PendingWindowInDays=7)


def column(written: Any, number: int) -> Any:
    return written["StorageDescriptor"]["Columns"][number]
