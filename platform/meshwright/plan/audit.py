"""What tells who did what in an account: a trail, its bucket, and the tables to ask it and S3's
access logs, for the auditors that the environment names.

Rows are read by Lake Formation's grants alone, as those of any table: the buckets are registered,
and nobody has S3 rights on them. The files of a trail that there is already are read as the role
that the environment file names: no role of the mesh reaches them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from meshwright.aws.resource_types import (
    BUCKET_POLICY,
    DATABASE,
    LF_TAGS,
    LOCATION,
    PERMISSIONS,
    WORKGROUP,
)
from meshwright.plan import audit_names, documents, names, roles, tags
from meshwright.plan.audit_tables import access_log_table, trail_table
from meshwright.plan.buckets import Bucket, private_bucket
from meshwright.plan.declaration import Declaration
from meshwright.plan.domain import fallback
from meshwright.plan.own_trail import KEY_ARN, bucket_of_a_trail, trail
from meshwright.plan.roles import Role, Statement, role
from meshwright.plan.scope import Scope
from meshwright.specs.environment import Place

LAKE_FORMATION = "lakeformation.amazonaws.com"
RESULTS_DAYS = 30


@dataclass(frozen=True, slots=True)
class Before:
    """What the foundation makes first."""

    logs: Sequence[Declaration]
    """The bucket of access logs, and its parts."""
    lake: Sequence[Declaration]
    """Lake Formation's settings and tags."""
    bounds: Sequence[Declaration]
    """The boundary of roles, where the foundation brings it."""


def audit(scope: Scope, before: Before) -> Iterator[Declaration]:
    """All of it, where the environment has a trail asked."""
    wanted = scope.environment.spec.audit
    if not wanted.is_asked:
        return
    inner = scope.within("Audit", "audit", "audit")
    bucket = tuple(bucket_of_a_trail(inner, before.logs)) if wanted.has_bucket else ()
    yield from bucket
    if wanted.is_own:
        yield trail(inner, bucket)
    access = tuple(_data_access(inner, before.bounds))
    yield from access
    places = tuple(_places(inner, before.logs[0], bucket, access))
    yield from places
    auditor = tuple(_auditor(inner, before.bounds))
    yield from auditor
    yield from _tables(inner, (*places, *before.lake), auditor)
    yield from _queries(inner, before.logs)


def _data_access(scope: Scope, bounds: Sequence[Declaration]) -> Iterator[Declaration]:
    """The role as which Lake Formation reads the logs, and the mesh's own trail, for who may."""
    place = scope.place
    assumes = ("sts:AssumeRole", "sts:SetContext")
    is_own = scope.environment.spec.audit.is_own
    buckets = {"Trail": audit_names.trail_bucket(place)} if is_own else {}
    buckets["Logs"] = names.access_log_bucket(place)
    yield from role(
        Role(
            logical="audit-data-access",
            name=names.data_access_role(place.account, place),
            domain=place.account,
            description="Lake Formation's way to the trail and to the access logs",
            trust=(documents.service_trust(LAKE_FORMATION, place, assumes),),
            access=tuple(
                statement
                for sid, bucket in buckets.items()
                for statement in roles.bucket_statements(sid, bucket, place, roles.READ_OBJECTS)
            ),
            tags=tags.foundation_tags(place),
        ),
        scope.within("Role", "audit-data-access"),
        bounds,
    )


def _places(
    scope: Scope,
    logs: Declaration,
    bucket: Sequence[Declaration],
    access: Sequence[Declaration],
) -> Iterator[Declaration]:
    """The registrations: of the logs' bucket, and of the trail's, or of an existing one's folder.

    Source: Lake Formation developer guide, "Registering an Amazon S3 location in another AWS
    account": the role is one of the account whose catalog has the tables.
    """
    own = names.data_access_role_arn(scope.place.account, scope.place)
    existing = scope.environment.spec.audit.existing
    if existing is None:
        arn = names.bucket_arn(bucket[0].inputs["bucket"], scope.place)
        yield _registered(scope, "trail", arn, own, (bucket[0], *access))
    else:
        arn = names.bucket_arn(existing.folder(scope.place.account), scope.place)
        yield _registered(scope, "trail", arn, existing.reader, ())
    arn = names.bucket_arn(logs.inputs["bucket"], scope.place)
    yield _registered(scope, logs.name, arn, own, (logs, *access))


def _registered(
    scope: Scope, name: str, arn: str, role_arn: str, after: Sequence[Declaration]
) -> Declaration:
    inputs = {"arn": arn, "roleArn": role_arn, "hybridAccessEnabled": False}
    return scope.declare(LOCATION, name, inputs, after=after)


