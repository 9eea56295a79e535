"""What happens to each type behind the provider's back: changed, deleted, or there before it."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from local_aws.event_incidents import EVENT_INCIDENTS
from local_aws.incident import Clients, Incident
from local_aws.other_samples import CELLS
from local_aws.sample import ACCOUNT, ROLE, TABLE, point_policy, policy
from local_aws.trail_samples import TRAIL_INCIDENTS


def _s3(operation: str, **arguments: Any) -> Callable[[Clients, str], Any]:
    return lambda client, _id: getattr(client("s3"), operation)(Bucket="data", **arguments)


def _drop_bucket(client: Clients, _id: str) -> None:
    client("s3").delete_bucket(Bucket="data")


def _open_policy(client: Clients, _id: str) -> None:
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:DeleteBucket",
        "Resource": "arn:aws:s3:::data",
    }
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    client("s3").put_bucket_policy(Bucket="data", Policy=text)


def _table_changed(client: Clients, _id: str) -> None:
    table = {"Name": "orders", "Description": "Somebody's", "PartitionKeys": []}
    client("glue").update_table(DatabaseName="sales", TableInput=table)


def _policy_version(client: Clients, id_: str) -> None:
    text = policy("s3:DeleteObject")
    client("iam").create_policy_version(PolicyArn=id_, PolicyDocument=text, SetAsDefault=True)


def _fewer_columns(client: Clients, _id: str) -> None:
    _revoked(client, _id)
    columns = {"TableWithColumns": {**_table(), "ColumnNames": ["id"]}}
    client("lakeformation").grant_permissions(
        Principal=_reader(), Resource=columns, Permissions=["SELECT"]
    )


def _other_rows(client: Clients, _id: str) -> None:
    found = client("lakeformation").get_data_cells_filter(**_filter())["DataCellsFilter"]
    client("lakeformation").update_data_cells_filter(
        TableData={**found, "RowFilter": {"FilterExpression": "id = 'z'"}}
    )


def _filter() -> dict[str, str]:
    """The words by which Lake Formation knows the filter of the samples."""
    return {f"{name[0].upper()}{name[1:]}": value for name, value in CELLS.items()}


def _revoked(client: Clients, _id: str) -> None:
    columns = {"TableWithColumns": {**_table(), "ColumnNames": ["id", "amount"]}}
    client("lakeformation").revoke_permissions(
        Principal=_reader(), Resource=columns, Permissions=["SELECT"]
    )


def _reader() -> dict[str, str]:
    return {"DataLakePrincipalIdentifier": ROLE}


def _table() -> dict[str, str]:
    return {
        "CatalogId": ACCOUNT,
        "DatabaseName": TABLE["databaseName"],
        "Name": TABLE["name"],
    }


def _tag(client: Clients, operation: str, value: str) -> None:
    getattr(client("lakeformation"), operation)(
        Resource={"TableWithColumns": {**_table(), "ColumnNames": ["id"]}},
        LFTags=[{"TagKey": "pii", "TagValues": [value]}],
    )


def _registered_anew(client: Clients, id_: str) -> None:
    client("lakeformation").deregister_resource(ResourceArn=id_)
    client("lakeformation").register_resource(ResourceArn=id_, UseServiceLinkedRole=True)


def _alias_moved(client: Clients, id_: str) -> None:
    kms = client("kms")
    kms.update_alias(AliasName=id_, TargetKeyId=kms.create_key()["KeyMetadata"]["KeyId"])


ENCRYPTION_OFF = {
    "EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"},
    "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": False},
}
LIFECYCLE = {
    "ID": "old",
    "Status": "Disabled",
    "Filter": {"Prefix": ""},
    "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
}
AES256 = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}
OWN: Mapping[str, Incident] = {
    "Bucket": Incident(
        _s3("put_bucket_tagging", Tagging={"TagSet": [{"Key": "mesh:domain", "Value": "x"}]}),
        _drop_bucket,
        "BucketAlready",
    ),
    "BucketServerSideEncryptionConfiguration": Incident(
        _s3("put_bucket_encryption", ServerSideEncryptionConfiguration=AES256), _drop_bucket
    ),
    "BucketLifecycleConfiguration": Incident(
        _s3("put_bucket_lifecycle_configuration", LifecycleConfiguration={"Rules": [LIFECYCLE]}),
        _s3("delete_bucket_lifecycle"),
    ),
    "BucketLogging": Incident(
        _s3(
            "put_bucket_logging",
            BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": "logs", "TargetPrefix": "x/"}},
        ),
        _s3("put_bucket_logging", BucketLoggingStatus={}),
    ),
    "BucketNotification": Incident(
        _s3("put_bucket_notification_configuration", NotificationConfiguration={}), _drop_bucket
    ),
    "BucketOwnershipControls": Incident(
        _s3(
            "put_bucket_ownership_controls",
            OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]},
        ),
        _s3("delete_bucket_ownership_controls"),
    ),
    "AccessPoint": Incident(
        lambda client, _id: client("s3control").put_access_point_policy(
            AccountId=ACCOUNT, Name="mesh-way", Policy=point_policy("role/eve")
        ),
        lambda client, _id: client("s3control").delete_access_point(
            AccountId=ACCOUNT, Name="mesh-way"
        ),
        "AccessPointAlreadyOwnedByYou",
    ),
    "BucketPolicy": Incident(_open_policy, _s3("delete_bucket_policy")),
    "BucketPublicAccessBlock": Incident(
        _s3(
            "put_public_access_block",
            PublicAccessBlockConfiguration={"BlockPublicAcls": True},
        ),
        _s3("delete_public_access_block"),
    ),
    "BucketVersioning": Incident(
        _s3("put_bucket_versioning", VersioningConfiguration={"Status": "Suspended"}),
        _drop_bucket,
    ),
    "BucketObjectv2": Incident(
        _s3("put_object_tagging", Key="products/sales.orders.json", Tagging={"TagSet": []}),
        _s3("delete_object", Key="products/sales.orders.json"),
    ),
    "Workgroup": Incident(
        lambda client, _id: client("athena").update_work_group(
            WorkGroup="queries", State="DISABLED"
        ),
        lambda client, _id: client("athena").delete_work_group(WorkGroup="queries"),
        "InvalidRequestException",
    ),
    "CatalogDatabase": Incident(
        lambda client, _id: client("glue").update_database(
            Name="sales", DatabaseInput={"Name": "sales", "Description": "Somebody's"}
        ),
        lambda client, _id: client("glue").delete_database(Name="sales"),
        "AlreadyExistsException",
    ),
    "DataCatalogEncryptionSettings": Incident(
        lambda client, _id: client("glue").put_data_catalog_encryption_settings(
            DataCatalogEncryptionSettings=ENCRYPTION_OFF
        )
    ),
    "CatalogTable": Incident(
        _table_changed,
        lambda client, _id: client("glue").delete_table(DatabaseName="sales", Name="orders"),
        "AlreadyExistsException",
    ),
    "Policy": Incident(
        _policy_version,
        lambda client, id_: client("iam").delete_policy(PolicyArn=id_),
        "EntityAlreadyExists",
    ),
    "Role": Incident(
        lambda client, _id: client("iam").update_role(RoleName="runtime", MaxSessionDuration=3600),
        lambda client, _id: client("iam").delete_role(RoleName="runtime"),
        "EntityAlreadyExists",
    ),
    "RolePolicy": Incident(
        lambda client, _id: client("iam").put_role_policy(
            RoleName="reader", PolicyName="files", PolicyDocument=policy("s3:DeleteObject")
        ),
        lambda client, _id: client("iam").delete_role_policy(RoleName="reader", PolicyName="files"),
    ),
    "Resource": Incident(
        _registered_anew,
        lambda client, id_: client("lakeformation").deregister_resource(ResourceArn=id_),
    ),
    "DataCellsFilter": Incident(
        _other_rows,
        lambda client, _id: client("lakeformation").delete_data_cells_filter(**_filter()),
        "AlreadyExistsException",
    ),
    "Permissions": Incident(_fewer_columns, _revoked),
    "ResourceLfTags": Incident(
        lambda client, _id: _tag(client, "add_lf_tags_to_resource", "false"),
        lambda client, _id: _tag(client, "remove_lf_tags_from_resource", "true"),
    ),
    "DataLakeSettings": Incident(
        lambda client, _id: client("lakeformation").put_data_lake_settings(
            DataLakeSettings={"DataLakeAdmins": [_reader()]}
        )
    ),
    "LfTag": Incident(
        lambda client, _id: client("lakeformation").update_lf_tag(
            TagKey="domain", TagValuesToAdd=["finance"]
        ),
        lambda client, _id: client("lakeformation").delete_lf_tag(TagKey="domain"),
        "InvalidInputException",
    ),
    "Alias": Incident(
        _alias_moved,
        lambda client, id_: client("kms").delete_alias(AliasName=id_),
        "AlreadyExistsException",
    ),
    "Key": Incident(
        lambda client, id_: client("kms").disable_key_rotation(KeyId=id_),
        lambda client, id_: client("kms").schedule_key_deletion(KeyId=id_),
    ),
}
INCIDENTS = {**OWN, **EVENT_INCIDENTS, **TRAIL_INCIDENTS}
"""By the type's last word. A key is never made twice: it has no name."""
