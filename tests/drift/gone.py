"""What somebody has taken away."""

from drift.acts import bucket_gone, call, key, revoke, role_gone, s3, tag
from drift.names import (
    BUCKET,
    CATALOG,
    DATABASE,
    LINES,
    ONE_COLUMN,
    ORDERS,
    READER,
    READER_ARN,
    READERS,
    WORKGROUP,
)

GONE = (
    ("bucket policy deleted", s3("delete_bucket_policy"), ORDERS, "BucketPolicy::data"),
    (
        "public access block deleted",
        s3("delete_public_access_block"),
        ORDERS,
        "BucketPublicAccessBlock::data",
    ),
    (
        "ownership controls deleted",
        s3("delete_bucket_ownership_controls"),
        ORDERS,
        "BucketOwnershipControls::data",
    ),
    (
        "lifecycle deleted",
        s3("delete_bucket_lifecycle"),
        ORDERS,
        "BucketLifecycleConfiguration::data",
    ),
    (
        "logging off",
        s3("put_bucket_logging", BucketLoggingStatus={}),
        ORDERS,
        "BucketLogging::data",
    ),
    (
        "catalog entry deleted",
        call("s3", "delete_object", Bucket=CATALOG, Key=f"products/{ORDERS}.json"),
        ORDERS,
        "BucketObjectv2::entry",
    ),
    (
        "grant revoked",
        revoke(READERS, "SELECT", who=READER_ARN),
        ORDERS,
        "Permissions::orders:reader",
    ),
    (
        "LF-tags of a column removed",
        call(
            "lakeformation",
            "remove_lf_tags_from_resource",
            Resource=ONE_COLUMN,
            LFTags=[tag("classification", "confidential")],
        ),
        ORDERS,
        "ResourceLfTags::orders.margin",
    ),
    ("table deleted", call("glue", "delete_table", **LINES), ORDERS, "CatalogTable::lines"),
    (
        "location deregistered",
        call("lakeformation", "deregister_resource", ResourceArn=f"arn:aws:s3:::{BUCKET}"),
        ORDERS,
        "Resource::data",
    ),
    (
        "role's own policy deleted",
        call("iam", "delete_role_policy", RoleName=READER, PolicyName="access"),
        "sales",
        "RolePolicy::reader",
    ),
    ("role deleted", role_gone, ORDERS, "Role::runtime:sales.orders"),
    (
        "workgroup deleted",
        call("athena", "delete_work_group", WorkGroup=WORKGROUP, RecursiveDeleteOption=True),
        "sales",
        "Workgroup::queries",
    ),
)
SWITCHED_OFF = (
    (
        "versioning suspended",
        s3("put_bucket_versioning", VersioningConfiguration={"Status": "Suspended"}),
        ORDERS,
        "BucketVersioning::data",
        "versioningConfiguration.status",
    ),
    ("key disabled", key("disable_key"), "sales", "Key::key", "isEnabled"),
)
GONE_WITH_ALL = (
    ("key scheduled for deletion", key("schedule_key_deletion"), "sales", "Key::key"),
    ("database deleted", call("glue", "delete_database", Name=DATABASE), ORDERS, "::database"),
    ("bucket deleted", bucket_gone, ORDERS, "Bucket::data"),
    (
        "key alias deleted",
        call("kms", "delete_alias", AliasName="alias/mesh-local--sales"),
        "sales",
        "Alias::key",
    ),
)
