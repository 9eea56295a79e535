"""The rules about trails, listed by hand: importing a module registers nothing."""

from guardrails.rules.audit import trail_is_complete

RULES = (trail_is_complete.RULE,)
