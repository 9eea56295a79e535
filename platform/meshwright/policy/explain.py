"""What `mesh explain` says about a rule: what it asks, why, and what to do."""

from collections.abc import Mapping

from guardrails.rule import Rule
from guardrails.rules import ALL_RULES
from meshwright.policy.evaluator import NO_RULES

FOLDER = "docs/reference/rules"
"""Where each rule has its page, relative to the repository's root."""
_NO_RULES = f"""\
{NO_RULES.code} ({NO_RULES.severity}): No rule was asked

A run in which no rule looked at any resource proves nothing, so it is no pass.

fix: {NO_RULES.fix}
"""


def pages() -> Mapping[str, str]:
    """The explanation of every code that comes from the rules."""
    return {NO_RULES.code: _NO_RULES} | {rule.code: _text(rule) for rule in ALL_RULES}


def explain(code: str) -> str | None:
    """The explanation of one code; None where no rule has it."""
    return pages().get(code.upper())


def page_path(rule: Rule) -> str:
    return f"{FOLDER}/{rule.code}.md"


def _text(rule: Rule) -> str:
    return f"""\
{rule.code} ({rule.severity}): {rule.title}

{rule.why}

fix: {rule.fix}

Examples: {page_path(rule)}
"""
