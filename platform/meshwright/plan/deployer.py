"""The policies of the role that deploys an environment: all that it calls, and none of the rows.

Each fits a managed policy; a role holds ten of them. The deployer makes keys, roles and grants, so
it has to be trusted with more than it holds: what it is denied it could still open to somebody
else, and a review of what is merged stands before that.

The actions follow from the types in use (`meshwright.aws.type_actions`); what they are narrowed to
is AWS's "Service Authorization Reference"'s to say.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any
from urllib.parse import parse_qs, urlsplit

from meshwright.aws.resource_types import (
    ACCESS_POINT,
    ALIAS,
    BUCKET,
    BUCKET_ENCRYPTION,
    BUCKET_LIFECYCLE,
    BUCKET_LOGGING,
    BUCKET_NOTIFICATION,
    BUCKET_OWNERSHIP,
    BUCKET_POLICY,
    BUCKET_PUBLIC_ACCESS_BLOCK,
    BUCKET_VERSIONING,
    CATALOG_ENCRYPTION,
    CELLS_FILTER,
    DATABASE,
    KEY,
    LF_TAG,
    LF_TAGS,
    LOCATION,
    MANAGED_POLICY,
    OBJECT,
    PERMISSIONS,
    ROLE,
    ROLE_POLICY,
    SETTINGS,
    TABLE,
    WORKGROUP,
)
from meshwright.aws.type_actions import TYPE_ACTIONS, needed
from meshwright.plan import deployer_runs, documents, names, tags
from meshwright.plan.documents import allow
from meshwright.specs.environment import Environment, Place

Statement = Mapping[str, Any]

SERVICES = (
    "athena:*",
    "chatbot:*",
    "cloudtrail:*",
    "cloudwatch:*",
    "events:*",
    "glue:*",
    "iam:*",
    "kms:*",
    "lakeformation:*",
    "s3:*",
    "scheduler:*",
    "sns:*",
    "states:*",
    "sts:AssumeRole",
    "sts:GetCallerIdentity",
    "tag:GetResources",
)
STATE_SCHEME = "s3"
SECRETS_SCHEME = "awskms"
BUCKET_TYPES = (
    BUCKET,
    BUCKET_ENCRYPTION,
    BUCKET_LIFECYCLE,
    BUCKET_LOGGING,
    BUCKET_NOTIFICATION,
    BUCKET_OWNERSHIP,
    BUCKET_POLICY,
    BUCKET_PUBLIC_ACCESS_BLOCK,
    BUCKET_VERSIONING,
)
LAKE_TYPES = (CELLS_FILTER, LF_TAG, LF_TAGS, LOCATION, PERMISSIONS)
ACCOUNT_TYPES = (CATALOG_ENCRYPTION, SETTINGS)
"""What is one for the account, and declared only where its settings are managed here."""
BUCKETS_EXIST = frozenset({"s3:CreateBucket"})
EMPTY_BUCKETS = frozenset({"s3:ListBucketVersions"})
"""An entry's old versions go with it."""
TABLE_METADATA = frozenset({"s3:GetObject", "s3:PutObject"})
"""What Glue reads and writes of an Iceberg table, as who makes or changes it: columns, partitions
and where the manifests lie, but no row and no manifest.
"""
STATE_LIST = ("s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:ListBucket")
STATE = ("s3:DeleteObject", "s3:GetObject", "s3:PutObject")
NEW_KEYS = frozenset({"kms:CreateKey"})
LOOK_AT_KEYS = frozenset({"kms:DescribeKey", "kms:ListGrants", "kms:ListResourceTags"})
TAKE_BACK_ROLES = frozenset({"iam:DetachRolePolicy"})
"""What `mesh up --refresh` takes off the mesh's roles.

Instance profiles, replication and the catalog's own policy are not the mesh's alone, so their owner
takes those away; and what others gave to somebody, such as a grant of a key, whoever names him.
"""
LIST_ALIASES = frozenset({"kms:ListAliases"})
USE_SECRETS_KEY = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey")
"""By the engine for the state's secrets, and by S3 where the state's bucket has the same key."""
BOUNDED = frozenset(
    {
        "iam:CreateRole",
        "iam:DeleteRolePolicy",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
    }
)
"""Allowed only of a role under the mesh's boundary."""
OWN_RIGHTS = (
    "iam:AttachRolePolicy",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
)
CHANGE_POLICIES = (
    "iam:CreatePolicyVersion",
    "iam:DeletePolicy",
    "iam:DeletePolicyVersion",
    "iam:SetDefaultPolicyVersion",
)
ASSUME_ROLES = ("sts:AssumeRole",)
PARTITIONS = frozenset(
    {"glue:BatchCreatePartition", "glue:BatchDeletePartition", "glue:GetPartitions"}
)
"""Partitions of files that are there are written and taken away, and compared by `mesh drift`."""
LOOK_AT_TABLES = frozenset({"glue:GetTables"})
LOOK_AT_CATALOG = frozenset({"glue:GetDataCatalogEncryptionSettings", "glue:GetResourcePolicy"})
LOOK_AT_LAKE = frozenset(
    {
        "lakeformation:GetDataLakeSettings",
        "lakeformation:ListDataCellsFilter",
        "lakeformation:ListResources",
    },
)
"""What is asked before the first change, and by `mesh drift`."""
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
    # The least and the greatest value of a column, a protected one too.
    "glue:GetColumnStatisticsForPartition",
    "glue:GetColumnStatisticsForTable",
    "lakeformation:GetDataAccess",
    "lakeformation:GetQueryState",
    "lakeformation:GetTemporaryGluePartitionCredentials",
    "lakeformation:GetTemporaryGlueTableCredentials",
    "lakeformation:GetWorkUnitResults",
    "lakeformation:GetWorkUnits",
    "lakeformation:StartQueryPlanning",
)
READ_FILES = ("s3:GetObject", "s3:GetObjectTorrent", "s3:GetObjectVersion")
"""Of any bucket but the catalog's and the state's, and of a product's but its tables' metadata."""
COPY_FILES = ("s3:PutReplicationConfiguration", "s3:ReplicateObject")


