"""A life for each type but those of S3."""

from local_aws.sample import (
    ACCOUNT,
    DATABASE,
    ROLE,
    ROLE_NEEDED,
    TABLE,
    TABLE_NEEDED,
    TAG,
    TLS_ALIAS,
    Sample,
    descriptor,
    key_policy,
    policy,
    results,
    trust,
)

CELLS = {
    "databaseName": "sales",
    "name": "germany",
    "tableCatalogId": ACCOUNT,
    "tableName": "orders",
}
ONE, TWO = "(id = 'a') AND (amount > 1)", "id = 'b'"
OTHER_SAMPLES = (
    Sample(
        "aws:athena/workgroup:Workgroup",
        {
            "name": "queries",
            "description": "People",
            "state": "ENABLED",
            "forceDestroy": True,
            "configuration": {
                "bytesScannedCutoffPerQuery": 10**9,
                "enforceWorkgroupConfiguration": True,
                "resultConfiguration": results(TLS_ALIAS),
            },
            "tags": {"owner": "a"},
        },
        {
            "configuration": {
                "bytesScannedCutoffPerQuery": 2 * 10**9,
                "enforceWorkgroupConfiguration": True,
                "resultConfiguration": results(TLS_ALIAS),
            }
        },
        ("UpdateWorkGroup",),
        {"name": "others"},
        id="queries",
    ),
    Sample(
        "aws:glue/catalogDatabase:CatalogDatabase",
        {"catalogId": ACCOUNT, "name": "sales", "description": "Sales", "tags": {"owner": "a"}},
        {"description": "All sales"},
        ("UpdateDatabase",),
        {"name": "others"},
        id=f"{ACCOUNT}:sales",
    ),
    Sample(
        "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings",
        {
            "catalogId": ACCOUNT,
            "dataCatalogEncryptionSettings": {
                "connectionPasswordEncryption": {
                    "awsKmsKeyId": TLS_ALIAS,
                    "returnConnectionPasswordEncrypted": True,
                },
                "encryptionAtRest": {
                    "catalogEncryptionMode": "SSE-KMS",
                    "sseAwsKmsKeyId": TLS_ALIAS,
                },
            },
        },
        {
            "dataCatalogEncryptionSettings": {
                "connectionPasswordEncryption": {"returnConnectionPasswordEncrypted": False},
                "encryptionAtRest": {"catalogEncryptionMode": "DISABLED"},
            }
        },
        ("PutDataCatalogEncryptionSettings",),
        {"catalogId": "210987654321"},
        id=ACCOUNT,
    ),
    Sample(
        "aws:glue/catalogTable:CatalogTable",
        {
            **TABLE,
            "description": "Orders",
            "tableType": "EXTERNAL_TABLE",
            "parameters": {"EXTERNAL": "TRUE"},
            "partitionKeys": [{"name": "day", "type": "date"}],
            "storageDescriptor": descriptor("Order"),
        },
        {"storageDescriptor": descriptor("Order number")},
        ("UpdateTable",),
        {"name": "others"},
        (DATABASE,),
        id=f"{ACCOUNT}:sales:orders",
    ),
    Sample(
        "aws:iam/policy:Policy",
        {
            "name": "boundary",
            "path": "/mesh/",
            "description": "The most",
            "policy": policy("s3:GetObject"),
            "tags": {"owner": "a"},
        },
        {"policy": policy("s3:PutObject")},
        ("CreatePolicyVersion",),
        {"path": "/"},
        id=f"arn:aws:iam::{ACCOUNT}:policy/mesh/boundary",
    ),
    Sample(
        "aws:iam/role:Role",
        {
            "name": "runtime",
            "path": "/mesh/sales/",
            "description": "Jobs",
            "assumeRolePolicy": trust("glue"),
            "maxSessionDuration": 7200,
            "permissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/boundary",
            "tags": {"owner": "a"},
        },
        {"description": "All jobs", "tags": {"owner": "b", "tier": "gold"}},
        ("UpdateRole", "TagRole"),
        {"path": "/mesh/other/"},
        (("aws:iam/policy:Policy", {"name": "boundary", "policy": policy("s3:*")}),),
        id="runtime",
    ),
    Sample(
        "aws:iam/rolePolicy:RolePolicy",
        {"name": "files", "role": "reader", "policy": policy("s3:GetObject")},
        {"policy": policy("s3:PutObject")},
        ("PutRolePolicy",),
        {"name": "others"},
        (ROLE_NEEDED,),
        id="reader:files",
    ),
    Sample(
        "aws:lakeformation/resource:Resource",
        {"arn": "arn:aws:s3:::data", "roleArn": ROLE, "hybridAccessEnabled": False},
        replacement={"roleArn": f"{ROLE}-2"},
        needs=(ROLE_NEEDED,),
        id="arn:aws:s3:::data",
    ),
    Sample(
        "aws:lakeformation/permissions:Permissions",
        {
            "catalogId": ACCOUNT,
            "principal": ROLE,
            "permissions": ["SELECT"],
            "tableWithColumns": {**TABLE, "columnNames": ["id", "amount"]},
        },
        replacement={"tableWithColumns": {**TABLE, "columnNames": ["id"]}},
        needs=(ROLE_NEEDED, DATABASE, TABLE_NEEDED),
    ),
    Sample(
        "aws:lakeformation/dataCellsFilter:DataCellsFilter",
        {"tableData": {**CELLS, "columnNames": ["id"], "rowFilter": {"filterExpression": ONE}}},
        {"tableData": {**CELLS, "columnNames": ["id"], "rowFilter": {"filterExpression": TWO}}},
        ("UpdateDataCellsFilter",),
        {
            "tableData": {
                **CELLS,
                "name": "others",
                "columnNames": ["id"],
                "rowFilter": {"filterExpression": ONE},
            }
        },
        (DATABASE, TABLE_NEEDED),
        id=f"sales,germany,{ACCOUNT},orders",
    ),
    Sample(
        "aws:lakeformation/resourceLfTags:ResourceLfTags",
        {
            "catalogId": ACCOUNT,
            "tableWithColumns": {**TABLE, "columnNames": ["id"]},
            "lfTags": [{"catalogId": ACCOUNT, "key": "pii", "value": "true"}],
        },
        replacement={"lfTags": [{"catalogId": ACCOUNT, "key": "pii", "value": "false"}]},
        needs=(DATABASE, TABLE_NEEDED, TAG),
    ),
    Sample(
        "aws:lakeformation/dataLakeSettings:DataLakeSettings",
        {
            "catalogId": ACCOUNT,
            "admins": [f"arn:aws:iam::{ACCOUNT}:user/administrator"],
            "readOnlyAdmins": [],
            "createDatabaseDefaultPermissions": [],
            "createTableDefaultPermissions": [],
            "trustedResourceOwners": [],
            "allowExternalDataFiltering": False,
            "externalDataFilteringAllowLists": [],
            "authorizedSessionTagValueLists": [],
            "parameters": {"CROSS_ACCOUNT_VERSION": "4"},
        },
        {"admins": [f"arn:aws:iam::{ACCOUNT}:user/administrator", ROLE]},
        ("PutDataLakeSettings",),
        {"catalogId": "210987654321"},
        (ROLE_NEEDED,),
    ),
    Sample(
        "aws:lakeformation/lfTag:LfTag",
        {"catalogId": ACCOUNT, "key": "domain", "values": ["sales", "ops"]},
        {"values": ["sales", "finance"]},
        ("UpdateLFTag", "UpdateLFTag"),
        {"key": "others"},
        id=f"{ACCOUNT}:domain",
    ),
    Sample(
        "aws:kms/alias:Alias",
        {"name": "alias/mesh", "targetKeyId": "<key>"},
        {"targetKeyId": "<other key>"},
        ("UpdateAlias",),
        {"name": "alias/others"},
        id="alias/mesh",
    ),
    Sample(
        "aws:kms/key:Key",
        {
            "description": "Sales",
            "enableKeyRotation": True,
            "deletionWindowInDays": 30,
            "policy": key_policy("kms:Decrypt"),
            "tags": {"owner": "a"},
        },
        {"description": "All sales"},
        ("UpdateKeyDescription",),
        {"keyUsage": "SIGN_VERIFY"},
    ),
)