def _tables(
    scope: Scope, first: Sequence[Declaration], auditor: Sequence[Declaration]
) -> Iterator[Declaration]:
    database = scope.declare(
        DATABASE,
        "audit",
        {
            "catalogId": scope.place.account,
            "name": audit_names.DATABASE,
            "description": "Who did what: the trail of the account, and S3's access logs",
            "tags": tags.foundation_tags(scope.place),
        },
        after=first,
        keep=True,
    )
    yield database
    yield _labels(scope, "audit", {"database": {"name": audit_names.DATABASE}}, "true", (database,))
    for table in (trail_table(scope, database), access_log_table(scope, database)):
        yield table
        yield _keys_tags(scope, table)
        yield _permission(scope, table, auditor)


def _keys_tags(scope: Scope, table: Declaration) -> Declaration:
    """A partition key hides nothing, whoever reads the table."""
    keys = [key["name"] for key in table.inputs["partitionKeys"]]
    about = {"databaseName": audit_names.DATABASE, "name": table.name, "columnNames": keys}
    name = f"audit:{table.name}"
    return _labels(scope, name, {"tableWithColumns": about}, "false", (table,))


def _labels(
    scope: Scope, name: str, about: Mapping[str, Any], pii: str, after: Sequence[Declaration]
) -> Declaration:
    """Without a tag for its classification, none of it is opened to readers by tag."""
    account = scope.place.account
    return scope.declare(
        LF_TAGS,
        name,
        {
            "catalogId": account,
            **{target: {"catalogId": account, **named} for target, named in about.items()},
            "lfTags": [{"catalogId": account, "key": tags.LF_PII, "value": pii}],
        },
        after=after,
        delete_first=True,
    )


def _permission(scope: Scope, table: Declaration, auditor: Sequence[Declaration]) -> Declaration:
    return scope.declare(
        PERMISSIONS,
        f"audit:{table.name}",
        {
            "catalogId": scope.place.account,
            "principal": audit_names.auditor_role_arn(scope.place),
            "permissions": ["SELECT"],
            "table": {
                "catalogId": scope.place.account,
                "databaseName": audit_names.DATABASE,
                "name": table.name,
            },
        },
        after=(table, *auditor),
        delete_first=True,
    )


def _auditor(scope: Scope, bounds: Sequence[Declaration]) -> Iterator[Declaration]:
    """The role as which the environment's auditors ask; in `local` anybody of the account."""
    place = scope.place
    who = scope.environment.spec.auditors or fallback(scope)
    yield from role(
        Role(
            logical="auditor",
            name=audit_names.auditor_role(place),
            domain=place.account,
            description="Whoever asks who did what",
            trust=tuple(documents.principal_trust(who, place)),
            access=auditor_access(place),
            tags=tags.foundation_tags(place),
        ),
        scope.within("Role", "auditor"),
        bounds,
    )


def auditor_access(place: Place) -> tuple[Statement, ...]:
    """Queries in one workgroup, over what Lake Formation grants."""
    workgroup = names.workgroup_arn(place.account, place)
    queries = (*roles.RUN_QUERIES, *roles.SAVE_QUERIES)
    results = audit_names.results_bucket(place)
    return (
        documents.allow("Queries", queries, [workgroup]),
        documents.allow("Browsing", roles.BROWSE_CATALOG, [names.data_catalog_arn(place)]),
        documents.allow("Workgroups", roles.LIST_ATHENA, ["*"]),
        *roles.lake_formation_reading(place),
        *roles.bucket_statements("Results", results, place, roles.WRITE_OBJECTS),
    )


def _queries(scope: Scope, logs: Sequence[Declaration]) -> Iterator[Declaration]:
    name = audit_names.results_bucket(scope.place)
    labels = tags.foundation_tags(scope.place)
    yield from private_bucket(
        Bucket(
            logical="audit-results",
            name=name,
            tags=labels,
            noncurrent_days=1,
            key_alias=names.foundation_alias(scope.place),
            log_bucket=names.access_log_bucket(scope.place),
            logs_after=[each for each in logs if each.type == BUCKET_POLICY],
            expire_days=RESULTS_DAYS,
        ),
        scope,
    )
    encrypted: Mapping[str, Any] = {"encryptionOption": "SSE_KMS", "kmsKeyArn": KEY_ARN}
    yield scope.declare(
        WORKGROUP,
        "audit",
        {
            "name": audit_names.workgroup(scope.place),
            "description": "Questions of auditors",
            "state": "ENABLED",
            "forceDestroy": not scope.environment.is_protected,
            "configuration": {
                "enforceWorkgroupConfiguration": True,
                "publishCloudwatchMetricsEnabled": True,
                "bytesScannedCutoffPerQuery": scope.environment.spec.athena.bytes_scanned_limit,
                "resultConfiguration": {
                    "outputLocation": f"s3://{name}/",
                    "encryptionConfiguration": encrypted,
                },
            },
            "tags": labels,
        },
    )