def deployer_policies(environment: Environment) -> Mapping[str, str]:
    """The documents by the names of the managed policies that hold them."""
    place = environment.place_of(None)
    parts: Mapping[str, Iterator[Statement]] = {
        "storage": _storage(environment, place),
        "identities": _identities(environment, place),
        "catalog": _catalog(environment, place),
        "no-data": no_data(environment, place),
        "runs": _runs(environment, place),
    }
    prefix = f"{names.prefix(place)}{names.JOIN}deployer{names.JOIN}"
    return {f"{prefix}{part}": documents.document(found) for part, found in parts.items()}


def _storage(environment: Environment, place: Place) -> Iterator[Statement]:
    own = documents.own_account(place)
    every = (f"{names.prefix(place)}{names.JOIN}*", *names.adopted_buckets(place))
    buckets = [names.bucket_arn(bucket, place) for bucket in every]
    # A bucket that is not there yet is of no account.
    yield _allow("NewBuckets", BUCKETS_EXIST, buckets)
    yield _allow("Buckets", (needed(BUCKET_TYPES) | EMPTY_BUCKETS) - BUCKETS_EXIST, buckets, own)
    # An access point that is not there yet is of no account.
    points = [names.access_points_arn(place)]
    yield _allow("AccessPoints", needed((ACCESS_POINT,)), points)
    yield _allow("Entries", needed((OBJECT,)), [_catalog_objects(place)], own)
    yield _allow("TableMetadata", TABLE_METADATA, [_table_metadata(place)], own)
    yield from _keys(place)
    yield from _state(environment, place)


