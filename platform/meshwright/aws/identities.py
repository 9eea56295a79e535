"""The ids of resources, as the AWS provider imports them, from what was declared.

Names are deterministic, so what a lost answer or a killed run has left is looked for by its id. Of
all types in use only a key's id is AWS's own choice, and is found by the key's tags instead.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

Values = Mapping[str, Any]
"""Inputs of a resource, in the provider's camelCase."""

KEY = "aws:kms/key:Key"
"""The one type whose id does not follow from its inputs."""


class Place(Protocol):
    """An account of AWS and a region in it."""

    @property
    def region(self) -> str: ...

    @property
    def account(self) -> str: ...


Identity = Callable[[Place, Values], str]


def _input(*names: str, separator: str = ":") -> Identity:
    return lambda _aws, inputs: separator.join(inputs[name] for name in names)


def _in_catalog(*names: str) -> Identity:
    def identity(aws: Place, inputs: Values) -> str:
        return ":".join([inputs.get("catalogId") or aws.account, *(inputs[n] for n in names)])

    return identity


def _policy(aws: Place, inputs: Values) -> str:
    return f"arn:aws:iam::{aws.account}:policy{inputs.get('path') or '/'}{inputs['name']}"


IDENTITIES: Mapping[str, Identity] = {
    "aws:athena/workgroup:Workgroup": _input("name"),
    "aws:glue/catalogDatabase:CatalogDatabase": _in_catalog("name"),
    "aws:glue/catalogTable:CatalogTable": _in_catalog("databaseName", "name"),
    "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings": _in_catalog(),
    "aws:iam/policy:Policy": _policy,
    "aws:iam/role:Role": _input("name"),
    "aws:iam/rolePolicy:RolePolicy": _input("role", "name"),
    "aws:kms/alias:Alias": _input("name"),
    "aws:lakeformation/lfTag:LfTag": _in_catalog("key"),
    "aws:lakeformation/resource:Resource": _input("arn"),
    "aws:s3/bucket:Bucket": _input("bucket"),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _input("bucket"),
    "aws:s3/bucketLogging:BucketLogging": _input("bucket"),
    "aws:s3/bucketObjectv2:BucketObjectv2": _input("bucket", "key", separator="/"),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _input("bucket"),
    "aws:s3/bucketPolicy:BucketPolicy": _input("bucket"),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _input("bucket"),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (
        _input("bucket")
    ),
    "aws:s3/bucketVersioning:BucketVersioning": _input("bucket"),
}
OPAQUE = frozenset(
    {
        "aws:lakeformation/dataLakeSettings:DataLakeSettings",
        "aws:lakeformation/permissions:Permissions",
        "aws:lakeformation/resourceLfTags:ResourceLfTags",
    }
)
"""Types whose id says nothing: the provider reads them by their inputs."""
UNIMPORTABLE = OPAQUE | {"aws:lakeformation/resource:Resource"}
"""Types that the provider cannot import, since it reads them by what a state says of them."""


def identity_of(token: str, aws: Place, inputs: Values) -> str | None:
    """A resource's id; None where it does not follow from the inputs."""
    identity = IDENTITIES.get(token)
    try:
        return identity(aws, inputs) if identity else None
    except KeyError:
        return None  # An input that is not known, or a name that the provider made up.
