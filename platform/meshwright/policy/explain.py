"""What `mesh explain` says about a rule: what it asks, why, and what to do."""

from collections.abc import Mapping

from guardrails.rule import Rule
from guardrails.rules import ALL_RULES
from meshwright.policy.codes import POLICY_CODES
from meshwright.spec.codes import Code

FOLDER = "docs/reference/rules"
"""Where each rule has its page, relative to the repository's root."""


def pages() -> Mapping[str, str]:
    """The explanation of every code that comes from the rules."""
    governance = {code.id: _code_text(code) for code in POLICY_CODES}
    return governance | {rule.code: _text(rule) for rule in ALL_RULES}


def explain(code: str) -> str | None:
    """The explanation of one code; None where no rule has it."""
    return pages().get(code.upper())


def page_path(rule: Rule) -> str:
    return f"{FOLDER}/{rule.code}.md"


def _code_text(code: Code) -> str:
    return f"{code.id} ({code.severity}): {code.title}\n\n{code.explanation}\n\nfix: {code.fix}\n"


def _text(rule: Rule) -> str:
    return f"""\
{rule.code} ({rule.severity}): {rule.title}

{rule.why}

fix: {rule.fix}

Examples: {page_path(rule)}
"""
