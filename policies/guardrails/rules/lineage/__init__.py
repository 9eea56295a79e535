"""The rules about lineage and the catalog, listed by hand: importing a module registers nothing."""

from guardrails.rules.lineage import (
    catalog_entry_required,
    inputs_exist,
    no_product_cycles,
)

RULES = (
    catalog_entry_required.RULE,
    inputs_exist.RULE,
    no_product_cycles.RULE,
)
