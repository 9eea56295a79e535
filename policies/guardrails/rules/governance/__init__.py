"""The rules about specs and conventions, listed by hand: importing a module registers nothing."""

from guardrails.rules.governance import (
    agreement_terms,
    allowed_resource_types,
    catalog_matches_glue_schema,
    classification_not_below_inputs,
    classification_required,
    description_required,
    naming_convention,
    owner_required,
    pii_columns_tagged,
    quality_checks_required,
    required_tags,
    retention_by_classification,
    sla_required,
    stack_isolation,
)

RULES = (
    owner_required.RULE,
    classification_required.RULE,
    retention_by_classification.RULE,
    pii_columns_tagged.RULE,
    classification_not_below_inputs.RULE,
    sla_required.RULE,
    description_required.RULE,
    naming_convention.RULE,
    catalog_matches_glue_schema.RULE,
    required_tags.RULE,
    quality_checks_required.RULE,
    allowed_resource_types.RULE,
    stack_isolation.RULE,
    agreement_terms.RULE,
)
