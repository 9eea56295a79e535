"""What the role that deploys must not do, each as one call; and an account in which it could be."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local_aws.apply_role import DEPLOYER, PLANNER
from local_aws.conftest import ACCOUNT, REGION

As = Callable[[str], Any]
"""A client of a service, with somebody's keys."""
Ask = Callable[[As, "Account"], Any]
PRODUCT = f"mesh-dev--sales--orders--{ACCOUNT}"
OTHERS = "payroll"
TABLE = f"arn:aws:glue:{REGION}:{ACCOUNT}:table/sales__orders/orders"
PLACE: Any = {"LocationConstraint": REGION}
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/mesh/mesh-dev--boundary"
READER = f"arn:aws:iam::{ACCOUNT}:role/mesh/sales/mesh-dev--sales--reader"
ADMINS = "arn:aws:iam::aws:policy/AdministratorAccess"
ANYTHING = json.dumps(
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
)
TRUSTING = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": DEPLOYER},
            "Action": "sts:AssumeRole",
        },
    }
)


@dataclass
class Account:
    """What stands in the account beside the mesh, and a product of the mesh with rows."""

    as_administrator: As
    key: str = ""

    def furnish(self) -> None:
        s3, iam = self.as_administrator("s3"), self.as_administrator("iam")
        for bucket in (PRODUCT, OTHERS):
            s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=PLACE)
            s3.put_object(Bucket=bucket, Key="orders/part-0", Body=b"rows")
        self.as_administrator("s3control").create_access_point(
            AccountId=ACCOUNT, Name="ours", Bucket=OTHERS
        )
        self.key = self.as_administrator("kms").create_key()["KeyMetadata"]["KeyId"]
        # It names the deployer as whom it trusts, and would let it in.
        iam.create_role(
            RoleName="mesh-dev--sales--reader",
            Path="/mesh/sales/",
            AssumeRolePolicyDocument=TRUSTING,
            PermissionsBoundary=BOUNDARY,
        )
        iam.create_role(RoleName="payroll", AssumeRolePolicyDocument=TRUSTING)
        iam.create_user(UserName="eve")
        self.as_administrator("glue").create_database(DatabaseInput={"Name": "legacy"})
        self.as_administrator("athena").create_work_group(Name="mesh-dev--sales")


def _rows(bucket: str) -> Ask:
    return lambda as_, _: as_("s3").get_object(Bucket=bucket, Key="orders/part-0")


def _role(operation: str, name: str, **more: Any) -> Ask:
    return lambda as_, _: getattr(as_("iam"), operation)(RoleName=name, **more)


def _iam(operation: str, **given: Any) -> Ask:
    return lambda as_, _: getattr(as_("iam"), operation)(**given)


def _key(operation: str, **more: Any) -> Ask:
    return lambda as_, account: getattr(as_("kms"), operation)(KeyId=account.key, **more)


def _new_role(name: str, path: str, **more: Any) -> Ask:
    return _role("create_role", name, Path=path, AssumeRolePolicyDocument=TRUSTING, **more)


