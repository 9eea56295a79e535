"""The rules about lineage and the catalog, listed by hand: importing a module registers nothing."""

from guardrails.rules.lineage import (
    catalog_entry_required,
)

RULES = (catalog_entry_required.RULE,)
