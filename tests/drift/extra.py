"""What somebody has added, and no resource of the mesh stands for."""

from drift.acts import (
    attached,
    call,
    grant,
    instance_profile,
    key,
    key_id,
    replicated,
    stray_bucket,
    stray_key,
    stray_key_away,
    tag,
)
from drift.kind import Act
from drift.names import (
    ACCOUNT,
    BUCKET,
    DATABASE,
    DOCUMENT,
    EVE,
    LINES,
    ONE_COLUMN,
    ORDERS,
    OURS,
    READER,
    READER_ARN,
    RUNTIME,
    TABLE,
    TRUSTING,
    WIDER,
)

# What is not the mesh's stays: a refreshed update only cuts it off.
POLICY_AWAY = call("iam", "delete_policy", PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/eves")
PROFILE_AWAY = call("iam", "delete_instance_profile", InstanceProfileName="eves")
COPY_AWAY = call("s3", "delete_bucket", Bucket="eves-copy")
PLACE_AWAY = call(
    "lakeformation", "deregister_resource", ResourceArn=f"arn:aws:s3:::{BUCKET}/orders"
)
EXTRA: tuple[tuple[str, Act, str, str, Act | None], ...] = (
    (
        "grant on a table",
        grant({"Table": TABLE}, "SELECT"),
        ORDERS,
        "eve has SELECT on table",
        None,
    ),
    (
        "grant on columns",
        grant(ONE_COLUMN, "SELECT"),
        ORDERS,
        "eve has SELECT on table sales__orders.orders (margin)",
        None,
    ),
    (
        "another column for a reader",
        grant(ONE_COLUMN, "SELECT", who=READER_ARN),
        ORDERS,
        "has SELECT on table sales__orders.orders (margin)",
        None,
    ),
    (
        "wider grant for a reader",
        grant(WIDER, "SELECT", who=READER_ARN),
        ORDERS,
        "has SELECT on table sales__orders.orders (customer_email)",
        None,
    ),
    (
        "grant on all tables",
        grant({"Table": {"DatabaseName": DATABASE, "TableWildcard": {}}}, "SELECT"),
        ORDERS,
        "eve has SELECT on table sales__orders.*",
        None,
    ),
    (
        "grant on the database",
        grant({"Database": {"Name": DATABASE}}, "CREATE_TABLE", again=True),
        ORDERS,
        "eve has CREATE_TABLE on database sales__orders, and may pass it on",
        None,
    ),
    (
        "grant on the location",
        grant({"DataLocation": {"ResourceArn": f"arn:aws:s3:::{BUCKET}"}}, "DATA_LOCATION_ACCESS"),
        ORDERS,
        "eve has DATA_LOCATION_ACCESS",
        None,
    ),
    (
        "table open to all of IAM",
        grant({"Table": LINES}, "ALL", who="IAM_ALLOWED_PRINCIPALS"),
        ORDERS,
        "IAM_ALLOWED_PRINCIPALS has ALL",
        None,
    ),
    (
        "grant by tags",
        grant(
            {"LFTagPolicy": {"ResourceType": "TABLE", "Expression": [tag("domain", "sales")]}},
            "SELECT",
        ),
        "",
        "eve has SELECT on what is tagged domain=sales",
        None,
    ),
    (
        "grant on a tag",
        grant({"LFTag": tag("pii", "true")}, "ASSOCIATE"),
        "",
        "eve has ASSOCIATE on LF-tag pii",
        None,
    ),
    (
        "LF-tag on a table",
        call(
            "lakeformation",
            "add_lf_tags_to_resource",
            Resource={"Table": TABLE},
            LFTags=[tag("classification", "public")],
        ),
        ORDERS,
        "table sales__orders.orders is tagged classification=public",
        None,
    ),
    (
        "LF-tag on a column",
        call(
            "lakeformation",
            "add_lf_tags_to_resource",
            Resource={"TableWithColumns": {**TABLE, "ColumnNames": ["order_id"]}},
            LFTags=[tag("pii", "true")],
        ),
        ORDERS,
        "table sales__orders.orders (order_id) is tagged pii=true",
        None,
    ),
    (
        "another inline policy",
        call(
            "iam", "put_role_policy", RoleName=RUNTIME, PolicyName="eves", PolicyDocument=DOCUMENT
        ),
        ORDERS,
        f"policy eves on role {RUNTIME}",
        None,
    ),
    ("attached policy", attached, "sales", f"policy/eves on role {READER}", POLICY_AWAY),
    ("instance profile", instance_profile, "sales", "instance profile eves", PROFILE_AWAY),
    (
        "grant of a key",
        key("create_grant", GranteePrincipal=EVE, Operations=["Decrypt"]),
        "sales",
        f"{EVE} may Decrypt with the key",
        None,
    ),
    (
        "alias of a key",
        lambda client: client("kms").create_alias(
            AliasName="alias/eves", TargetKeyId=key_id(client("kms"))
        ),
        "sales",
        "alias alias/eves",
        call("kms", "delete_alias", AliasName="alias/eves"),
    ),
    (
        "another table",
        call("glue", "create_table", DatabaseName=DATABASE, TableInput={"Name": "eves"}),
        ORDERS,
        "table sales__orders.eves",
        call("glue", "delete_table", DatabaseName=DATABASE, Name="eves"),
    ),
    ("replication", replicated, ORDERS, "to arn:aws:s3:::eves-copy", COPY_AWAY),
    (
        "another location",
        call(
            "lakeformation",
            "register_resource",
            ResourceArn=f"arn:aws:s3:::{BUCKET}/orders",
            RoleArn=READER_ARN,
        ),
        "",
        f"registered location arn:aws:s3:::{BUCKET}/orders",
        PLACE_AWAY,
    ),
    (
        "role under the mesh's path",
        call(
            "iam",
            "create_role",
            RoleName="eves",
            Path="/mesh/sales/",
            AssumeRolePolicyDocument=TRUSTING,
        ),
        "",
        "role/mesh/sales/eves",
        call("iam", "delete_role", RoleName="eves"),
    ),
    (
        "policy under the mesh's path",
        call("iam", "create_policy", PolicyName="p", Path="/mesh/", PolicyDocument=DOCUMENT),
        "",
        "policy/mesh/p",
        call("iam", "delete_policy", PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/mesh/p"),
    ),
    (
        "bucket with our tags",
        stray_bucket,
        "sales",
        "left-behind",
        call("s3", "delete_bucket", Bucket="left-behind"),
    ),
    ("key with our tags", stray_key, "sales", ":key/", stray_key_away),
    (
        "database with our tags",
        call("glue", "create_database", DatabaseInput={"Name": "old"}, Tags=OURS),
        "sales",
        "database/old",
        call("glue", "delete_database", Name="old"),
    ),
    (
        "workgroup with our tags",
        call(
            "athena",
            "create_work_group",
            Name="old",
            Tags=[{"Key": k, "Value": v} for k, v in OURS.items()],
        ),
        "sales",
        "workgroup/old",
        call("athena", "delete_work_group", WorkGroup="old"),
    ),
    (
        "resource policy of the catalog",
        call("glue", "put_resource_policy", PolicyInJson=DOCUMENT),
        "",
        "resource policy of the data catalog",
        call("glue", "delete_resource_policy"),
    ),
)