OWN = DEPLOYER.rpartition("/")[2]
INLINE = {"PolicyName": "more", "PolicyDocument": ANYTHING}
BOUNDED = {"PermissionsBoundary": BOUNDARY}
FORBIDDEN: Mapping[str, Ask] = {
    "read a product's rows": _rows(PRODUCT),
    "read another bucket": _rows(OTHERS),
    "copy a product's rows": lambda as_, _: as_("s3").copy_object(
        Bucket=f"mesh-dev--{ACCOUNT}--catalog", Key="x", CopySource=f"{PRODUCT}/orders/part-0"
    ),
    "write a product's rows": lambda as_, _: as_("s3").put_object(
        Bucket=PRODUCT, Key="orders/part-1", Body=b"x"
    ),
    "delete a product's rows": lambda as_, _: as_("s3").delete_object(
        Bucket=PRODUCT, Key="orders/part-0"
    ),
    "replicate a product's rows": lambda as_, _: as_("s3").put_bucket_replication(
        Bucket=PRODUCT,
        ReplicationConfiguration={
            "Role": READER,
            "Rules": [{"Status": "Enabled", "Destination": {"Bucket": f"arn:aws:s3:::{OTHERS}"}}],
        },
    ),
    "make an access point": lambda as_, _: as_("s3control").create_access_point(
        AccountId=ACCOUNT, Name="open", Bucket=PRODUCT
    ),
    "let somebody in by an access point": lambda as_, _: as_("s3control").put_access_point_policy(
        AccountId=ACCOUNT, Name="ours", Policy=ANYTHING
    ),
    "query rows": lambda as_, _: as_("athena").start_query_execution(
        QueryString="select 1", WorkGroup="mesh-dev--sales"
    ),
    "get keys to a table's files": lambda as_, _: as_(
        "lakeformation"
    ).get_temporary_glue_table_credentials(TableArn=TABLE, Permissions=["SELECT"]),
    "get keys to a partition's files": lambda as_, _: as_(
        "lakeformation"
    ).get_temporary_glue_partition_credentials(
        TableArn=TABLE, Partition={"Values": ["2026-01-01"]}, Permissions=["SELECT"]
    ),
    "register a place with a reader's role": lambda as_, _: as_("lakeformation").register_resource(
        ResourceArn=f"arn:aws:s3:::{PRODUCT}/orders", RoleArn=READER
    ),
    "delete another bucket": lambda as_, _: as_("s3").delete_bucket(Bucket=OTHERS),
    "open another bucket": lambda as_, _: as_("s3").put_bucket_policy(
        Bucket=OTHERS, Policy=ANYTHING.replace('"Resource"', '"Principal": "*", "Resource"')
    ),
    "make a bucket of another name": lambda as_, _: as_("s3").create_bucket(
        Bucket="mine", CreateBucketConfiguration=PLACE
    ),
    "list another bucket": lambda as_, _: as_("s3").list_objects_v2(Bucket=OTHERS),
    "change the boundary": _iam(
        "create_policy_version", PolicyArn=BOUNDARY, PolicyDocument=ANYTHING, SetAsDefault=True
    ),
    "delete the boundary": _iam("delete_policy", PolicyArn=BOUNDARY),
    "choose another version of the boundary": _iam(
        "set_default_policy_version", PolicyArn=BOUNDARY, VersionId="v1"
    ),
    "give itself rights": _role("put_role_policy", OWN, **INLINE),
    "attach itself a policy": _role("attach_role_policy", OWN, PolicyArn=ADMINS),
    "take its own boundary away": _role("delete_role_permissions_boundary", OWN),
    "change whom it trusts": _role("update_assume_role_policy", OWN, PolicyDocument=TRUSTING),
    "change its own policies": _iam(
        "create_policy_version",
        PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/mesh-dev--deployer--storage",
        PolicyDocument=ANYTHING,
        SetAsDefault=True,
    ),
    "give the plan role rights": _role("put_role_policy", PLANNER.rpartition("/")[2], **INLINE),
    "make a role elsewhere": _new_role("mine", "/", **BOUNDED),
    "make a role without the boundary": _new_role("mesh-dev--sales--x", "/mesh/sales/"),
    "make a role under another boundary": _new_role(
        "mesh-dev--sales--x", "/mesh/sales/", PermissionsBoundary=ADMINS
    ),
    "take a role's boundary away": _role(
        "delete_role_permissions_boundary", "mesh-dev--sales--reader"
    ),
    "attach a role of the mesh a policy": _role(
        "attach_role_policy", "mesh-dev--sales--reader", PolicyArn=ADMINS
    ),
    "delete another role": _role("delete_role", "payroll"),
    "work as a role of the mesh": lambda as_, _: as_("sts").assume_role(
        RoleArn=READER, RoleSessionName="work"
    ),
    "make a user": _iam("create_user", UserName="mallory"),
    "make keys for a user": _iam("create_access_key", UserName="eve"),
    "make an identity provider": _iam(
        "create_open_id_connect_provider", Url="https://evil.example", ThumbprintList=["a" * 40]
    ),
    "open another key": _key("put_key_policy", PolicyName="default", Policy=ANYTHING),
    "delete another key": _key("schedule_key_deletion"),
    "use another key": _key("encrypt", Plaintext=b"x"),
    "grant the use of a key": _key("create_grant", GranteePrincipal=READER, Operations=["Decrypt"]),
    "make a key that is not the mesh's": lambda as_, _: as_("kms").create_key(),
    "change another database": lambda as_, _: as_("glue").update_database(
        Name="legacy", DatabaseInput={"Name": "legacy", "Description": "x"}
    ),
    "share the catalog": lambda as_, _: as_("glue").put_resource_policy(PolicyInJson=ANYTHING),
    "delete another workgroup": lambda as_, _: as_("athena").delete_work_group(WorkGroup="primary"),
}
"""By what it would be."""
