"""All probes, in the order in which they are asked."""

from meshwright.localaws.probes import (
    glue_catalog,
    glue_partitions,
    glue_tables,
    iam_policies,
    iam_roles,
    kms_keys,
    kms_policies,
    lake_grants,
    lake_listings,
    lake_refusals,
    lake_settings,
    lake_tags,
    official_provider,
    other_services,
    s3_buckets,
    s3_objects,
    s3_policies,
)
from meshwright.localaws.probes.probe import Probe

PROBES: tuple[Probe, ...] = (
    *s3_buckets.PROBES,
    *s3_policies.PROBES,
    *s3_objects.PROBES,
    *glue_catalog.PROBES,
    *glue_tables.PROBES,
    *glue_partitions.PROBES,
    *lake_grants.PROBES,
    *lake_listings.PROBES,
    *lake_refusals.PROBES,
    *lake_settings.PROBES,
    *lake_tags.PROBES,
    *iam_roles.PROBES,
    *iam_policies.PROBES,
    *kms_keys.PROBES,
    *kms_policies.PROBES,
    *other_services.PROBES,
    *official_provider.PROBES,
)
