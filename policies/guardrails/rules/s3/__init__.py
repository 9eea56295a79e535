"""The rules about buckets, listed by hand: importing a module registers nothing."""

from guardrails.rules.s3 import (
    s3_access_logging,
    s3_access_point_scope,
    s3_acls_disabled,
    s3_encryption_with_domain_key,
    s3_lifecycle_cleanup,
    s3_policy_no_object_access,
    s3_public_access_block,
    s3_tls_only,
    s3_versioning,
)

RULES = (
    s3_public_access_block.RULE,
    s3_encryption_with_domain_key.RULE,
    s3_tls_only.RULE,
    s3_versioning.RULE,
    s3_access_logging.RULE,
    s3_lifecycle_cleanup.RULE,
    s3_acls_disabled.RULE,
    s3_policy_no_object_access.RULE,
    s3_access_point_scope.RULE,
)
