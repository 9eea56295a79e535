"""The roles of a domain: under the mesh's boundary and path, with policies by name pattern.

A policy names a domain's or a product's own pattern, so a role does not grow with the mesh. What a
role may read is Lake Formation's to say: the metadata rights here open no row and no column.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from meshwright.plan import documents, names
from meshwright.plan.declaration import Declaration
from meshwright.plan.scope import Scope
from meshwright.spec.environment import Place

WRITE_OBJECTS = (
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:GetObject",
    "s3:ListMultipartUploadParts",
    "s3:PutObject",
)
LIST_BUCKET = ("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads")
READ_METADATA = (
    "glue:BatchGetPartition",
    "glue:GetDatabase",
    "glue:GetDatabases",
    "glue:GetPartition",
    "glue:GetPartitions",
    "glue:GetTable",
    "glue:GetTables",
)
WRITE_METADATA = (
    "glue:BatchCreatePartition",
    "glue:BatchDeletePartition",
    "glue:BatchUpdatePartition",
    "glue:CreatePartition",
    "glue:DeletePartition",
    "glue:UpdatePartition",
    "glue:UpdateTable",
)
RUN_QUERIES = (
    "athena:BatchGetQueryExecution",
    "athena:GetQueryExecution",
    "athena:GetQueryResults",
    "athena:GetQueryResultsStream",
    "athena:GetWorkGroup",
    "athena:ListQueryExecutions",
    "athena:StartQueryExecution",
    "athena:StopQueryExecution",
)
LIST_ATHENA = ("athena:ListDataCatalogs", "athena:ListWorkGroups")
WRITE_LOGS = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")
GET_DATA_ACCESS = ("lakeformation:GetDataAccess",)
MAX_SESSION_SECONDS = 3600
ROLE_NAME_LENGTH = 64
"""Source: IAM user guide, "IAM and AWS STS quotas"."""

Statement = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Role:
    """What differs between the roles of the mesh."""

    logical: str
    name: str
    domain: str
    """The domain whose path the role lies under."""
    description: str
    trust: Sequence[Statement]
    access: Sequence[Statement]
    tags: Mapping[str, str]


def role(declared: Role, scope: Scope) -> Iterator[Declaration]:
    """A role under the boundary, and its one inline policy."""
    made = scope.declare(
        "aws:iam/role:Role",
        declared.logical,
        {
            "name": declared.name,
            "path": names.role_path(declared.domain),
            "description": declared.description,
            "assumeRolePolicy": documents.document(declared.trust),
            "permissionsBoundary": names.boundary_arn(scope.place),
            "maxSessionDuration": MAX_SESSION_SECONDS,
            "tags": declared.tags,
        },
    )
    yield made
    yield scope.declare(
        "aws:iam/rolePolicy:RolePolicy",
        declared.logical,
        {
            "name": "access",
            "role": declared.name,
            "policy": documents.document(declared.access),
        },
        after=(made,),
    )


def _bucket_statements(
    sid: str, bucket: str, place: Place, actions: Sequence[str]
) -> Iterator[Statement]:
    arn = names.bucket_arn(bucket, place)
    own = documents.own_account(place)
    yield documents.allow(f"{sid}List", LIST_BUCKET, [arn], own)
    yield documents.allow(f"{sid}Objects", actions, [f"{arn}/*"], own)


def _lake_formation_reading(place: Place) -> Iterator[Statement]:
    """Metadata of any table and credentials for its rows, both as far as Lake Formation grants.

    Source: Lake Formation developer guide, "Lake Formation personas and IAM permissions reference".
    """
    metadata = [
        names.catalog_arn(place),
        names.database_arn("*", place),
        names.tables_arn("*", place),
    ]
    yield documents.allow("CatalogMetadata", READ_METADATA, metadata)
    # GetDataAccess knows no resources.
    yield documents.allow("GrantedRows", GET_DATA_ACCESS, ["*"])


def data_access(domain: str, place: Place) -> tuple[Statement, ...]:
    """What Lake Formation does with a domain's files when it serves or writes tables."""
    buckets = names.domain_buckets(domain, place)
    return tuple(_bucket_statements("Products", buckets, place, WRITE_OBJECTS))


def reader(domain: str, place: Place) -> tuple[Statement, ...]:
    """What a domain's people do: query in the domain's workgroup."""
    return (
        documents.allow("Queries", RUN_QUERIES, [names.workgroup_arn(domain, place)]),
        documents.allow("Workgroups", LIST_ATHENA, ["*"]),
        *_lake_formation_reading(place),
        *_bucket_statements("Results", names.results_bucket(domain, place), place, WRITE_OBJECTS),
    )


def runtime(origin: str, place: Place) -> tuple[Statement, ...]:
    """What a product's jobs do: write its own files and partitions, read what it was granted."""
    database = names.database(origin)
    own_tables = [
        names.catalog_arn(place),
        names.database_arn(database, place),
        names.tables_arn(database, place),
    ]
    return (
        *_bucket_statements("Files", names.bucket(origin, place), place, WRITE_OBJECTS),
        documents.allow("OwnTables", WRITE_METADATA, own_tables),
        *_lake_formation_reading(place),
        documents.allow("JobLogs", WRITE_LOGS, [names.glue_log_groups_arn(place)]),
    )


def boundary(place: Place) -> tuple[Statement, ...]:
    """The most that any role of the mesh may ever do, whatever its own policy says."""
    every_bucket = f"{names.prefix(place)}{names.JOIN}*"
    through_services = {
        "StringEquals": {
            "kms:CallerAccount": place.account,
            "kms:ViaService": [names.service_host(s, place) for s in ("s3", "glue")],
        }
    }
    workgroups = names.workgroup_arn("*", place)
    every_table = [
        names.catalog_arn(place),
        names.database_arn("*", place),
        names.tables_arn("*", place),
    ]
    return (
        *_bucket_statements("Buckets", every_bucket, place, WRITE_OBJECTS),
        documents.allow("Catalog", (*READ_METADATA, *WRITE_METADATA), every_table),
        documents.allow("Rows", GET_DATA_ACCESS, ["*"]),
        documents.allow("Queries", RUN_QUERIES, [workgroups]),
        documents.allow("Workgroups", LIST_ATHENA, ["*"]),
        documents.allow("JobLogs", WRITE_LOGS, [names.glue_log_groups_arn(place)]),
        # Keys open by their own policies; the boundary has to leave room for that.
        documents.allow("Keys", documents.KEY_USE, [names.keys_arn(place)], through_services),
    )