def _keys(place: Place) -> Iterator[Statement]:
    keys, wanted = [names.keys_arn(place)], place.environment
    new = {"StringEquals": {f"aws:RequestTag/{tags.ENVIRONMENT}": wanted}}
    known = {"StringEquals": {f"aws:ResourceTag/{tags.ENVIRONMENT}": wanted}}
    # To make a key knows no resources; its tag is what makes it one of the mesh.
    alias_actions = needed((ALIAS,)) - LIST_ALIASES
    yield _allow("NewKeys", NEW_KEYS, ["*"], new)
    yield allow("NewKeysTags", ("kms:TagResource",), keys, new)
    yield _allow("LookAtKeys", LOOK_AT_KEYS, keys)
    changing = needed((KEY,)) - NEW_KEYS - LOOK_AT_KEYS
    yield _allow("Keys", changing | alias_actions, keys, known)
    aliases = [names.alias_arn(alias, place) for alias in names.aliases(place)]
    yield _allow("Aliases", alias_actions, aliases)


def _state(environment: Environment, place: Place) -> Iterator[Statement]:
    bucket = state_bucket(environment)
    if bucket is not None:
        arn = names.bucket_arn(bucket, place)
        yield allow("StateList", STATE_LIST, [arn])
        yield allow("State", STATE, [f"{arn}/*"])
    yield from secrets_key(environment, USE_SECRETS_KEY)


def secrets_key(environment: Environment, actions: Sequence[str]) -> Iterator[Statement]:
    """Actions on the key of the state's secrets; the file names it by alias, id or ARN."""
    place, key = environment.place_of(None), _secrets_key(environment)
    if key is None:
        return
    if key.startswith("arn:") and ":alias/" not in key:
        yield allow("Secrets", actions, [key])
        return
    name = key.rpartition(":")[2]
    if not name.startswith("alias/"):
        yield allow("Secrets", actions, [names.key_of_any_region_arn(name, place)])
        return
    # An alias in a policy's Resource never matches a key.
    named = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": [name]}}
    yield allow("Secrets", actions, [names.key_of_any_region_arn("*", place)], named)


def secrets_alias(environment: Environment) -> str | None:
    """The alias of the key of the state's secrets; None where it is named otherwise, or is none."""
    name = (_secrets_key(environment) or "").rpartition(":")[2]
    return name if name.startswith("alias/") else None


def secrets_region(environment: Environment) -> str | None:
    """The region that the key's URL names; None where it names none."""
    given = parse_qs(urlsplit(environment.spec.secrets_provider).query).get("region")
    return given[0] if given else None


def _secrets_key(environment: Environment) -> str | None:
    secrets = urlsplit(environment.spec.secrets_provider)
    if secrets.scheme != SECRETS_SCHEME:
        return None
    return f"{secrets.netloc}{secrets.path}".strip("/")


def _identities(environment: Environment, place: Place) -> Iterator[Statement]:
    boundary = names.boundary_arn(place)
    bounded = {"StringEquals": {"iam:PermissionsBoundary": boundary}}
    roles = [names.mesh_roles_arn(place)]
    yield _allow("Roles", (needed((ROLE, ROLE_POLICY)) | TAKE_BACK_ROLES) - BOUNDED, roles)
    yield _allow("BoundedRoles", BOUNDED, roles, bounded)
    yield _allow("Policies", needed((MANAGED_POLICY,)), [names.mesh_policies_arn(place)])
    existing = environment.spec.audit.existing
    readers = [existing.reader] if existing is not None else []
    yield allow(
        "RegisterLocations",
        ("iam:PassRole",),
        [names.data_access_roles_arn(place), *readers],
        {"StringEquals": {"iam:PassedToService": "lakeformation.amazonaws.com"}},
    )
    yield allow("LookAround", LOOK_AROUND, ["*"])
    if environment.is_bootstrapped:
        yield allow("Itself", ASSUME_ROLES, [environment.spec.deployer])
    yield from _own_limits(environment, place)


