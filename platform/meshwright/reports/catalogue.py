"""What is known of every code that a finding can carry, from the tables that define them."""

from collections.abc import Mapping

from guardrails.rule import Level
from guardrails.rules import ALL_RULES
from meshwright.athena.codes import SQL_CODES
from meshwright.checks.codes import CHECK_CODES
from meshwright.contracts.codes import CHANGE_CODES
from meshwright.errors import Severity
from meshwright.governance.codes import POLICY_CODES
from meshwright.governance.owners import OWNER_CODES
from meshwright.plan.limits import PLAN_CODES
from meshwright.reports.model import Card
from meshwright.specs.codes import SPEC_CODES

RULE_LEVELS = {Level.MANDATORY: Severity.ERROR, Level.ADVISORY: Severity.WARNING}


def cards() -> Mapping[str, Card]:
    """A card for every code of specs, checks, limits and rules."""
    of_codes = {
        code.id: Card(code.title, code.explanation, code.fix, code.severity)
        for code in (
            *SPEC_CODES,
            *CHECK_CODES,
            *SQL_CODES,
            *CHANGE_CODES,
            *PLAN_CODES,
            *POLICY_CODES,
            *OWNER_CODES,
        )
    }
    of_rules = {
        rule.code: Card(rule.title, rule.why, rule.fix, RULE_LEVELS[rule.level], rule.controls)
        for rule in ALL_RULES
    }
    return {**of_codes, **of_rules}
