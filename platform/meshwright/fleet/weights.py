"""What bringing up a stack costs, by the types of its resources: measured, and kept in one table.

Shards are balanced by it, so only proportions matter. How it was measured: `mesh dev bench weights`
times each creation in a first `mesh up` of 20 products, from the engine's word that it begins to
its word that it has ended, several at a time as in every run, and takes the median of each type.
What a stack's turn takes beside that (the engine, the program, the packs) is the largest part.
"""

from collections.abc import Mapping

from meshwright.plan.declaration import StackPlan

STACK = 7.0
"""Seconds of a product's turn, beside its resources."""
SECONDS: Mapping[str, float] = {
    "aws:athena/workgroup:Workgroup": 0.26,
    "aws:glue/catalogDatabase:CatalogDatabase": 0.26,
    "aws:glue/catalogTable:CatalogTable": 0.13,
    "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings": 0.29,
    "aws:iam/policy:Policy": 0.57,
    "aws:iam/role:Role": 0.36,
    "aws:iam/rolePolicy:RolePolicy": 0.18,
    "aws:kms/alias:Alias": 0.23,
    "aws:kms/key:Key": 0.76,
    "aws:lakeformation/dataLakeSettings:DataLakeSettings": 0.16,
    "aws:lakeformation/lfTag:LfTag": 0.21,
    "aws:lakeformation/permissions:Permissions": 0.1,
    "aws:lakeformation/resource:Resource": 0.14,
    "aws:lakeformation/resourceLfTags:ResourceLfTags": 0.1,
    "aws:s3/bucket:Bucket": 0.29,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": 0.13,
    "aws:s3/bucketLogging:BucketLogging": 0.16,
    "aws:s3/bucketObjectv2:BucketObjectv2": 0.2,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": 0.13,
    "aws:s3/bucketPolicy:BucketPolicy": 0.05,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": 0.14,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": 0.17,
    "aws:s3/bucketVersioning:BucketVersioning": 0.14,
}
"""Seconds to create a resource, against the local AWS: on 2026-11-27, 2 cores, a load of 7."""
OTHER = 0.2
"""What a type weighs that nobody has measured yet."""


def weight(stack: StackPlan | None) -> float:
    """The cost of one stack; of one that cannot be planned, that of its turn alone."""
    if stack is None:
        return STACK
    return STACK + sum(SECONDS.get(declared.type, OTHER) for declared in stack.declarations)
