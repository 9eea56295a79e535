"""Every way to tamper with what is deployed, by calls that anybody with the rights can make."""

import json
from typing import Any

from tampering.way import Way

from drift.acts import (
    attached,
    boundary_widened,
    call,
    database,
    grant,
    key,
    key_id,
    policy_with,
    relocated,
    revoke,
    s3,
)
from drift.kind import Act, Client
from drift.names import (
    ACCOUNT,
    BOUNDARY,
    BUCKET,
    DATABASE,
    DOCUMENT,
    FILES_OF_EVE,
    KEY_POLICY,
    LINES,
    PUBLIC_OFF,
    READER,
    READER_ARN,
    READERS,
    RUNTIME,
    RUNTIME_ARN,
    SSE_S3,
    TABLE,
    TRUSTING,
)

IAM, GLUE = f"arn:aws:iam::{ACCOUNT}", f"arn:aws:glue:eu-central-1:{ACCOUNT}"
STRANGERS = tuple(f"stranger{n}" for n in range(1, 10))
"""Users of the account whom nothing is granted to, so that each way can be told by its own."""
EVERYBODY, WHOLE_ACCOUNT = "IAM_ALLOWED_PRINCIPALS", f"{ACCOUNT}:IAMPrincipals"
OTHER_ACCOUNT = "999988887777"
INVOICES = f"mesh-local--sales--invoices--{ACCOUNT}"
INVOICES_ROLE = "mesh-local--sales--invoices--runtime"
ON_INVOICES = {"DatabaseName": "sales__invoices", "Name": "invoices"}
FILTERED = {"DatabaseName": DATABASE, "Name": "lines"}
"""The table of which an agreement opens some rows."""
ALL_TABLES = {"Table": {"DatabaseName": DATABASE, "TableWildcard": {}}}
FILTER = {"TableCatalogId": ACCOUNT, "DatabaseName": DATABASE, "TableName": "orders"}
PII = {"TagKey": "pii", "TagValues": ["true"]}
BY_TAGS = {"LFTagPolicy": {"ResourceType": "TABLE", "Expression": [PII]}}
OF_CATALOG = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{OTHER_ACCOUNT}:root"},
                "Action": "glue:GetTable",
                "Resource": f"{GLUE}:*",
            }
        ],
    }
)
NO_PASSWORDS = {
    "EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"},
    "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": False},
}
OPEN_SWITCHES = {"AllowExternalDataFiltering": True}


def who(number: int) -> str:
    return f"{IAM}:user/{STRANGERS[number - 1]}"


def settings(name: str, value: Any) -> Act:
    def act(client: Client) -> None:
        lake = client("lakeformation")
        written = lake.get_data_lake_settings()["DataLakeSettings"]
        more = [*written.get(name, []), *value] if isinstance(value, list) else value
        lake.put_data_lake_settings(DataLakeSettings={**written, name: more})

    return act


def in_turn(*acts: Act) -> Act:
    def act(client: Client) -> None:
        for each in acts:
            each(client)

    return act


def dead_role(client: Client) -> None:
    """Something is granted to a role of the mesh's path, which then goes."""
    iam, trust = client("iam"), json.dumps({"Version": "2012-10-17", "Statement": []})
    iam.create_role(RoleName="gone", Path="/mesh/", AssumeRolePolicyDocument=trust)
    grant({"Table": LINES}, "DROP", who=f"{IAM}:role/mesh/gone")(client)
    iam.delete_role(RoleName="gone")


def remade(client: Client) -> None:
    """A role that somebody deletes and makes anew, for himself."""
    iam, name = client("iam"), INVOICES_ROLE
    iam.delete_role_policy(RoleName=name, PolicyName="access")
    iam.delete_role(RoleName=name)
    iam.create_role(RoleName=name, Path="/mesh/sales/", AssumeRolePolicyDocument=TRUSTING)


def filter_of_all(client: Client) -> None:
    rows = {"RowFilter": {"AllRowsWildcard": {}}, "ColumnWildcard": {}}
    client("lakeformation").create_data_cells_filter(TableData={**FILTER, "Name": "x", **rows})
    grant({"DataCellsFilter": {**FILTER, "Name": "x"}}, "SELECT", who=who(6))(client)


def filter_away(client: Client) -> None:
    client("lakeformation").delete_data_cells_filter(**FILTER, Name="x")


def filter_changed(client: Client) -> None:
    lake = client("lakeformation")
    (found,) = lake.list_data_cells_filter(Table=FILTERED)["DataCellsFilters"]
    kept = {k: v for k, v in found.items() if k != "VersionId"}
    rows = {**kept, "RowFilter": {"FilterExpression": "sku <> 'y'"}}
    lake.update_data_cells_filter(TableData=rows)


