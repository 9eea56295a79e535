"""The policies of the role that deploys an environment: all that it calls, and none of the rows.

Each fits a managed policy; a role holds ten of them. The deployer makes keys, roles and grants, so
it has to be trusted with more than it holds: what it is denied it could still open to somebody
else, and a review of what is merged stands before that.

Sources: the provider's own calls for each type of the plan (terraform-provider-aws), and AWS's
"Service authorization reference" for the actions and what narrows them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from meshwright.plan import documents, names, tags
from meshwright.plan.documents import allow
from meshwright.specs.environment import Environment, Place

Statement = Mapping[str, Any]

STATE_SCHEME = "s3"
SECRETS_SCHEME = "awskms"
BUCKETS_EXIST = ("s3:CreateBucket",)
READ_BUCKETS = (
    "s3:GetAccelerateConfiguration",
    "s3:GetBucketAcl",
    "s3:GetBucketCORS",
    "s3:GetBucketLocation",
    "s3:GetBucketLogging",
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketOwnershipControls",
    "s3:GetBucketPolicy",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketRequestPayment",
    "s3:GetBucketTagging",
    "s3:GetBucketVersioning",
    "s3:GetBucketWebsite",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:GetReplicationConfiguration",
    "s3:ListBucket",
    "s3:ListBucketVersions",
    "s3:ListTagsForResource",
)
WRITE_BUCKETS = (
    "s3:DeleteBucket",
    "s3:DeleteBucketPolicy",
    "s3:PutBucketLogging",
    "s3:PutBucketOwnershipControls",
    "s3:PutBucketPolicy",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutBucketTagging",
    "s3:PutBucketVersioning",
    "s3:PutEncryptionConfiguration",
    "s3:PutLifecycleConfiguration",
    "s3:TagResource",
    "s3:UntagResource",
)
ENTRIES = (
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:GetObject",
    "s3:GetObjectTagging",
    "s3:PutObject",
    "s3:PutObjectTagging",
)
"""What is done with catalog entries."""
STATE_LIST = ("s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:ListBucket")
STATE = ("s3:DeleteObject", "s3:GetObject", "s3:PutObject")
LOOK_AT_KEYS = ("kms:DescribeKey", "kms:ListResourceTags")
CHANGE_KEYS = (
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateKeyDescription",
)
ALIASES = ("kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias")
USE_SECRETS_KEY = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey")
"""By the engine for the state's secrets, and by S3 where the state's bucket has the same key."""
READ_ROLES = (
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListInstanceProfilesForRole",
    "iam:ListRolePolicies",
)
CHANGE_ROLES = (
    "iam:DeleteRole",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
)
BOUNDED = (
    "iam:CreateRole",
    "iam:DeleteRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
)
"""Allowed only of a role under the mesh's boundary."""
POLICIES = (
    "iam:CreatePolicy",
    "iam:CreatePolicyVersion",
    "iam:DeletePolicy",
    "iam:DeletePolicyVersion",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:ListPolicyTags",
    "iam:ListPolicyVersions",
    "iam:TagPolicy",
    "iam:UntagPolicy",
)
OWN_RIGHTS = (
    "iam:AttachRolePolicy",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
)
TABLES = (
    "glue:BatchCreatePartition",
    "glue:BatchDeletePartition",
    "glue:CreateDatabase",
    "glue:CreateTable",
    "glue:DeleteDatabase",
    "glue:DeleteTable",
    "glue:GetDatabase",
    "glue:GetPartitionIndexes",
    "glue:GetPartitions",
    "glue:GetTable",
    "glue:GetTables",
    "glue:GetTags",
    "glue:TagResource",
    "glue:UntagResource",
    "glue:UpdateDatabase",
    "glue:UpdateTable",
)
CATALOG_SETTINGS = ("glue:GetDataCatalogEncryptionSettings", "glue:GetResourcePolicy")
CHANGE_CATALOG_SETTINGS = ("glue:PutDataCatalogEncryptionSettings",)
LAKE = (
    "lakeformation:AddLFTagsToResource",
    "lakeformation:CreateLFTag",
    "lakeformation:DeleteLFTag",
    "lakeformation:DeregisterResource",
    "lakeformation:DescribeResource",
    "lakeformation:GetDataLakeSettings",
    "lakeformation:GetLFTag",
    "lakeformation:GetResourceLFTags",
    "lakeformation:GrantPermissions",
    "lakeformation:ListPermissions",
    "lakeformation:ListResources",
    "lakeformation:RegisterResource",
    "lakeformation:RemoveLFTagsFromResource",
    "lakeformation:RevokePermissions",
    "lakeformation:UpdateLFTag",
    "lakeformation:UpdateResource",
)
CHANGE_LAKE_SETTINGS = ("lakeformation:PutDataLakeSettings",)
WORKGROUPS = (
    "athena:CreateWorkGroup",
    "athena:DeleteWorkGroup",
    "athena:GetWorkGroup",
    "athena:ListTagsForResource",
    "athena:TagResource",
    "athena:UntagResource",
    "athena:UpdateWorkGroup",
)
LOOK_AROUND = (
    "iam:ListPolicies",
    "iam:ListRoles",
    "kms:ListAliases",
    "kms:ListKeys",
    "s3:ListAllMyBuckets",
    "sts:GetCallerIdentity",
    "tag:GetResources",
)
"""What `mesh drift` and recovery look through; none of it knows resources."""
READ_ROWS = (
    "athena:GetQueryResults",
    "athena:GetQueryResultsStream",
    "athena:StartQueryExecution",
    "athena:StartSession",
    "lakeformation:GetDataAccess",
    "lakeformation:GetQueryState",
    "lakeformation:GetTemporaryGluePartitionCredentials",
    "lakeformation:GetTemporaryGlueTableCredentials",
    "lakeformation:GetWorkUnitResults",
    "lakeformation:GetWorkUnits",
    "lakeformation:StartQueryPlanning",
)
READ_FILES = ("s3:GetObject", "s3:GetObjectTorrent", "s3:GetObjectVersion")
"""Of any bucket but the catalog's and the state's."""
COPY_FILES = ("s3:PutReplicationConfiguration", "s3:ReplicateObject")


