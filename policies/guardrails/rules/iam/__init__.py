"""The rules about policies and roles, listed by hand: importing a module registers nothing."""

from guardrails.rules.iam import (
    iam_confused_deputy,
    iam_domain_scope,
    iam_external_id,
    iam_no_privilege_escalation,
    iam_no_public_principal,
    iam_no_wildcard_action,
    iam_no_wildcard_resource,
    iam_permissions_boundary,
    iam_trusted_principals,
)

RULES = (
    iam_no_public_principal.RULE,
    iam_confused_deputy.RULE,
    iam_no_wildcard_action.RULE,
    iam_no_wildcard_resource.RULE,
    iam_no_privilege_escalation.RULE,
    iam_permissions_boundary.RULE,
    iam_external_id.RULE,
    iam_trusted_principals.RULE,
    iam_domain_scope.RULE,
)
