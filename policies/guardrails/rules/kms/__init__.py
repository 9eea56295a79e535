"""The rules about keys, listed by hand: importing a module registers nothing."""

from guardrails.rules.kms import (
    kms_rotation_and_deletion_window,
    kms_via_service,
)

RULES = (
    kms_rotation_and_deletion_window.RULE,
    kms_via_service.RULE,
)
