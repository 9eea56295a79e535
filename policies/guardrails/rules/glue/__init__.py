"""The rules about the Glue catalog, listed by hand: importing a module registers nothing."""

from guardrails.rules.glue import (
    glue_catalog_encryption,
    iceberg_in_own_bucket,
)

RULES = (
    glue_catalog_encryption.RULE,
    iceberg_in_own_bucket.RULE,
)
