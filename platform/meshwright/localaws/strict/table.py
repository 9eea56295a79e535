"""All rules of the local AWS, in the order in which they are asked."""

from meshwright.localaws.strict import (
    athena_tags,
    athena_workgroups,
    bucket_policies,
    caller_identity,
    lake_formation_errors,
    lake_formation_grants,
    lake_formation_locations,
    lake_formation_tags,
    log_delivery,
    suspended_versions,
)

CORRECTIONS = (
    athena_tags.CORRECTION,
    athena_workgroups.CORRECTION,
    lake_formation_errors.CORRECTION,
    lake_formation_grants.CORRECTION,
    lake_formation_locations.CORRECTION,
    *lake_formation_tags.CORRECTIONS,
)
PATCHES = (
    bucket_policies.PATCH,
    caller_identity.PATCH,
    log_delivery.PATCH,
    suspended_versions.PATCH,
)
