"""The roles of a domain: under the mesh's boundary and path, with policies by name pattern.

A policy names a domain's or a product's own pattern, so a role does not grow with the mesh. What a
role may read is Lake Formation's to say: the metadata rights here open no row and no column.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from meshwright.aws.resource_types import ROLE, ROLE_POLICY
from meshwright.ids import domain_of
from meshwright.plan import documents, names
from meshwright.plan.declaration import Declaration
from meshwright.plan.scope import Scope
from meshwright.specs.environment import Place

WRITE_OBJECTS = (
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:GetObject",
    "s3:ListMultipartUploadParts",
    "s3:PutObject",
)
LIST_BUCKET = ("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads")
READ_OBJECTS = ("s3:GetObject",)
READ_FILES = ("s3:GetObject", "s3:ListBucket")
"""What whole files are read and found by, through an access point."""
READ_METADATA = (
    "glue:BatchGetPartition",
    "glue:GetCatalog",
    "glue:GetCatalogs",
    "glue:GetDatabase",
    "glue:GetDatabases",
    "glue:GetPartition",
    "glue:GetPartitions",
    "glue:GetTable",
    "glue:GetTables",
)
READ_FUNCTIONS = ("glue:GetUserDefinedFunction", "glue:GetUserDefinedFunctions")
"""What Hive's metastore client asks for before a Spark session runs its first statement."""
READ_CONNECTIONS = ("glue:GetConnection",)
WRITE_METADATA = (
    "glue:BatchCreatePartition",
    "glue:BatchDeletePartition",
    "glue:BatchUpdatePartition",
    "glue:CreatePartition",
    "glue:CreateTable",
    "glue:DeletePartition",
    "glue:UpdatePartition",
    "glue:UpdateTable",
)
RUN_QUERIES = (
    "athena:BatchGetQueryExecution",
    "athena:GetQueryExecution",
    "athena:GetQueryResults",
    "athena:GetQueryResultsStream",
    "athena:GetQueryRuntimeStatistics",
    "athena:GetWorkGroup",
    "athena:ListQueryExecutions",
    "athena:StartQueryExecution",
    "athena:StopQueryExecution",
)
SAVE_QUERIES = (
    "athena:BatchGetNamedQuery",
    "athena:BatchGetPreparedStatement",
    "athena:CreateNamedQuery",
    "athena:CreatePreparedStatement",
    "athena:DeleteNamedQuery",
    "athena:DeletePreparedStatement",
    "athena:GetNamedQuery",
    "athena:GetPreparedStatement",
    "athena:ListNamedQueries",
    "athena:ListPreparedStatements",
    "athena:UpdateNamedQuery",
    "athena:UpdatePreparedStatement",
)
"""Saved queries and prepared statements of a workgroup, as the console and drivers use them."""
BROWSE_CATALOG = (
    "athena:GetDataCatalog",
    "athena:GetDatabase",
    "athena:GetTableMetadata",
    "athena:ListDatabases",
    "athena:ListTableMetadata",
)
"""How the console, JDBC and ODBC find databases and tables.

Source: Athena user guide, "AWS managed policies for Amazon Athena" (AWSQuicksightAthenaAccess).
"""
LIST_ATHENA = ("athena:ListDataCatalogs", "athena:ListEngineVersions", "athena:ListWorkGroups")
WRITE_LOGS = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")
WRITE_METRICS = ("cloudwatch:PutMetricData",)
GET_DATA_ACCESS = (
    "lakeformation:GetDataAccess",
    "lakeformation:GetQueryState",
    "lakeformation:GetWorkUnitResults",
    "lakeformation:GetWorkUnits",
    "lakeformation:StartQueryPlanning",
)
"""Credentials for granted rows, and the planning of queries over tables with row filters.

Source: Lake Formation developer guide, "Data filtering and cell-level security in Lake Formation",
prerequisites.
"""
GLUE = "Glue"
GLUE_METRICS = {"StringEquals": {"cloudwatch:namespace": GLUE}}
"""Where Glue's jobs write their metrics; the action is allowed on no resource in particular.

Source: AWS Glue developer guide, "Monitoring AWS Glue using Amazon CloudWatch metrics".
"""
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


def role(declared: Role, scope: Scope, after: Sequence[Declaration] = ()) -> Iterator[Declaration]:
    """A role under the boundary, and its one inline policy; `after` names what comes before it."""
    made = scope.declare(
        ROLE,
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
        after=after,
    )
    yield made
    yield scope.declare(
        ROLE_POLICY,
        declared.logical,
        {
            "name": "access",
            "role": declared.name,
            "policy": documents.document(declared.access),
        },
        after=(made,),
    )


