"""The rules about what makes rows, listed by hand: importing a module registers nothing."""

from guardrails.rules.run import (
    machine_runs_as_its_product,
    machine_tells_failure,
    sample_shows_unprotected,
    schedule_in_utc,
    topic_closed,
)

RULES = (
    machine_tells_failure.RULE,
    machine_runs_as_its_product.RULE,
    schedule_in_utc.RULE,
    topic_closed.RULE,
    sample_shows_unprotected.RULE,
)
