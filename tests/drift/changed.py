"""What is still there and no longer as it was."""

import json

from drift.acts import (
    boundary_widened,
    call,
    column,
    database,
    grant,
    key,
    policy_with,
    relocated,
    revoke,
    s3,
    settings,
    table,
    tag,
    workgroup,
)
from drift.names import (
    ACCOUNT,
    CATALOG,
    DATABASE,
    DOCUMENT,
    EVE,
    EXPIRING,
    FILES_OF_EVE,
    KEY_POLICY,
    LINES,
    ORDERS,
    PUBLIC_OFF,
    READER,
    READER_ARN,
    READERS,
    RUNTIME_ARN,
    SSE_S3,
    TABLE,
    TRUSTING,
    WORKGROUP,
)

CHANGED = (
    ("bucket tag added", s3("put_bucket_tagging", Tagging={"TagSet": []}), "Bucket::data", "tags"),
    (
        "encryption by S3's own key",
        s3("put_bucket_encryption", ServerSideEncryptionConfiguration=SSE_S3),
        "BucketServerSideEncryptionConfiguration::data",
        "rules",
    ),
    (
        "public access opened",
        s3("put_public_access_block", PublicAccessBlockConfiguration=PUBLIC_OFF),
        "BucketPublicAccessBlock::data",
        "restrictPublicBuckets",
    ),
    (
        "ownership by writers",
        s3(
            "put_bucket_ownership_controls",
            OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]},
        ),
        "BucketOwnershipControls::data",
        "rule.objectOwnership",
    ),
    (
        "bucket policy with another statement",
        policy_with(FILES_OF_EVE),
        "BucketPolicy::data",
        "policy.Statement.Eve",
    ),
    (
        "lifecycle that expires objects",
        s3("put_bucket_lifecycle_configuration", LifecycleConfiguration=EXPIRING),
        "BucketLifecycleConfiguration::data",
        "rules",
    ),
    (
        "logging elsewhere",
        s3(
            "put_bucket_logging",
            BucketLoggingStatus={
                "LoggingEnabled": {
                    "TargetBucket": f"mesh-local--{ACCOUNT}--access-logs",
                    "TargetPrefix": "elsewhere/",
                }
            },
        ),
        "BucketLogging::data",
        "targetPrefix",
    ),
    (
        "catalog entry rewritten",
        call(
            "s3",
            "put_object",
            Bucket=CATALOG,
            Key=f"products/{ORDERS}.json",
            Body=b"{}",
            ContentType="application/json",
        ),
        "BucketObjectv2::entry",
        "content",
    ),
    ("database described anew", database(Description="x"), "::database", "description"),
    (
        "column added",
        table(lambda t: t["StorageDescriptor"]["Columns"].append({"Name": "x", "Type": "int"})),
        "CatalogTable::orders",
        "storageDescriptor.columns.x",
    ),
    (
        "column of another type",
        table(lambda t: column(t, 0).update(Type="int")),
        "CatalogTable::orders",
        "storageDescriptor.columns.order_id.type",
    ),
    (
        "column comment",
        table(lambda t: column(t, 0).update(Comment="x")),
        "CatalogTable::orders",
        "storageDescriptor.columns.order_id.comment",
    ),
    (
        "column dropped",
        table(lambda t: t["StorageDescriptor"]["Columns"].pop(1)),
        "CatalogTable::orders",
        "storageDescriptor.columns.customer_email",
    ),
    (
        "table parameter",
        table(lambda t: t["Parameters"].update({"mesh:pii": "false"})),
        "CatalogTable::orders",
        "parameters.mesh:pii",
    ),
    (
        "table elsewhere",
        table(lambda t: t["StorageDescriptor"].update(Location="s3://eves-copy/")),
        "CatalogTable::orders",
        "storageDescriptor.location",
    ),
    (
        "table described anew",
        table(lambda t: t.update(Description="x"), "lines"),
        "CatalogTable::lines",
        "description",
    ),
    (
        "another serialization",
        table(lambda t: t["StorageDescriptor"]["SerdeInfo"].update(Parameters={"a": "b"}), "lines"),
        "CatalogTable::lines",
        "storageDescriptor.serDeInfo",
    ),
    (
        "grant that may be passed on",
        grant(READERS, "SELECT", who=READER_ARN, again=True),
        "Permissions::orders:reader",
        "permissionsWithGrantOptions",
    ),
    (
        "right taken from a grant",
        revoke({"Table": TABLE}, "INSERT", who=RUNTIME_ARN),
        "Permissions::orders:runtime",
        "permissions",
    ),
    (
        "right added to a grant",
        grant({"Table": LINES}, "DROP", who=RUNTIME_ARN),
        "Permissions::lines:runtime",
        "permissions",
    ),
    (
        "LF-tag of the database",
        call(
            "lakeformation",
            "add_lf_tags_to_resource",
            Resource={"Database": {"Name": DATABASE}},
            LFTags=[tag("classification", "public")],
        ),
        "ResourceLfTags::database",
        "lfTags",
    ),
    ("location by another role", relocated(READER_ARN), "Resource::data", "roleArn"),
)
DOMAIN_CHANGED = (
    ("key rotation off", key("disable_key_rotation"), "Key::key", "enableKeyRotation"),
    ("key described anew", key("update_key_description", Description="x"), "Key::key", "desc"),
    (
        "key policy",
        key("put_key_policy", PolicyName="default", Policy=json.dumps(KEY_POLICY)),
        "Key::key",
        "policy",
    ),
    (
        "key tag",
        key("tag_resource", Tags=[{"TagKey": "mesh:owner", "TagValue": "eve"}]),
        "Key::key",
        "tags",
    ),
    (
        "role trusts somebody else",
        call("iam", "update_assume_role_policy", RoleName=READER, PolicyDocument=TRUSTING),
        "Role::reader",
        "assumeRolePolicy",
    ),
    (
        "role for longer sessions",
        call(
            "iam",
            "update_role",
            RoleName=READER,
            MaxSessionDuration=43200,
            Description="The people of sales",
        ),
        "Role::reader",
        "maxSessionDuration",
    ),
    (
        "role out of its boundary",
        call("iam", "delete_role_permissions_boundary", RoleName=READER),
        "Role::reader",
        "permissionsBoundary",
    ),
    (
        "role tag gone",
        call("iam", "untag_role", RoleName=READER, TagKeys=["mesh:owner"]),
        "Role::reader",
        "tags.mesh:owner",
    ),
    (
        "role's own policy widened",
        call(
            "iam", "put_role_policy", RoleName=READER, PolicyName="access", PolicyDocument=DOCUMENT
        ),
        "RolePolicy::reader",
        "policy",
    ),
    (
        "workgroup without a limit",
        workgroup(RemoveBytesScannedCutoffPerQuery=True),
        "Workgroup::queries",
        "configuration",
    ),
    (
        "workgroup that enforces nothing",
        workgroup(EnforceWorkGroupConfiguration=False),
        "Workgroup::queries",
        "configuration.enforceWorkgroupConfiguration",
    ),
    (
        "workgroup disabled",
        call("athena", "update_work_group", WorkGroup=WORKGROUP, State="DISABLED"),
        "Workgroup::queries",
        "state",
    ),
)
FOUNDATION_CHANGED = (
    (
        "boundary widened",
        boundary_widened,
        "Policy::boundary",
        "policy",
    ),
    (
        "another administrator",
        settings(
            DataLakeAdmins=[
                {"DataLakePrincipalIdentifier": f"arn:aws:iam::{ACCOUNT}:user/administrator"},
                {"DataLakePrincipalIdentifier": EVE},
            ]
        ),
        "DataLakeSettings::settings",
        "admins",
    ),
    (
        "new tables open to all",
        settings(
            CreateTableDefaultPermissions=[
                {
                    "Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"},
                    "Permissions": ["ALL"],
                }
            ]
        ),
        "DataLakeSettings::settings",
        "createTableDefaultPermissions",
    ),
    (
        "LF-tag with another value",
        call("lakeformation", "update_lf_tag", TagKey="pii", TagValuesToAdd=["maybe"]),
        "LfTag::pii",
        "values",
    ),
    (
        "catalog not encrypted",
        call(
            "glue",
            "put_data_catalog_encryption_settings",
            DataCatalogEncryptionSettings={
                "EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"},
                "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": False},
            },
        ),
        "DataCatalogEncryptionSettings::catalog",
        "dataCatalogEncryptionSettings",
    ),
)
