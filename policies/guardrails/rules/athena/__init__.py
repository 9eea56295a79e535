"""The rules about Athena, listed by hand: importing a module registers nothing."""

from guardrails.rules.athena import (
    athena_workgroup_limits,
)

RULES = (athena_workgroup_limits.RULE,)
