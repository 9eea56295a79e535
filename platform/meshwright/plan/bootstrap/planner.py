"""The plan role's policy: the state, and what previews and drift read. No row, and no change."""

from collections.abc import Iterator, Mapping
from typing import Any

from meshwright.aws.resource_types import (
    ALIAS,
    CATALOG_ENCRYPTION,
    DATABASE,
    KEY,
    MANAGED_POLICY,
    OBJECT,
    ROLE,
    ROLE_POLICY,
    SETTINGS,
    TABLE,
    WORKGROUP,
)
from meshwright.aws.type_actions import TYPE_ACTIONS, read
from meshwright.plan import deployer, deployer_runs, documents, names
from meshwright.plan.documents import allow
from meshwright.specs.environment import Environment, Place

Statement = Mapping[str, Any]
READ_STATE = ("s3:GetObject",)
LOOK_AT_ROLES = frozenset({"iam:ListInstanceProfilesForRole"})
"""What drift asks besides: which machines work as a role."""
OPEN_SECRETS = ("kms:Decrypt", "kms:DescribeKey")
"""The engine opens the state's secrets even for a preview; a mesh's state holds none of its own."""


def planner_policy(environment: Environment, place: Place) -> str:
    return documents.document(
        (
            *_state(environment, place),
            *_storage(place),
            *_identities(place),
            *_catalog(environment, place),
            *deployer.no_data(environment, place),
        )
    )


def planner_runs_policy(environment: Environment, place: Place) -> str:
    """What previews read of machines, schedules, news and alarms; a policy has no room for both."""
    actions = {token: known.read for token, known in TYPE_ACTIONS.items()}
    return documents.document(deployer_runs.runs(actions, environment, place))


def _state(environment: Environment, place: Place) -> Iterator[Statement]:
    bucket = deployer.state_bucket(environment)
    if bucket is not None:
        arn = names.bucket_arn(bucket, place)
        yield allow("StateList", deployer.STATE_LIST, [arn])
        yield allow("State", READ_STATE, [f"{arn}/*"])
    yield from deployer.secrets_key(environment, OPEN_SECRETS)


def _storage(place: Place) -> Iterator[Statement]:
    own = documents.own_account(place)
    every = (f"{names.prefix(place)}{names.JOIN}*", *names.adopted_buckets(place))
    buckets = [names.bucket_arn(bucket, place) for bucket in every]
    looking = read(deployer.BUCKET_TYPES) | deployer.EMPTY_BUCKETS
    yield allow("Buckets", sorted(looking), buckets, own)
    entries = f"{names.bucket_arn(names.catalog_bucket(place), place)}/*"
    yield allow("Entries", sorted(read((OBJECT,))), [entries], own)
    keys = read((KEY,)) | deployer.LOOK_AT_KEYS | (read((ALIAS,)) - deployer.LIST_ALIASES)
    yield allow("Keys", sorted(keys), [names.keys_arn(place)])


def _identities(place: Place) -> Iterator[Statement]:
    roles = read((ROLE, ROLE_POLICY)) | LOOK_AT_ROLES
    yield allow("Roles", sorted(roles), [names.mesh_roles_arn(place)])
    yield allow("Policies", sorted(read((MANAGED_POLICY,))), [names.mesh_policies_arn(place)])
    yield allow("LookAround", deployer.LOOK_AROUND, ["*"])


def _catalog(environment: Environment, place: Place) -> Iterator[Statement]:
    catalog = names.catalog_arn(place)
    known = (*names.DATABASES, *sorted(environment.spec.adopted.databases))
    databases = [names.database_arn(name, place) for name in known]
    tables = [names.tables_arn(name, place) for name in known]
    looking = read((DATABASE, TABLE)) | deployer.LOOK_AT_TABLES | {"glue:GetPartitions"}
    yield allow("Tables", sorted(looking), [catalog, *databases, *tables])
    settings = read((CATALOG_ENCRYPTION,)) | deployer.LOOK_AT_CATALOG
    yield allow("CatalogSettings", sorted(settings), [catalog])
    lake = read((*deployer.LAKE_TYPES, SETTINGS)) | deployer.LOOK_AT_LAKE
    yield allow("Lake", sorted(lake), ["*"])
    yield allow("Workgroups", sorted(read((WORKGROUP,))), [names.workgroups_arn(place)])