def _own_limits(environment: Environment, place: Place) -> Iterator[Statement]:
    """What keeps the deployer as it is, whatever else is attached to it."""
    yield _deny("OwnRights", OWN_RIGHTS, Resource=[environment.spec.deployer])
    # Whatever a role's trust says: who deploys works as nobody of a domain.
    yield _deny("NoMeshRoles", ASSUME_ROLES, Resource=[names.mesh_roles_arn(place)])
    if environment.is_bootstrapped:
        yield _deny("Boundary", CHANGE_POLICIES, Resource=[names.boundary_arn(place)])


def boundary(environment: Environment, place: Place) -> Iterator[Statement]:
    """The most that the deployer may do: with the services that it deploys to, and no row."""
    yield allow("Services", SERVICES, ["*"])
    yield from _own_limits(environment, place)
    yield from no_data(environment, place)


def _catalog(environment: Environment, place: Place) -> Iterator[Statement]:
    catalog = names.catalog_arn(place)
    known = (*names.DATABASES, *sorted(environment.spec.adopted.databases))
    databases = [names.database_arn(name, place) for name in known]
    tables = [names.tables_arn(name, place) for name in known]
    functions = [names.functions_arn(name, place) for name in known]
    actions = needed((DATABASE, TABLE)) | PARTITIONS | LOOK_AT_TABLES
    yield _allow("Tables", actions, [catalog, *databases, *tables])
    # AWS asks for the functions of a database too before it goes.
    yield allow("Functions", ("glue:DeleteDatabase",), functions)
    account = ACCOUNT_TYPES if environment.spec.account_settings else ()
    settings = {a for a in needed(account) if a.startswith("glue:")} | LOOK_AT_CATALOG
    yield _allow("CatalogSettings", settings, [catalog])
    # Lake Formation's actions know no resources: being an administrator is what counts there.
    lake = {a for a in needed((*LAKE_TYPES, *account)) if a.startswith("lakeformation:")}
    yield _allow("Lake", lake | LOOK_AT_LAKE, ["*"])
    yield _allow("Workgroups", needed((WORKGROUP,)), [names.workgroups_arn(place)])


def no_data(environment: Environment, place: Place) -> Iterator[Statement]:
    """Holds whatever else is attached to the role."""
    kept = [_catalog_objects(place), _table_metadata(place)]
    bucket = state_bucket(environment)
    if bucket is not None:
        kept.append(f"{names.bucket_arn(bucket, place)}/*")
    yield _deny("NoRows", READ_ROWS, Resource="*")
    yield _deny("NoFiles", READ_FILES, NotResource=kept)
    yield _deny("NoCopies", COPY_FILES, Resource="*")


def _allow(
    sid: str,
    actions: AbstractSet[str],
    resources: Sequence[str],
    condition: Mapping[str, Any] | None = None,
) -> Statement:
    return allow(sid, sorted(actions), resources, condition)


def _deny(sid: str, actions: Sequence[str], **about: Any) -> Statement:
    return {"Sid": sid, "Effect": "Deny", "Action": list(actions), **about}


def _runs(environment: Environment, place: Place) -> Iterator[Statement]:
    actions = {token: known.all for token, known in TYPE_ACTIONS.items()}
    yield from deployer_runs.runs(actions, environment, place)
    yield from deployer_runs.passing(environment, place)


def _table_metadata(place: Place) -> str:
    bucket = names.bucket_arn(f"{names.prefix(place)}{names.JOIN}*", place)
    return f"{bucket}/*/metadata/*.metadata.json"


def _catalog_objects(place: Place) -> str:
    return f"{names.bucket_arn(names.catalog_bucket(place), place)}/*"


def state_bucket(environment: Environment) -> str | None:
    """The bucket that holds the engine's state; None where it lies on a disk."""
    backend = urlsplit(environment.spec.backend or "")
    return backend.netloc if backend.scheme == STATE_SCHEME else None
