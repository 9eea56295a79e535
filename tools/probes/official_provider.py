"""The questions that the official provider asks of what it has just made, one after another."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from tools.probes.cloud import ACCOUNT, REGION, Cloud, allow, document
from tools.probes.probe import Gives, Probe, Refused

S3 = "https://docs.aws.amazon.com/AmazonS3/latest/API"
ABSENT = {
    "cors": ("GetBucketCors", "NoSuchCORSConfiguration"),
    "website": ("GetBucketWebsite", "NoSuchWebsiteConfiguration"),
    "replication": ("GetBucketReplication", "ReplicationConfigurationNotFoundError"),
    "object-lock": ("GetObjectLockConfiguration", "ObjectLockConfigurationNotFoundError"),
    "tags": ("GetBucketTagging", "NoSuchTagSet"),
    "policy": ("GetBucketPolicy", "NoSuchBucketPolicy"),
    "lifecycle": ("GetBucketLifecycleConfiguration", "NoSuchLifecycleConfiguration"),
}
"""What a new bucket does not have, and how S3 says so."""
PLAIN: dict[str, tuple[str, Any]] = {
    "versioning": ("GetBucketVersioning", {}),
    "acceleration": ("GetBucketAccelerateConfiguration", {}),
    "payment": ("GetBucketRequestPayment", {"Payer": "BucketOwner"}),
    "logging": ("GetBucketLogging", {}),
    "location": ("GetBucketLocation", {"LocationConstraint": REGION}),
}
"""What a new bucket answers without an error."""


def _call(operation: str) -> Callable[[Cloud], Any]:
    name = "".join(f"_{c.lower()}" if c.isupper() else c for c in operation).lstrip("_")

    def ask(aws: Cloud) -> Any:
        answer = getattr(aws.s3, name)(Bucket=aws.bucket())
        return {field: value for field, value in answer.items() if field != "ResponseMetadata"}

    return ask


def _absent() -> Iterator[Probe]:
    for word, (operation, code) in ABSENT.items():
        yield Probe(
            f"s3-read-absent-{word}",
            f"{S3}/API_{operation}.html",
            f"A bucket without it answers {code}.",
            _call(operation),
            Refused(code, status=404),
        )


def _plain() -> Iterator[Probe]:
    for word, (operation, value) in PLAIN.items():
        yield Probe(
            f"s3-read-{word}",
            f"{S3}/API_{operation}.html",
            "A new bucket has the plain answer.",
            _call(operation),
            Gives(value),
            rule="s3_request_payment" if word == "payment" else "",
        )


def _grants(aws: Cloud) -> list[str]:
    answer = aws.s3.get_bucket_acl(Bucket=aws.bucket())
    return [grant["Permission"] for grant in answer["Grants"]]


def _tags_by_control(aws: Cloud) -> Any:
    """As version 6 of the provider reads tags: by S3 Control, whose host has the account."""
    tags = {"TagSet": [{"Key": "owner", "Value": "a"}]}
    aws.s3.put_bucket_tagging(Bucket=aws.bucket(), Tagging=tags)
    control = aws.client("s3control", through_proxy=True)
    arn = "arn:aws:s3:::data"
    return control.list_tags_for_resource(AccountId=ACCOUNT, ResourceArn=arn)["Tags"]


def _no_tags_by_control(aws: Cloud) -> Any:
    aws.bucket()
    control = aws.client("s3control", through_proxy=True)
    arn = "arn:aws:s3:::data"
    return control.list_tags_for_resource(AccountId=ACCOUNT, ResourceArn=arn)["Tags"]


def _tagged_by_control(aws: Cloud) -> Any:
    aws.bucket()
    control = aws.client("s3control", through_proxy=True)
    place = {"AccountId": ACCOUNT, "ResourceArn": "arn:aws:s3:::data"}
    control.tag_resource(**place, Tags=[{"Key": "owner", "Value": "a"}])
    control.tag_resource(**place, Tags=[{"Key": "tier", "Value": "gold"}])
    control.untag_resource(**place, TagKeys=["owner"])
    return aws.s3.get_bucket_tagging(Bucket="data")["TagSet"]


def _role_read(aws: Cloud) -> Any:
    aws.role(Path="/mesh/sales/", PermissionsBoundary=aws.policy())
    role = aws.iam.get_role(RoleName="reader")["Role"]
    return role["PermissionsBoundary"], role["Path"], role["MaxSessionDuration"]


def _lists_of_role(aws: Cloud) -> Any:
    aws.role()
    attached = aws.iam.list_attached_role_policies(RoleName="reader")["AttachedPolicies"]
    inline = aws.iam.list_role_policies(RoleName="reader")["PolicyNames"]
    profiles = aws.iam.list_instance_profiles_for_role(RoleName="reader")["InstanceProfiles"]
    return attached, inline, profiles, aws.iam.list_role_tags(RoleName="reader")["Tags"]


def _inline_encoded(aws: Cloud) -> Any:
    """The inline policy as it comes over the wire, which clients decode for themselves."""
    aws.role()
    text = document(allow("s3:GetObject"))
    aws.iam.put_role_policy(RoleName="reader", PolicyName="files", PolicyDocument=text)
    heard: list[bytes] = []

    def listen(response_dict: Any, **_: Any) -> None:
        heard.append(response_dict["body"])

    name = "before-parse.iam.GetRolePolicy"
    aws.iam.meta.events.register(name, listen)
    read = aws.iam.get_role_policy(RoleName="reader", PolicyName="files")["PolicyDocument"]
    aws.iam.meta.events.unregister(name, listen)
    return b"%22Version%22" in heard[0], read == json.loads(text)


def _managed_read(aws: Cloud) -> Any:
    arn = aws.policy()
    policy = aws.iam.get_policy(PolicyArn=arn)["Policy"]
    version = aws.iam.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])
    return policy["DefaultVersionId"], version["PolicyVersion"]["IsDefaultVersion"]


def _key_read(aws: Cloud) -> Any:
    key = aws.key(Description="Sales")
    aws.kms.enable_key_rotation(KeyId=key)
    rotation = aws.kms.get_key_rotation_status(KeyId=key)
    policy = aws.kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
    tags = aws.kms.list_resource_tags(KeyId=key)
    found = rotation["KeyRotationEnabled"], rotation.get("RotationPeriodInDays")
    return *found, json.loads(policy)["Version"], tags["Tags"], tags["Truncated"]


def _table_read(aws: Cloud) -> Any:
    aws.table(Parameters={"classification": "parquet"})
    table = aws.glue.get_table(CatalogId=ACCOUNT, DatabaseName="sales", Name="orders")["Table"]
    indexes = aws.glue.get_partition_indexes(DatabaseName="sales", TableName="orders")
    comment = [column.get("Comment") for column in table["StorageDescriptor"]["Columns"]]
    return indexes["PartitionIndexDescriptorList"], comment, table["PartitionKeys"]


def _database_tags(aws: Cloud) -> Any:
    aws.database()
    arn = f"arn:aws:glue:{REGION}:{ACCOUNT}:database/sales"
    return aws.glue.get_tags(ResourceArn=arn)["Tags"]


def _workgroup(aws: Cloud) -> Any:
    aws.athena.create_work_group(Name="queries", Configuration={})
    group = aws.athena.get_work_group(WorkGroup="queries")["WorkGroup"]
    arn = f"arn:aws:athena:{REGION}:{ACCOUNT}:workgroup/queries"
    tags = aws.athena.list_tags_for_resource(ResourceARN=arn)["Tags"]
    return group["State"], group["Configuration"]["EnforceWorkGroupConfiguration"], tags


def _listed_workgroups(aws: Cloud) -> bool:
    names = [group["Name"] for group in aws.athena.list_work_groups()["WorkGroups"]]
    return "primary" in names


PROBES = (
    *_absent(),
    *_plain(),
    Probe(
        "s3-read-access-list",
        f"{S3}/API_GetBucketAcl.html",
        "A bucket's list of access names its owner alone.",
        _grants,
        Gives(["FULL_CONTROL"]),
    ),
    Probe(
        "s3-tags-by-control",
        "https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListTagsForResource.html",
        "S3 Control gives a bucket's tags; its host's name begins with the account.",
        _tags_by_control,
        Gives([{"Key": "owner", "Value": "a"}]),
    ),
    Probe(
        "s3-no-tags-by-control",
        "https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListTagsForResource.html",
        "A bucket without tags has an empty list of them.",
        _no_tags_by_control,
        Gives([]),
    ),
    Probe(
        "s3-tagged-by-control",
        "https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_TagResource.html",
        "S3 Control adds tags to those that are there, and takes single ones away.",
        _tagged_by_control,
        Gives([{"Key": "tier", "Value": "gold"}]),
    ),
    Probe(
        "iam-role-read",
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html",
        "A role says its boundary, its path and how long a session lasts.",
        _role_read,
        Gives(
            (
                {
                    "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
                    "PermissionsBoundaryArn": f"arn:aws:iam::{ACCOUNT}:policy/boundary",
                },
                "/mesh/sales/",
                3600,
            )
        ),
    ),
    Probe(
        "iam-role-lists",
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html",
        "A role with nothing to it has empty lists.",
        _lists_of_role,
        Gives(([], [], [], [])),
    ),
    Probe(
        "iam-inline-policy-read",
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html",
        "An inline policy comes URL-encoded, and means what was put.",
        _inline_encoded,
        Gives((True, True)),
    ),
    Probe(
        "iam-managed-policy-read",
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html",
        "A new managed policy has one version, which is in force.",
        _managed_read,
        Gives(("v1", True)),
    ),
    Probe(
        "kms-key-read",
        "https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html",
        "A key says whether and how often it rotates, its policy, and that it has no tags.",
        _key_read,
        Gives((True, 365, "2012-10-17", [], False)),
        rule="kms_rotation",
    ),
    Probe(
        "glue-table-read",
        "https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitionIndexes.html",
        "A table says its columns and keys as they were given, and has no partition indexes.",
        _table_read,
        Gives(([], [None, None], [])),
    ),
    Probe(
        "glue-database-without-tags",
        "https://docs.aws.amazon.com/glue/latest/webapi/API_GetTags.html",
        "A database without tags has an empty map of them.",
        _database_tags,
        Gives({}),
    ),
    Probe(
        "athena-workgroup-read",
        "https://docs.aws.amazon.com/athena/latest/APIReference/API_ListTagsForResource.html",
        "A new workgroup is on, enforces its configuration, and has an empty list of tags.",
        _workgroup,
        Gives(("ENABLED", True, [])),
        rule="athena_tags",
    ),
    Probe(
        "athena-workgroup-primary",
        "https://docs.aws.amazon.com/athena/latest/ug/workgroups.html",
        "Every account has the workgroup primary.",
        _listed_workgroups,
        Gives(True),
    ),
)