def deployer_policies(environment: Environment) -> Mapping[str, str]:
    """The documents by the names of the managed policies that hold them."""
    place = environment.place_of(None)
    parts: Mapping[str, Iterator[Statement]] = {
        "storage": _storage(environment, place),
        "identities": _identities(environment, place),
        "catalog": _catalog(environment, place),
        "no-data": _no_data(environment, place),
    }
    prefix = f"{names.prefix(place)}{names.JOIN}deployer{names.JOIN}"
    return {f"{prefix}{part}": documents.document(found) for part, found in parts.items()}


def _storage(environment: Environment, place: Place) -> Iterator[Statement]:
    own = documents.own_account(place)
    buckets = [names.bucket_arn(f"{names.prefix(place)}{names.JOIN}*", place)]
    # A bucket that is not there yet is of no account.
    yield allow("NewBuckets", BUCKETS_EXIST, buckets)
    yield allow("Buckets", (*READ_BUCKETS, *WRITE_BUCKETS), buckets, own)
    yield allow("Entries", ENTRIES, [_catalog_objects(place)], own)
    yield from _keys(place)
    yield from _state(environment, place)


def _keys(place: Place) -> Iterator[Statement]:
    keys, wanted = [names.keys_arn(place)], place.environment
    new = {"StringEquals": {f"aws:RequestTag/{tags.ENVIRONMENT}": wanted}}
    known = {"StringEquals": {f"aws:ResourceTag/{tags.ENVIRONMENT}": wanted}}
    # To make a key knows no resources; its tag is what makes it one of the mesh.
    yield allow("NewKeys", ("kms:CreateKey",), ["*"], new)
    yield allow("NewKeysTags", ("kms:TagResource",), keys, new)
    yield allow("LookAtKeys", LOOK_AT_KEYS, keys)
    yield allow("Keys", (*CHANGE_KEYS, *ALIASES), keys, known)
    aliases = [names.alias_arn(alias, place) for alias in names.aliases(place)]
    yield allow("Aliases", ALIASES, aliases)


