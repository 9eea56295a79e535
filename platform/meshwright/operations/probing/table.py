"""All probes, in the order in which they are asked: those that cost least come first."""

from meshwright.operations.probing.probes import (
    databases,
    glue_jobs,
    grants,
    iceberg,
    machines,
    row_filters,
    settings,
    topics,
    writing,
)

PROBES = (
    databases.CLOSED_DATABASE,
    databases.PARTITION_KEY,
    grants.COLUMN_REVOKE,
    grants.DELETED_ROLE,
    grants.RECREATED_ROLE,
    iceberg.FIRST_METADATA,
    iceberg.SPARSE_IDS,
    iceberg.NESTED_FIELD,
    writing.PUBLISHING,
    writing.UPKEEP,
    row_filters.DATES_BESIDE,
    machines.SOURCE_ARN,
    machines.CONDITIONAL_WRITE,
    topics.BY_ROLE,
    settings.LOWER_VERSION,
    settings.LEFT_OUT,
    glue_jobs.SOURCE_ACCOUNT,
    glue_jobs.SPARK_WRITES,
)
