"""The rules about the Glue catalog, listed by hand: importing a module registers nothing."""

from guardrails.rules.glue import (
    glue_catalog_encryption,
)

RULES = (glue_catalog_encryption.RULE,)
