"""The foundation of an environment: what all domains stand on, and what is one for the account."""

from collections.abc import Iterator, Sequence
from typing import Any

from meshwright.aws.resource_types import (
    BUCKET_POLICY,
    CATALOG_ENCRYPTION,
    EVENT_BUS,
    KEY,
    LF_TAG,
    MANAGED_POLICY,
    PERMISSIONS,
    SETTINGS,
)
from meshwright.checks.account import DEFAULT_DATABASE
from meshwright.ids import is_product
from meshwright.plan import documents, key_policies, keys, names, run_names, tags
from meshwright.plan.audit import Before, audit
from meshwright.plan.boundary import boundary
from meshwright.plan.buckets import Bucket, private_bucket
from meshwright.plan.declaration import Component, Declaration, Ref, ResourceKey
from meshwright.plan.machine import any_runs
from meshwright.plan.scope import Scope
from meshwright.specs.environment import Environment, PlatformReader
from meshwright.specs.models import Classification, Mesh

LOG_RETENTION_DAYS = 400
"""A year of access logs, and the weeks in which somebody asks for the last day of it."""
CATALOG_NONCURRENT_DAYS = 90


def foundation(mesh: Mesh, environment: Environment) -> Iterator[Declaration]:
    """Key, catalog and access-log buckets, Lake Formation, catalog encryption, boundary.

    The boundary only where no template of `mesh bootstrap` brings it: who deploys cannot change one
    that it has not made.
    """
    place = environment.place_of(None)
    top = (Component("Foundation", "foundation"),)
    scope = Scope(environment, place, environment.source, top)
    yield from _key(scope)
    logs = tuple(_access_logs(scope.within("AccessLogs", "access-logs")))
    yield from logs
    yield from _catalog(scope.within("Catalog", "catalog"), logs)
    lake = tuple(_lake_formation(mesh, scope.within("LakeFormation", "lake-formation")))
    yield from lake
    bounds = () if environment.is_bootstrapped else (_boundary(scope),)
    yield from bounds
    lake_ready = tuple(d for d in lake if d.type in (LF_TAG, SETTINGS))
    yield from audit(scope, Before(logs, lake_ready, bounds))
    if any_runs(mesh):
        yield _bus(scope)


def _key(scope: Scope) -> Iterator[Declaration]:
    yield from keys.key_with_alias(
        scope,
        alias=names.foundation_alias(scope.place),
        description=f"The {scope.place.environment} mesh: catalog and metadata",
        policy=key_policies.foundation_key_policy(scope.environment, scope.place),
        tags=tags.foundation_tags(scope.place),
    )


def _access_logs(scope: Scope) -> Iterator[Declaration]:
    # SSE-S3: log delivery cannot write with a customer's key under a narrow key policy.
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    name = names.access_log_bucket(scope.place)
    yield from private_bucket(
        Bucket(
            logical="access-logs",
            name=name,
            tags=tags.foundation_tags(scope.place),
            noncurrent_days=1,
            statements=(documents.log_delivery(name, scope.place),),
            expire_days=LOG_RETENTION_DAYS,
        ),
        scope,
    )


def _catalog(scope: Scope, logs: Sequence[Declaration]) -> Iterator[Declaration]:
    yield from private_bucket(
        Bucket(
            logical="catalog",
            name=names.catalog_bucket(scope.place),
            tags=tags.foundation_tags(scope.place),
            noncurrent_days=CATALOG_NONCURRENT_DAYS,
            key_alias=names.foundation_alias(scope.place),
            log_bucket=names.access_log_bucket(scope.place),
            logs_after=[d for d in logs if d.type == BUCKET_POLICY],
        ),
        scope,
    )
    if scope.environment.spec.account_settings:
        yield _catalog_encryption(scope)


def _catalog_encryption(scope: Scope) -> Declaration:
    # By ARN, never by alias: the provider refuses an alias here.
    key = Ref(ResourceKey(KEY, "key"), "arn")
    return scope.declare(
        CATALOG_ENCRYPTION,
        "catalog",
        {
            "catalogId": scope.place.account,
            "dataCatalogEncryptionSettings": {
                "connectionPasswordEncryption": {
                    "awsKmsKeyId": key,
                    "returnConnectionPasswordEncrypted": True,
                },
                "encryptionAtRest": {
                    "catalogEncryptionMode": "SSE-KMS",
                    "sseAwsKmsKeyId": key,
                },
            },
        },
        keep=True,
    )


def _lake_formation(mesh: Mesh, scope: Scope) -> Iterator[Declaration]:
    settings = [_settings(scope)] if scope.environment.spec.account_settings else []
    yield from settings
    lf_tags = [_lf_tag(key, values, scope, settings) for key, values in _vocabulary(mesh) if values]
    yield from lf_tags
    yield _default_database(scope, settings)
    for name, reader in sorted(scope.environment.spec.readers.items()):
        inner = scope.within("Reader", name, "readers", name)
        yield from _platform_reader(name, reader, inner, lf_tags)


