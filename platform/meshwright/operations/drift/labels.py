"""What a resource is called in the mesh's words: by its type, out of its inputs."""

from collections.abc import Mapping
from typing import Any

from meshwright.operations.drift.state import Holding

TEMPLATES = {
    "aws:athena/workgroup:Workgroup": "workgroup {name}",
    "aws:glue/catalogDatabase:CatalogDatabase": "database {name}",
    "aws:glue/catalogTable:CatalogTable": "table {databaseName}.{name}",
    "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings": "catalog encryption",
    "aws:iam/policy:Policy": "policy {name}",
    "aws:iam/role:Role": "role {name}",
    "aws:iam/rolePolicy:RolePolicy": "policy {name} of role {role}",
    "aws:kms/alias:Alias": "key alias {name}",
    "aws:kms/key:Key": "key ({description})",
    "aws:lakeformation/dataLakeSettings:DataLakeSettings": "Lake Formation settings",
    "aws:lakeformation/lfTag:LfTag": "LF-tag {key}",
    "aws:lakeformation/resource:Resource": "registered location {arn}",
    "aws:s3/bucket:Bucket": "bucket {bucket}",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "lifecycle of {bucket}",
    "aws:s3/bucketLogging:BucketLogging": "access logging of {bucket}",
    "aws:s3/bucketObjectv2:BucketObjectv2": "catalog entry {key}",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": "object ownership of {bucket}",
    "aws:s3/bucketPolicy:BucketPolicy": "policy of bucket {bucket}",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "public access block of {bucket}",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (
        "encryption of {bucket}"
    ),
    "aws:s3/bucketVersioning:BucketVersioning": "versioning of {bucket}",
}


def described(holding: Holding) -> str:
    """A resource in one phrase."""
    inputs = holding.inputs
    if holding.type == "aws:lakeformation/permissions:Permissions":
        return f"grant to {principal(str(inputs['principal']))} on {target(inputs)}"
    if holding.type == "aws:lakeformation/resourceLfTags:ResourceLfTags":
        return f"LF-tags of {target(inputs)}"
    template = TEMPLATES.get(holding.type)
    return template.format_map(_Named(inputs)) if template else holding.key


class _Named(dict[str, Any]):
    """Inputs whose missing fields show as such."""

    def __missing__(self, key: str) -> str:
        return f"<{key}>"


def principal(arn: str) -> str:
    """A principal without what all of an account's have in common."""
    return arn.rpartition(":")[2].removeprefix("role/mesh/") if arn.startswith("arn:") else arn


def target(inputs: Mapping[str, Any]) -> str:
    """What a grant or a tag is on, in the provider's own shape."""
    if table := inputs.get("table"):
        return f"table {table['databaseName']}.{table.get('name', '*')}"
    if part := inputs.get("tableWithColumns"):
        named = ", ".join(part.get("columnNames") or ["*"])
        return f"table {part['databaseName']}.{part['name']} ({named})"
    if database := inputs.get("database"):
        return f"database {database['name']}"
    if policy := inputs.get("lfTagPolicy"):
        pairs = (f"{e['key']}={'|'.join(e['values'])}" for e in policy["expressions"])
        return f"what is tagged {', '.join(pairs)}"
    location: Mapping[str, Any] = inputs.get("dataLocation") or {}
    return f"location {location.get('arn', '')}"
