"""All rules, listed by hand: importing a module registers nothing."""

from guardrails.rule import Rule
from guardrails.rules import (
    bucket_blocks_public_access,
    bucket_has_no_acls,
    bucket_is_encrypted_with_the_owners_key,
    bucket_refuses_plain_http,
    data_is_classified,
    key_rotates_and_dies_slowly,
    name_is_the_meshs,
    permission_opens_one_table,
    policy_escalates_nothing,
    policy_names_its_actions,
    policy_names_its_principals,
    policy_names_its_resources,
    policy_names_its_services_source,
    resource_is_tagged,
    role_is_bounded,
)

ALL_RULES: tuple[Rule, ...] = (
    data_is_classified.RULE,
    name_is_the_meshs.RULE,
    resource_is_tagged.RULE,
    bucket_blocks_public_access.RULE,
    bucket_is_encrypted_with_the_owners_key.RULE,
    bucket_refuses_plain_http.RULE,
    bucket_has_no_acls.RULE,
    policy_names_its_principals.RULE,
    policy_names_its_services_source.RULE,
    policy_names_its_actions.RULE,
    policy_names_its_resources.RULE,
    policy_escalates_nothing.RULE,
    role_is_bounded.RULE,
    key_rotates_and_dies_slowly.RULE,
    permission_opens_one_table.RULE,
)
