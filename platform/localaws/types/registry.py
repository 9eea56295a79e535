"""All types that the local provider serves."""

from collections.abc import Mapping

from localaws.types import (
    athena_workgroup,
    glue_database,
    glue_encryption_settings,
    glue_table,
    iam_policy,
    iam_role,
    iam_role_policy,
    kms_alias,
    kms_key,
    lake_formation_location,
    lake_formation_permissions,
    lake_formation_resource_tags,
    lake_formation_settings,
    lake_formation_tag,
    s3_bucket,
    s3_bucket_encryption,
    s3_bucket_lifecycle,
    s3_bucket_logging,
    s3_bucket_ownership_controls,
    s3_bucket_policy,
    s3_bucket_public_access_block,
    s3_bucket_versioning,
    s3_object,
)
from localaws.types.resource_type import ResourceType

ALL_TYPES: tuple[ResourceType, ...] = (
    athena_workgroup.TYPE,
    glue_database.TYPE,
    glue_encryption_settings.TYPE,
    glue_table.TYPE,
    iam_policy.TYPE,
    iam_role.TYPE,
    iam_role_policy.TYPE,
    kms_alias.TYPE,
    kms_key.TYPE,
    lake_formation_location.TYPE,
    lake_formation_permissions.TYPE,
    lake_formation_resource_tags.TYPE,
    lake_formation_settings.TYPE,
    lake_formation_tag.TYPE,
    s3_bucket.TYPE,
    s3_bucket_encryption.TYPE,
    s3_bucket_lifecycle.TYPE,
    s3_bucket_logging.TYPE,
    s3_bucket_ownership_controls.TYPE,
    s3_bucket_policy.TYPE,
    s3_bucket_public_access_block.TYPE,
    s3_bucket_versioning.TYPE,
    s3_object.TYPE,
)
TYPES: Mapping[str, ResourceType] = {type_.token: type_ for type_ in ALL_TYPES}
