"""What a role needs to make, read, change and delete a resource of each type: actions of IAM.

Sources: the calls of the official provider's own code for each type (terraform-provider-aws,
`internal/service`), and what AWS's "Service Authorization Reference" calls them. A read goes along
with every other step, since the provider reads back what it has written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from meshwright.aws.resource_types import (
    ALIAS,
    BUCKET,
    BUCKET_ENCRYPTION,
    BUCKET_LIFECYCLE,
    BUCKET_LOGGING,
    BUCKET_OWNERSHIP,
    BUCKET_POLICY,
    BUCKET_PUBLIC_ACCESS_BLOCK,
    BUCKET_VERSIONING,
    CATALOG_ENCRYPTION,
    DATABASE,
    KEY,
    LF_TAG,
    LF_TAGS,
    LOCATION,
    MANAGED_POLICY,
    OBJECT,
    PERMISSIONS,
    ROLE,
    ROLE_POLICY,
    SETTINGS,
    TABLE,
    WORKGROUP,
)


@dataclass(frozen=True, slots=True)
class Actions:
    """The actions of each step in a resource's life."""

    create: frozenset[str]
    read: frozenset[str]
    update: frozenset[str]
    delete: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.create | self.read | self.update | self.delete


def _actions(
    service: str, *, create: str = "", read: str, update: str = "", delete: str = ""
) -> Actions:
    steps = (create, read, update, delete)
    return Actions(*(frozenset(f"{service}:{name}" for name in step.split()) for step in steps))