def bucket_statements(
    sid: str, bucket: str, place: Place, actions: Sequence[str]
) -> Iterator[Statement]:
    yield from folder_statements(sid, bucket, "", place, actions)


def folder_statements(
    sid: str, bucket: str, folder: str, place: Place, actions: Sequence[str]
) -> Iterator[Statement]:
    """The use of a folder of a bucket; of the whole one where the folder is the empty one."""
    arn = names.bucket_arn(bucket, place)
    own = documents.own_account(place)
    listed = {**own, "StringLike": {"s3:prefix": [f"{folder}*"]}} if folder else own
    yield documents.allow(f"{sid}List", LIST_BUCKET, [arn], listed)
    yield documents.allow(f"{sid}Objects", actions, [f"{arn}/{folder}*"], own)


def lake_formation_reading(place: Place) -> Iterator[Statement]:
    """Metadata of any table and credentials for its rows, both as far as Lake Formation grants.

    Source: Lake Formation developer guide, "Lake Formation personas and IAM permissions reference".
    """
    yield documents.allow("CatalogMetadata", READ_METADATA, every_table(place))
    # GetDataAccess knows no resources.
    yield documents.allow("GrantedRows", GET_DATA_ACCESS, ["*"])


def every_table(place: Place) -> list[str]:
    return [
        names.catalog_arn(place),
        names.database_arn("*", place),
        names.tables_arn("*", place),
    ]


def functions(place: Place) -> list[str]:
    return [
        names.catalog_arn(place),
        names.database_arn("*", place),
        names.user_functions_arn(place),
    ]


def data_access(
    domain: str, place: Place, adopted: Sequence[tuple[str, str]] = ()
) -> tuple[Statement, ...]:
    """What Lake Formation does with a domain's files when it serves or writes tables.

    `adopted` are folders of buckets that were there before the domain's products.
    """
    buckets = names.domain_buckets(domain, place)
    found = [*bucket_statements("Products", buckets, place, WRITE_OBJECTS)]
    for at, (bucket, folder) in enumerate(adopted, start=1):
        found += folder_statements(f"Adopted{at}", bucket, folder, place, WRITE_OBJECTS)
    return tuple(found)


def reader(domain: str, place: Place) -> tuple[Statement, ...]:
    """What a domain's people do: find products, and query in the domain's workgroup."""
    catalog = names.bucket_arn(names.catalog_bucket(place), place)
    return (
        documents.allow(
            "Queries", (*RUN_QUERIES, *SAVE_QUERIES), [names.workgroup_arn(domain, place)]
        ),
        documents.allow("Browsing", BROWSE_CATALOG, [names.data_catalog_arn(place)]),
        documents.allow("Workgroups", LIST_ATHENA, ["*"]),
        *lake_formation_reading(place),
        documents.allow("Entries", READ_OBJECTS, [f"{catalog}/*"], documents.own_account(place)),
        documents.allow("EntriesList", LIST_BUCKET, [catalog], documents.own_account(place)),
        *bucket_statements("Results", names.results_bucket(domain, place), place, WRITE_OBJECTS),
    )


def runtime(product: names.Named, place: Place, *, writes: bool = True) -> tuple[Statement, ...]:
    """What a product's jobs do: write its own files and partitions, read what it was granted.

    A retired product has no jobs that write.
    """
    database, domain = names.database_of(product), domain_of(product.origin)
    files = names.bucket_of(product, place), names.folder(product, place)
    own_tables = [
        names.catalog_arn(place),
        names.database_arn(database, place),
        names.tables_arn(database, place),
    ]
    return (
        *folder_statements("Files", *files, place, WRITE_OBJECTS if writes else READ_OBJECTS),
        *((documents.allow("OwnTables", WRITE_METADATA, own_tables),) if writes else ()),
        *lake_formation_reading(place),
        documents.allow("Functions", READ_FUNCTIONS, functions(place)),
        documents.allow(
            "Connections",
            READ_CONNECTIONS,
            [names.catalog_arn(place), names.connections_arn(domain, place)],
        ),
        documents.allow("JobLogs", WRITE_LOGS, [names.glue_log_groups_arn(place)]),
        documents.allow("JobMetrics", WRITE_METRICS, ["*"], GLUE_METRICS),
    )


def passing(domain: str, services: Sequence[str], place: Place) -> tuple[Statement, ...]:
    """What whoever writes a domain's jobs needs beside the rights to write them.

    A service runs a job under a role only where the job's author may pass it the role.
    Source: IAM user guide, "Grant a user permissions to pass a role to an AWS service".
    """
    return (
        documents.allow(
            "RuntimeRoles",
            ("iam:PassRole",),
            [names.runtime_roles_arn(domain, place)],
            {"StringEquals": {"iam:PassedToService": sorted(services)}},
        ),
    )