def registered_once_more(client: Client) -> None:
    place = f"arn:aws:s3:::{BUCKET}/deeper"
    client("lakeformation").register_resource(ResourceArn=place, RoleArn=READER_ARN)


def shared(*things: str) -> Act:
    def act(client: Client) -> None:
        client("ram").create_resource_share(
            name="out", resourceArns=list(things), principals=[OTHER_ACCOUNT]
        )

    return act


def unshared(client: Client) -> None:
    ram = client("ram")
    for share in ram.get_resource_shares(resourceOwner="SELF")["resourceShares"]:
        ram.delete_resource_share(resourceShareArn=share["resourceShareArn"])


def point(bucket: str, name: str) -> Act:
    return call("s3control", "create_access_point", AccountId=ACCOUNT, Name=name, Bucket=bucket)


def no_point(name: str) -> Act:
    return call("s3control", "delete_access_point", AccountId=ACCOUNT, Name=name)


def planned_point(client: Client) -> str:
    """The name of the access point of an agreement."""
    listed = client("s3control").list_access_points(AccountId=ACCOUNT, Bucket=INVOICES)
    return str(listed["AccessPointList"][0]["Name"])


def point_opened(client: Client) -> None:
    """An access point's policy without its end date."""
    s3control, named = client("s3control"), {"AccountId": ACCOUNT, "Name": planned_point(client)}
    document = json.loads(s3control.get_access_point_policy(**named)["Policy"])
    for statement in document["Statement"]:
        del statement["Condition"]["DateLessThan"]
    s3control.put_access_point_policy(**named, Policy=json.dumps(document))


def key_granted(client: Client) -> None:
    kms = client("kms")
    kms.create_grant(KeyId=key_id(kms), GranteePrincipal=who(1), Operations=["Decrypt"])


def key_grants_away(client: Client) -> None:
    kms = client("kms")
    for found in kms.list_grants(KeyId=key_id(kms))["Grants"]:
        kms.revoke_grant(KeyId=key_id(kms), GrantId=found["GrantId"])


