"""The rules about the life of data, listed by hand: importing a module registers nothing."""

from guardrails.rules.lifecycle import (
    deletion_protection,
)

RULES = (deletion_protection.RULE,)