def _state(environment: Environment, place: Place) -> Iterator[Statement]:
    bucket = state_bucket(environment)
    if bucket is not None:
        arn = names.bucket_arn(bucket, place)
        yield allow("StateList", STATE_LIST, [arn])
        yield allow("State", STATE, [f"{arn}/*"])
    secrets = urlsplit(environment.spec.secrets_provider)
    if secrets.scheme == SECRETS_SCHEME:
        yield _secrets_key(f"{secrets.netloc}{secrets.path}".strip("/"), place)


def _secrets_key(key: str, place: Place) -> Statement:
    """The key of the state's secrets, which the environment file names by alias, id or ARN."""
    if key.startswith("arn:") and ":alias/" not in key:
        return allow("Secrets", USE_SECRETS_KEY, [key])
    name = key.rpartition(":")[2]
    if not name.startswith("alias/"):
        return allow("Secrets", USE_SECRETS_KEY, [names.key_of_any_region_arn(name, place)])
    # An alias in a policy's Resource never matches a key.
    named = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": [name]}}
    return allow("Secrets", USE_SECRETS_KEY, [names.key_of_any_region_arn("*", place)], named)


def _identities(environment: Environment, place: Place) -> Iterator[Statement]:
    boundary = names.boundary_arn(place)
    bounded = {"StringEquals": {"iam:PermissionsBoundary": boundary}}
    roles = [names.mesh_roles_arn(place)]
    yield allow("Roles", (*READ_ROLES, *CHANGE_ROLES), roles)
    yield allow("BoundedRoles", BOUNDED, roles, bounded)
    yield allow("Policies", POLICIES, [names.mesh_policies_arn(place)])
    yield allow(
        "RegisterLocations",
        ("iam:PassRole",),
        [names.data_access_roles_arn(place)],
        {"StringEquals": {"iam:PassedToService": "lakeformation.amazonaws.com"}},
    )
    yield allow("LookAround", LOOK_AROUND, ["*"])
    yield _deny("OwnRights", OWN_RIGHTS, Resource=[environment.spec.deployer])


def _catalog(environment: Environment, place: Place) -> Iterator[Statement]:
    catalog = names.catalog_arn(place)
    databases = [names.database_arn(name, place) for name in names.DATABASES]
    tables = [names.tables_arn(name, place) for name in names.DATABASES]
    yield allow("Tables", TABLES, [catalog, *databases, *tables])
    yield allow("CatalogSettings", _settings(environment, CATALOG_SETTINGS), [catalog])
    # Lake Formation's actions know no resources: being an administrator is what counts there.
    lake = LAKE
    if environment.spec.account_settings:
        lake = (*LAKE, *CHANGE_LAKE_SETTINGS)
    yield allow("Lake", lake, ["*"])
    yield allow("Workgroups", WORKGROUPS, [names.workgroups_arn(place)])


def _settings(environment: Environment, reading: Sequence[str]) -> Sequence[str]:
    if environment.spec.account_settings:
        return (*reading, *CHANGE_CATALOG_SETTINGS)
    return reading


def _no_data(environment: Environment, place: Place) -> Iterator[Statement]:
    """Holds whatever else is attached to the role."""
    kept = [_catalog_objects(place)]
    bucket = state_bucket(environment)
    if bucket is not None:
        kept.append(f"{names.bucket_arn(bucket, place)}/*")
    yield _deny("NoRows", READ_ROWS, Resource="*")
    yield _deny("NoFiles", READ_FILES, NotResource=kept)
    yield _deny("NoCopies", COPY_FILES, Resource="*")


def _deny(sid: str, actions: Sequence[str], **about: Any) -> Statement:
    return {"Sid": sid, "Effect": "Deny", "Action": list(actions), **about}


def _catalog_objects(place: Place) -> str:
    return f"{names.bucket_arn(names.catalog_bucket(place), place)}/*"


def state_bucket(environment: Environment) -> str | None:
    """The bucket that holds the engine's state; None where it lies on a disk."""
    backend = urlsplit(environment.spec.backend or "")
    return backend.netloc if backend.scheme == STATE_SCHEME else None