def encrypted(client: Client) -> None:
    """The catalog as the foundation has it."""
    described = client("kms").describe_key(KeyId="alias/mesh-local")["KeyMetadata"]
    at_rest = {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": described["Arn"]}
    passwords = {"ReturnConnectionPasswordEncrypted": True, "AwsKmsKeyId": described["Arn"]}
    whole = {"EncryptionAtRest": at_rest, "ConnectionPasswordEncryption": passwords}
    client("glue").put_data_catalog_encryption_settings(DataCatalogEncryptionSettings=whole)


def of_invoices(operation: str, **arguments: Any) -> Act:
    return call("s3", operation, Bucket=INVOICES, **arguments)


def by_hybrid_access(client: Client) -> None:
    lake, place = client("lakeformation"), f"arn:aws:s3:::{INVOICES}"
    (found,) = [
        entry
        for entry in lake.list_resources()["ResourceInfoList"]
        if entry["ResourceArn"] == place
    ]
    lake.deregister_resource(ResourceArn=place)
    lake.register_resource(ResourceArn=place, RoleArn=found["RoleArn"], HybridAccessEnabled=True)


def allowed(who: str) -> dict[str, Any]:
    return {"Principal": {"DataLakePrincipalIdentifier": who}, "Permissions": ["ALL"]}


FOREIGN_READER = f"{IAM}:role/mesh/finance/mesh-local--finance--reader"
GRANTS = (
    Way("a table", "grants", grant({"Table": TABLE}, "DROP", who=who(1)),
        (("PRV001", "stranger1 table sales__orders.orders"),), theirs=True),
    Way("columns of a table", "grants", grant({"TableWithColumns": {
        **LINES, "ColumnNames": ["sku"]}}, "SELECT", who=who(1)),
        (("PRV001", "stranger1 table sales__orders.lines"),), theirs=True),
    Way("all columns but one", "grants", grant({"TableWithColumns": {**TABLE,
        "ColumnWildcard": {"ExcludedColumnNames": ["margin"]}}}, "SELECT", who=who(2)),
        (("PRV001", "stranger2 table sales__orders.orders"),), theirs=True),
    Way("all tables of a database", "grants", grant(ALL_TABLES, "SELECT", who=who(3)),
        (("PRV001", "stranger3 table sales__orders.orders"),
         ("PRV001", "stranger3 table sales__orders.lines")), theirs=True),
    Way("a database", "grants", grant({"Database": {"Name": DATABASE}}, "DESCRIBE", who=who(4)),
        (("PRV001", "stranger4 database sales__orders"),), theirs=True),
    Way("new tables", "grants", grant({"Database": {"Name": DATABASE}}, "CREATE_TABLE",
        who=who(5)), (("PRV001", "stranger5 database sales__orders"),), theirs=True),
    Way("what is tagged", "grants", grant(BY_TAGS, "SELECT", who=who(1)),
        (("PRV001", "stranger1 what is tagged pii=true"),), theirs=True),
    Way("an LF-tag", "grants", grant({"LFTag": PII}, "ASSOCIATE", who=who(1)),
        (("PRV001", "stranger1 LF-tag pii"),), theirs=True),
    Way("a data location", "grants", grant({"DataLocation": {
        "ResourceArn": f"arn:aws:s3:::{BUCKET}"}}, "DATA_LOCATION_ACCESS", who=who(1)),
        (("PRV001", f"stranger1 location arn:aws:s3:::{BUCKET}"),), theirs=True),
    Way("rows by a filter of one's own", "grants", filter_of_all,
        (("PRV001", "stranger6 table sales__orders.orders"),), theirs=True, undo=filter_away),
    Way("what may be passed on", "grants", grant({"Table": LINES}, "INSERT", who=who(7),
        again=True), (("PRV001", "stranger7 table sales__orders.lines"),
        ("PRV011", "stranger7 table sales__orders.lines")), theirs=True),
    Way("another domain's people", "grants", grant({"Table": ON_INVOICES}, "SELECT",
        who=FOREIGN_READER), (("PRV001", "finance--reader table sales__invoices.invoices"),),
        theirs=True, is_of_more=True),
    Way("a role that is gone", "grants", dead_role,
        (("PRV006", "role/mesh/gone table sales__orders.lines"),)),
    Way("everybody on a table", "grants", grant({"Table": ON_INVOICES}, "ALL", who=EVERYBODY),
        (("PRV007", f"{EVERYBODY} table sales__invoices.invoices"),), is_of_more=True),
    Way("everybody on a database", "grants", grant({"Database": {"Name": DATABASE}}, "ALL",
        who=EVERYBODY), (("PRV007", f"{EVERYBODY} database sales__orders"),)),
    Way("the whole account on a table", "grants", grant({"Table": TABLE}, "SELECT",
        who=WHOLE_ACCOUNT), (("PRV007", f"{WHOLE_ACCOUNT} table sales__orders.orders"),),
        theirs=True),
    Way("a right more for a product's jobs", "grants", grant({"Table": LINES}, "DROP",
        who=RUNTIME_ARN), (("PRV003", f"{RUNTIME} table sales__orders.lines"),)),
    Way("a right less for a product's jobs", "grants", revoke({"Table": TABLE}, "INSERT",
        who=RUNTIME_ARN), (("PRV004", f"{RUNTIME} table sales__orders.orders"),)),
    Way("nothing for the domain's people", "grants", revoke(READERS, "SELECT", who=READER_ARN),
        (("PRV002", f"{READER} table sales__orders.orders"),)),
    Way("another filter", "grants", filter_changed,
        (("PRV003", "table sales__orders.lines"), ("PRV004", "table sales__orders.lines")),
        is_of_more=True),
)  # fmt: skip
LAKE = (
    Way("a protected column for the domain's people", "lake", grant({"TableWithColumns": {
        **TABLE, "ColumnNames": ["customer_email"]}}, "SELECT", who=READER_ARN),
        (("PRV003", f"{READER} table sales__orders.orders"),)),
    Way("the whole table for the domain's people", "lake", grant({"Table": ON_INVOICES},
        "SELECT", who=READER_ARN),
        (("PRV003", f"{READER} table sales__invoices.invoices"),), is_of_more=True),
    Way("the domain's people pass on", "lake", grant({"Table": LINES}, "SELECT",
        who=RUNTIME_ARN, again=True), (("PRV011", f"{RUNTIME} table sales__orders.lines"),),
        undo=in_turn(revoke({"Table": LINES}, "SELECT", who=RUNTIME_ARN),
                     grant({"Table": LINES}, "SELECT", who=RUNTIME_ARN))),
    Way("a database that opens new tables", "lake", database(
        CreateTableDefaultPermissions=[allowed(EVERYBODY)]),
        (("PRV007", "database sales__orders: database sales__orders opens each new table"),),
        undo=database(CreateTableDefaultPermissions=[])),
    Way("an account that opens new tables", "lake", settings("CreateTableDefaultPermissions",
        [allowed(EVERYBODY)]), (("PRV007", "settings: the account opens all that is new"),)),
    Way("an administrator more", "lake", settings("DataLakeAdmins", [
        {"DataLakePrincipalIdentifier": who(9)}]), (("PRV014", "stranger9 settings"),)),
    Way("an auditor more", "lake", settings("ReadOnlyAdmins", [
        {"DataLakePrincipalIdentifier": who(8)}]), (("PRV014", "stranger8 settings"),)),
    Way("engines of others", "lake", settings("AllowExternalDataFiltering", True),
        (("PRV014", "AllowExternalDataFiltering"),)),
    Way("an account that filters itself", "lake", settings("ExternalDataFilteringAllowList", [
        {"DataLakePrincipalIdentifier": OTHER_ACCOUNT}]),
        (("PRV014", f"{OTHER_ACCOUNT} is an account that may filter rows"),)),
    Way("a session tag", "lake", settings("AuthorizedSessionTagValueList", ["Eve"]),
        (("PRV014", "Eve is a session tag"),)),
    Way("an account whose shares are trusted", "lake", settings("TrustedResourceOwners", [
        OTHER_ACCOUNT]), (("PRV014", f"{OTHER_ACCOUNT} is an account whose shares"),)),
    Way("registered by another role", "lake", relocated(READER_ARN),
        (("PRV009", "is registered with"),)),
    Way("registered once more", "lake", registered_once_more,
        (("PRV009", "is registered once more"),), theirs=True,
        undo=call("lakeformation", "deregister_resource",
                  ResourceArn=f"arn:aws:s3:::{BUCKET}/deeper")),
    Way("a catalog policy", "lake", call("glue", "put_resource_policy", PolicyInJson=OF_CATALOG),
        (("PRV013", "the data catalog has a resource policy"),), theirs=True,
        undo=call("glue", "delete_resource_policy")),
    Way("a catalog that is not encrypted", "lake", call("glue",
        "put_data_catalog_encryption_settings", DataCatalogEncryptionSettings=NO_PASSWORDS),
        (("PRV022", "the data catalog is not encrypted"),), undo=encrypted),
    Way("a database shared", "lake", shared(f"{GLUE}:database/{DATABASE}",
        f"{GLUE}:table/{DATABASE}/orders", f"{GLUE}:catalog/"),
        (("PRV024", f"{OTHER_ACCOUNT} {GLUE}:database/{DATABASE}"),
         ("PRV024", f"{OTHER_ACCOUNT} {GLUE}:table/{DATABASE}/orders"),
         ("PRV024", f"{OTHER_ACCOUNT} {GLUE}:catalog/")), theirs=True, undo=unshared),
)  # fmt: skip
ROLES = (
    Way("a policy edited", "guards", call("iam", "put_role_policy", RoleName=READER,
        PolicyName="access", PolicyDocument=DOCUMENT),
        (("PRV020", f"{READER} has a policy access that allows other"),), also=("PRV010",)),
    Way("a policy more", "guards", call("iam", "put_role_policy", RoleName=RUNTIME,
        PolicyName="more", PolicyDocument=DOCUMENT),
        (("PRV020", f"{RUNTIME} has a policy more that is not planned"),), also=("PRV010",)),
    Way("a managed policy attached", "guards", attached,
        (("PRV020", f"{READER} has the policy {IAM}:policy/eves"),), also=("PRV010",),
        undo=call("iam", "delete_policy", PolicyArn=f"{IAM}:policy/eves")),
    Way("a trust that is wider", "guards", call("iam", "update_assume_role_policy",
        RoleName=READER, PolicyDocument=TRUSTING),
        (("PRV020", f"{READER} may be assumed by others"),)),
    Way("no boundary", "guards", call("iam", "delete_role_permissions_boundary",
        RoleName=RUNTIME), (("PRV020", f"{RUNTIME} has no permissions boundary"),)),
    Way("another boundary", "guards", call("iam", "put_role_permissions_boundary",
        RoleName=READER, PermissionsBoundary=f"{IAM}:policy/eves"),
        (("PRV020", f"{READER} has another permissions boundary"),)),
    Way("a boundary that bounds nothing", "guards", boundary_widened,
        (("PRV020", "policy/mesh/mesh-local--boundary allows other"),),
        undo=call("iam", "set_default_policy_version", PolicyArn=BOUNDARY, VersionId="v1")),
    Way("a role made anew", "guards", remade,
        (("PRV020", f"{INVOICES_ROLE} may be assumed by others"),
         ("PRV020", f"{INVOICES_ROLE} has no permissions boundary"),
         ("PRV020", f"{INVOICES_ROLE} has a policy access that is gone")), is_of_more=True),
)  # fmt: skip
GUARDS = (
    Way("a bucket policy edited", "guards", policy_with(FILES_OF_EVE),
        (("PRV021", f"bucket {BUCKET} has a policy other"),), also=("PRV010",)),
    Way("a bucket policy gone", "guards", of_invoices("delete_bucket_policy"),
        (("PRV021", f"bucket {INVOICES} has no policy"),), is_of_more=True),
    Way("a switch of public access off", "guards", s3("put_public_access_block",
        PublicAccessBlockConfiguration=PUBLIC_OFF),
        (("PRV021", f"bucket {BUCKET} has its block of public access off (RestrictPublic"),)),
    Way("no block of public access", "guards", of_invoices("delete_public_access_block"),
        (("PRV021", f"bucket {INVOICES} has its block of public access off (BlockPublicAcls"),),
        is_of_more=True),
    Way("ownership by writers", "guards", s3("put_bucket_ownership_controls",
        OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]}),
        (("PRV021", f"bucket {BUCKET} takes access control lists"),)),
    Way("no ownership", "guards", of_invoices("delete_bucket_ownership_controls"),
        (("PRV021", f"bucket {INVOICES} takes access control lists"),), is_of_more=True),
    Way("another key for what is written", "guards", of_invoices("put_bucket_encryption",
        ServerSideEncryptionConfiguration=SSE_S3),
        (("PRV021", f"bucket {INVOICES} encrypts what is written"),), is_of_more=True),
    Way("a key opened", "guards", key("put_key_policy", PolicyName="default",
        Policy=json.dumps(KEY_POLICY)),
        (("PRV022", "key alias/mesh-local--sales has a policy other"),), also=("PRV010",)),
    Way("a grant of a key", "guards", key_granted, (("PRV012", "stranger1"),), theirs=True,
        undo=key_grants_away),
    Way("an access point without an end", "guards", point_opened,
        (("PRV016", "has another policy than is planned"),), is_of_more=True),
    Way("an access point", "guards", point(BUCKET, "eves-door"),
        (("PRV023", f"bucket {BUCKET} has an access point eves-door"),), theirs=True,
        undo=no_point("eves-door")),
)  # fmt: skip
GONE = (
    Way("not registered", "gone", call("lakeformation", "deregister_resource",
        ResourceArn=f"arn:aws:s3:::{BUCKET}"), (("PRV009", "is not registered"),)),
    Way("hybrid access", "gone", by_hybrid_access,
        (("PRV008", f"arn:aws:s3:::{INVOICES} is registered for hybrid"),), is_of_more=True),
    Way("somebody who has opted in", "gone", call("lakeformation",
        "create_lake_formation_opt_in", Principal={"DataLakePrincipalIdentifier": who(2)},
        Resource={"Table": LINES}), (("PRV008", "stranger2 table sales__orders.lines"),),
        theirs=True),
    Way("a whole database opted in", "gone", call("lakeformation",
        "create_lake_formation_opt_in",
        Principal={"DataLakePrincipalIdentifier": who(3)},
        Resource={"Database": {"Name": DATABASE}}),
        (("PRV008", "stranger3 table sales__orders.*"),), theirs=True),
    Way("a role's policy gone", "gone", call("iam", "delete_role_policy", RoleName=READER,
        PolicyName="access"), (("PRV020", f"{READER} has a policy access that is gone"),)),
    Way("LF-tags of a protected column", "gone", call("lakeformation", "add_lf_tags_to_resource",
        Resource={"TableWithColumns": {**TABLE, "ColumnNames": ["customer_email"]}},
        LFTags=[{"TagKey": "pii", "TagValues": ["false"]},
                {"TagKey": "classification", "TagValues": ["internal"]}]),
        (("PRV003", "user/audit table sales__orders.orders"),),
        undo=call("lakeformation", "add_lf_tags_to_resource", Resource={"TableWithColumns": {
            **TABLE, "ColumnNames": ["customer_email"]}}, LFTags=[PII]), is_of_more=True),
)  # fmt: skip
WAYS = (*GRANTS, *LAKE, *ROLES, *GUARDS, *GONE)
ROUNDS = tuple(dict.fromkeys(way.round for way in WAYS))


def strangers(client: Client) -> None:
    """The users of the account that ways are about."""
    iam = client("iam")
    there = {user["UserName"] for user in iam.list_users()["Users"]}
    for name in (*STRANGERS, "eve", "audit"):
        if name not in there:
            iam.create_user(UserName=name)