def _settings(scope: Scope) -> Declaration:
    spec = scope.environment.spec
    # One full PUT of every field: what is not listed is reset. Empty defaults, so that new
    # databases and tables are open to nobody (a fresh account opens them to IAMAllowedPrincipals).
    return scope.declare(
        SETTINGS,
        "settings",
        {
            "catalogId": scope.place.account,
            "admins": sorted(spec.administrators),
            "readOnlyAdmins": sorted(spec.auditors),
            "createDatabaseDefaultPermissions": [],
            "createTableDefaultPermissions": [],
            "trustedResourceOwners": sorted(spec.adopted.trusted_resource_owners),
            "allowExternalDataFiltering": False,
            "allowFullTableExternalDataAccess": False,
            "externalDataFilteringAllowLists": sorted(
                spec.adopted.external_data_filtering_allow_list
            ),
            "authorizedSessionTagValueLists": sorted(spec.adopted.authorized_session_tag_values),
            "parameters": {"CROSS_ACCOUNT_VERSION": str(spec.cross_account_version)},
        },
        at=("administrators",),
        keep=True,
    )


def _vocabulary(mesh: Mesh) -> Iterator[tuple[str, list[str]]]:
    # A domain that cannot be read just now keeps its value: taking it away would untag its tables.
    unreadable = {identifier for identifier in mesh.unreadable if not is_product(identifier)}
    yield tags.LF_DOMAIN, sorted({*mesh.domains, *unreadable})
    yield tags.LF_CLASSIFICATION, [c.value for c in Classification]
    yield tags.LF_PII, ["false", "true"]


def _lf_tag(
    key: str, values: Sequence[str], scope: Scope, settings: Sequence[Declaration]
) -> Declaration:
    return scope.declare(
        LF_TAG,
        key,
        {"catalogId": scope.place.account, "key": key, "values": sorted(values)},
        # Only an administrator may make tags, and the settings say who is one.
        after=settings,
    )


def _default_database(scope: Scope, settings: Sequence[Declaration]) -> Declaration:
    """Everybody's right to see that the database `default` is there; the database is nobody's.

    Athena asks for it in each query. It is the account's, so no stack holds it: `mesh up` makes it
    where it is missing, and nothing of the mesh changes or deletes it.
    Source: Athena user guide, "Considerations and limitations" of querying data registered with
    Lake Formation.
    """
    account = scope.place.account
    return scope.declare(
        PERMISSIONS,
        "default",
        {
            "catalogId": account,
            "principal": names.everybody(account),
            "permissions": ["DESCRIBE"],
            "database": {"catalogId": account, "name": DEFAULT_DATABASE},
        },
        at=("account",),
        after=settings,
        delete_first=True,
    )


def _platform_reader(
    name: str, reader: PlatformReader, scope: Scope, lf_tags: Sequence[Declaration]
) -> Iterator[Declaration]:
    """The rights of a platform-wide reader: the one grant by tags, which opens tables to come.

    A grant on tables says nothing of the databases that they lie in. A database's tags are those of
    most of its columns, so a reader of a few of the others needs it too: every one of the mesh.
    Source: Lake Formation developer guide, "Lake Formation tag-based access control".
    """
    columns = {
        tags.LF_CLASSIFICATION: sorted(c.value for c in reader.classifications),
        tags.LF_PII: ["false", "true"] if reader.pii else ["false"],
    }
    for logical, right, kind, wanted in (
        (name, "SELECT", "TABLE", columns),
        (f"{name}:databases", "DESCRIBE", "DATABASE", {tags.LF_PII: ["false"]}),
    ):
        policy: dict[str, Any] = {
            "catalogId": scope.place.account,
            "resourceType": kind,
            "expressions": [{"key": key, "values": values} for key, values in wanted.items()],
        }
        yield scope.declare(
            PERMISSIONS,
            logical,
            {"principal": reader.principal, "permissions": [right], "lfTagPolicy": policy},
            after=lf_tags,
            delete_first=True,
        )


def _bus(scope: Scope) -> Declaration:
    """Where products tell that they have new rows, to this account alone: it has no policy."""
    return scope.declare(
        EVENT_BUS,
        "news",
        {
            "name": run_names.event_bus(scope.place),
            "description": "Products of the mesh tell here that they have new rows.",
            "tags": tags.foundation_tags(scope.place),
        },
    )


def _boundary(scope: Scope) -> Declaration:
    return scope.declare(
        MANAGED_POLICY,
        "boundary",
        {
            "name": names.boundary(scope.place),
            "path": names.ROLE_PATH_ROOT,
            "description": "The most that any role of the mesh may do.",
            "policy": documents.document(boundary(scope.place)),
            "tags": tags.foundation_tags(scope.place),
        },
    )