TYPE_ACTIONS: Mapping[str, Actions] = {
    ALIAS: _actions(
        "kms",
        create="CreateAlias",
        read="ListAliases",
        update="UpdateAlias",
        delete="DeleteAlias",
    ),
    BUCKET: _actions(
        "s3",
        create="CreateBucket PutBucketTagging TagResource",
        read="GetAccelerateConfiguration GetBucketAcl GetBucketCORS GetBucketLocation"
        " GetBucketLogging GetBucketObjectLockConfiguration GetBucketPolicy"
        " GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite"
        " GetEncryptionConfiguration GetLifecycleConfiguration GetReplicationConfiguration"
        " ListBucket ListTagsForResource",
        update="PutBucketTagging TagResource UntagResource",
        delete="DeleteBucket",
    ),
    BUCKET_ENCRYPTION: _actions(
        "s3",
        create="PutEncryptionConfiguration",
        read="GetEncryptionConfiguration",
        update="PutEncryptionConfiguration",
        delete="PutEncryptionConfiguration",
    ),
    BUCKET_LIFECYCLE: _actions(
        "s3",
        create="PutLifecycleConfiguration",
        read="GetLifecycleConfiguration",
        update="PutLifecycleConfiguration",
        delete="PutLifecycleConfiguration",
    ),
    BUCKET_LOGGING: _actions(
        "s3",
        create="PutBucketLogging",
        read="GetBucketLogging",
        update="PutBucketLogging",
        delete="PutBucketLogging",
    ),
    BUCKET_OWNERSHIP: _actions(
        "s3",
        create="PutBucketOwnershipControls",
        read="GetBucketOwnershipControls",
        update="PutBucketOwnershipControls",
        delete="PutBucketOwnershipControls",
    ),
    BUCKET_POLICY: _actions(
        "s3",
        create="PutBucketPolicy",
        read="GetBucketPolicy",
        update="PutBucketPolicy",
        delete="DeleteBucketPolicy",
    ),
    BUCKET_PUBLIC_ACCESS_BLOCK: _actions(
        "s3",
        create="PutBucketPublicAccessBlock",
        read="GetBucketPublicAccessBlock",
        update="PutBucketPublicAccessBlock",
        delete="PutBucketPublicAccessBlock",
    ),
    BUCKET_VERSIONING: _actions(
        "s3",
        create="PutBucketVersioning",
        read="GetBucketVersioning",
        update="PutBucketVersioning",
        delete="PutBucketVersioning",
    ),
    CATALOG_ENCRYPTION: _actions(
        "glue",
        create="PutDataCatalogEncryptionSettings",
        read="GetDataCatalogEncryptionSettings",
        update="PutDataCatalogEncryptionSettings",
        delete="PutDataCatalogEncryptionSettings",
    ),
    DATABASE: _actions(
        "glue",
        create="CreateDatabase TagResource",
        read="GetDatabase GetTags",
        update="TagResource UntagResource UpdateDatabase",
        delete="DeleteDatabase",
    ),
    KEY: _actions(
        "kms",
        create="CreateKey EnableKeyRotation TagResource",
        read="DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
        update="DisableKey DisableKeyRotation EnableKey EnableKeyRotation PutKeyPolicy"
        " TagResource UntagResource UpdateKeyDescription",
        delete="ScheduleKeyDeletion",
    ),
    LF_TAG: _actions(
        "lakeformation",
        create="CreateLFTag",
        read="GetLFTag",
        update="UpdateLFTag",
        delete="DeleteLFTag",
    ),
    LF_TAGS: _actions(
        "lakeformation",
        create="AddLFTagsToResource",
        read="GetResourceLFTags",
        delete="RemoveLFTagsFromResource",
    ),
    LOCATION: _actions(
        "lakeformation",
        create="RegisterResource",
        read="DescribeResource",
        update="UpdateResource",
        delete="DeregisterResource",
    ),
    MANAGED_POLICY: _actions(
        "iam",
        create="CreatePolicy TagPolicy",
        read="GetPolicy GetPolicyVersion ListPolicyTags ListPolicyVersions",
        update="CreatePolicyVersion DeletePolicyVersion TagPolicy UntagPolicy",
        delete="DeletePolicy DeletePolicyVersion",
    ),
    OBJECT: _actions(
        "s3",
        create="PutObject PutObjectTagging",
        read="GetObject GetObjectTagging",
        update="PutObject PutObjectTagging",
        delete="DeleteObject DeleteObjectVersion",
    ),
    PERMISSIONS: _actions(
        "lakeformation",
        create="GrantPermissions",
        read="ListPermissions",
        delete="RevokePermissions",
    ),
    ROLE: _actions(
        "iam",
        create="CreateRole TagRole",
        read="GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies",
        update="PutRolePermissionsBoundary TagRole UntagRole UpdateAssumeRolePolicy UpdateRole"
        " UpdateRoleDescription",
        delete="DeleteRole ListInstanceProfilesForRole",
    ),
    ROLE_POLICY: _actions(
        "iam",
        create="PutRolePolicy",
        read="GetRolePolicy",
        update="PutRolePolicy",
        delete="DeleteRolePolicy",
    ),
    SETTINGS: _actions(
        "lakeformation",
        create="PutDataLakeSettings",
        read="GetDataLakeSettings",
        update="PutDataLakeSettings",
        delete="PutDataLakeSettings",
    ),
    TABLE: _actions(
        "glue",
        create="CreateTable",
        read="GetPartitionIndexes GetTable",
        update="UpdateTable",
        delete="DeleteTable",
    ),
    WORKGROUP: _actions(
        "athena",
        create="CreateWorkGroup TagResource",
        read="GetWorkGroup ListTagsForResource",
        update="TagResource UntagResource UpdateWorkGroup",
        delete="DeleteWorkGroup",
    ),
}
"""By the type's token, every type that the mesh declares."""


def needed(tokens: Iterable[str]) -> frozenset[str]:
    """All actions that resources of these types need in their life."""
    return frozenset[str]().union(*(TYPE_ACTIONS[token].all for token in tokens))


def read(tokens: Iterable[str]) -> frozenset[str]:
    """The actions that read resources of these types."""
    return frozenset[str]().union(*(TYPE_ACTIONS[token].read for token in tokens))
