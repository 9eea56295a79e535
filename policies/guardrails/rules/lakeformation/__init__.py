"""The rules about Lake Formation, listed by hand: importing a module registers nothing."""

from guardrails.rules.lakeformation import (
    lf_default_permissions_empty,
    lf_grant_least_privilege,
    lf_location_registered,
    lf_personal_data_legal_basis,
)

RULES = (
    lf_default_permissions_empty.RULE,
    lf_location_registered.RULE,
    lf_grant_least_privilege.RULE,
    lf_personal_data_legal_basis.RULE,
)
