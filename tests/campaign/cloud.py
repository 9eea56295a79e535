"""All that an AWS account holds of the kinds the mesh makes, asked with boto3 alone.

Two accounts, or one at two times, are the same when these values are equal; what AWS chooses for
itself (dates, versions, the id of a key) is left out or named by what it stands for.
"""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import boto3
from botocore.exceptions import ClientError

Client = Callable[[str], Any]
VOLATILE = frozenset(
    {"CreateTime", "UpdateTime", "CreatedTime", "LastModified", "VersionId", "ResponseMetadata",
     "LastUpdated", "LastUpdatedBy", "CreationTime"}
)  # fmt: skip


def clients(endpoint: str) -> Client:
    @cache
    def client(service: str) -> Any:
        return boto3.client(
            service,  # pyright: ignore[reportArgumentType] - the services named here
            endpoint_url=endpoint,
            region_name="eu-central-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    return client


def holdings(client: Client) -> dict[str, Any]:
    """What the account holds, by kind and name."""
    keys = living_keys(client("kms"))
    found = {
        "buckets": buckets(client("s3")),
        "glue": glue(client("glue")),
        "lake": lake(client("lakeformation")),
        "iam": iam(client("iam")),
        "keys": sorted((told(key) for key in keys.values()), key=str),
        "aliases": aliases(client("kms"), keys),
        "workgroups": workgroups(client("athena")),
    }
    text = json.dumps(found, default=str, sort_keys=True)
    for identity, key in keys.items():
        text = text.replace(identity, f"<{key['description']}>")
    return json.loads(text)


def steady(value: Any) -> Any:
    """A value without what changes with every run; lists of named things in one order."""
    if isinstance(value, dict):
        return {k: steady(v) for k, v in value.items() if k not in VOLATILE}
    if isinstance(value, list):
        return sorted((steady(item) for item in value), key=lambda v: json.dumps(v, default=str))
    return value


def asked(call: Callable[..., Any], **arguments: Any) -> Any:
    """An answer, or None where AWS says that there is none."""
    try:
        return steady(call(**arguments))
    except ClientError:
        return None


def buckets(s3: Any) -> dict[str, Any]:
    parts = ("tagging", "policy", "versioning", "encryption", "ownership_controls", "logging",
             "lifecycle_configuration")  # fmt: skip
    found: dict[str, Any] = {}
    for bucket in s3.list_buckets()["Buckets"]:
        name = bucket["Name"]
        of = {part: asked(getattr(s3, f"get_bucket_{part}"), Bucket=name) for part in parts}
        of["public_access_block"] = asked(s3.get_public_access_block, Bucket=name)
        # Access logs tell of every request, those of a killed run too.
        listed = () if name.endswith("--access-logs") else objects(s3, name)
        of["objects"] = {item["Key"]: item["ETag"] for item in listed}
        found[name] = of
    return found


def objects(s3: Any, bucket: str) -> list[Any]:
    return s3.list_objects_v2(Bucket=bucket).get("Contents", [])


def glue(client: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"settings": asked(client.get_data_catalog_encryption_settings)}
    for database in client.get_databases()["DatabaseList"]:
        name = database["Name"]
        tables = client.get_tables(DatabaseName=name)["TableList"]
        arn = f"arn:aws:glue:eu-central-1:{database['CatalogId']}:database/{name}"
        described = steady(database)
        # Written once: a new database has it, one that was updated no longer; both mean nobody.
        described.pop("CreateTableDefaultPermissions", None)
        found[name] = {
            "database": described,
            "tags": asked(client.get_tags, ResourceArn=arn),
            "tables": {table["Name"]: steady(table) for table in tables},
        }
    return found


def lake(client: Any) -> dict[str, Any]:
    return {
        "permissions": steady(paged(client.list_permissions, "PrincipalResourcePermissions")),
        "resources": steady(client.list_resources()["ResourceInfoList"]),
        "tags": steady(client.list_lf_tags()["LFTags"]),
        "settings": asked(client.get_data_lake_settings),
    }


def iam(client: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for role in client.list_roles()["Roles"]:
        name = role["RoleName"]
        read = client.get_role(RoleName=name)["Role"]
        kept = ("Path", "AssumeRolePolicyDocument", "PermissionsBoundary", "Tags", "Description")
        inline = client.list_role_policies(RoleName=name)["PolicyNames"]
        policies = {p: asked(client.get_role_policy, RoleName=name, PolicyName=p) for p in inline}
        found[name] = steady({k: read.get(k) for k in kept}) | {"inline": policies}
    for policy in client.list_policies(Scope="Local")["Policies"]:
        arn, version = policy["Arn"], policy["DefaultVersionId"]
        document = client.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]
        tags = client.list_policy_tags(PolicyArn=arn)["Tags"]
        found[arn] = steady({"document": document["Document"], "tags": tags})
    return found


def living_keys(kms: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in kms.list_keys()["Keys"]:
        metadata = kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
        if metadata["KeyState"] == "Enabled" and metadata["KeyManager"] == "CUSTOMER":
            found[key["KeyId"]] = {
                "id": key["KeyId"],
                "description": metadata["Description"],
                "rotates": kms.get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"],
                "policy": asked(kms.get_key_policy, KeyId=key["KeyId"], PolicyName="default"),
                "tags": steady(kms.list_resource_tags(KeyId=key["KeyId"])["Tags"]),
            }
    return found


def told(key: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in key.items() if name != "id"}


def aliases(kms: Any, keys: dict[str, Any]) -> dict[str, Any]:
    found = paged(kms.list_aliases, "Aliases")
    return {
        alias["AliasName"]: told(keys[alias["TargetKeyId"]])["tags"]
        for alias in found
        if alias.get("TargetKeyId") in keys
    }


def workgroups(athena: Any) -> dict[str, Any]:
    names = [group["Name"] for group in athena.list_work_groups()["WorkGroups"]]
    return {name: asked(athena.get_work_group, WorkGroup=name) for name in names}


def paged(call: Callable[..., Any], field: str) -> list[Any]:
    page = call()
    items = list(page.get(field, ()))
    while token := page.get("NextToken"):
        page = call(NextToken=token)
        items += page.get(field, ())
    return items
