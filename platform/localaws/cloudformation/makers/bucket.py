"""AWS::S3::Bucket.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
"""

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs] - it has none

from localaws.cloudformation.caller import Caller
from localaws.cloudformation.faults import invalid
from localaws.cloudformation.makers.maker import Maker, Properties, is_there, tags


def _create(caller: Caller, properties: Properties) -> str:
    name = str(properties["BucketName"])
    if _exists(caller, name):
        raise invalid(f"{name} already exists")
    place = {"CreateBucketConfiguration": {"LocationConstraint": caller.region}}
    # us-east-1 is named by no constraint.
    more: Any = {} if caller.region == "us-east-1" else place
    caller.client("s3").create_bucket(Bucket=name, **more)
    _update(caller, name, properties)
    return name


def _update(caller: Caller, name: str, properties: Properties) -> None:
    s3 = caller.client("s3")
    for part, (put, remove) in PARTS.items():
        if part in properties:
            put(s3, name, properties[part])
        else:
            remove(s3, name)


def _version(s3: Any, name: str, versioning: Properties) -> None:
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=versioning)


def _encrypt(s3: Any, name: str, encryption: Properties) -> None:
    rules = [_encryption(rule) for rule in encryption["ServerSideEncryptionConfiguration"]]
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": rules})


def _expire(s3: Any, name: str, lifecycle: Properties) -> None:
    rules = [{"Filter": {"Prefix": ""}, **_named(rule)} for rule in lifecycle["Rules"]]
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": rules})


def _own(s3: Any, name: str, ownership: Properties) -> None:
    s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls=ownership)


def _block(s3: Any, name: str, block: Properties) -> None:
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=block)


def _tag(s3: Any, name: str, listed: Any) -> None:
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags({"Tags": listed})})


PARTS: Mapping[str, tuple[Callable[[Any, str, Any], None], Callable[[Any, str], Any]]] = {
    "BucketEncryption": (_encrypt, lambda s3, name: s3.delete_bucket_encryption(Bucket=name)),
    "LifecycleConfiguration": (
        _expire,
        lambda s3, name: s3.delete_bucket_lifecycle(Bucket=name),
    ),
    "OwnershipControls": (_own, lambda s3, name: s3.delete_bucket_ownership_controls(Bucket=name)),
    "PublicAccessBlockConfiguration": (
        _block,
        lambda s3, name: s3.delete_public_access_block(Bucket=name),
    ),
    "Tags": (_tag, lambda s3, name: s3.delete_bucket_tagging(Bucket=name)),
    "VersioningConfiguration": (
        _version,
        lambda s3, name: _version(s3, name, {"Status": "Suspended"}),
    ),
}
"""What a bucket is made of: how each part is written, and how it is taken away."""


def _encryption(rule: Mapping[str, Any]) -> dict[str, Any]:
    """The template's words for what S3's call has under another name."""
    default = rule["ServerSideEncryptionByDefault"]
    return {
        "ApplyServerSideEncryptionByDefault": default,
        "BucketKeyEnabled": rule.get("BucketKeyEnabled", False),
    }


def _named(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {("ID" if name == "Id" else name): value for name, value in rule.items()}


def _delete(caller: Caller, name: str, _properties: Properties) -> None:
    caller.client("s3").delete_bucket(Bucket=name)


def _exists(caller: Caller, name: str) -> bool:
    try:
        caller.client("s3").head_bucket(Bucket=name)
    except ClientError as error:
        return is_there(error, "404", "NoSuchBucket")
    return True


MAKER = Maker(
    "AWS::S3::Bucket",
    frozenset({"BucketName", *PARTS}),
    frozenset({"BucketName"}),
    _create,
    _update,
    _delete,
    name="BucketName",
    identifier="BucketName",
    exists=_exists,
    attributes={"Arn": lambda _caller, name: f"arn:aws:s3:::{name}"},
)
