from pathlib import Path

import pytest

from guardrails.rule import Rule
from guardrails.rules import ALL_RULES
from meshwright.policy import explain
from meshwright.policy.pages import documents, page

ROOT = Path(__file__).parents[2]


def test_the_committed_pages_are_what_the_rules_say() -> None:
    written = {
        str(path.relative_to(ROOT)): path.read_text() for path in (ROOT / explain.FOLDER).glob("*")
    }

    assert written == dict(documents())


@pytest.mark.parametrize("rule", ALL_RULES, ids=str)
def test_a_page_says_what_why_and_how_to_fix_it(rule: Rule) -> None:
    text = page(rule)

    assert text.startswith(f"# {rule.code} {rule.title}\n")
    assert all(part in text for part in (rule.why, rule.fix, "## Avoid", "## Prefer"))
    assert all(kind in text for kind in rule.checks)


@pytest.mark.parametrize("rule", ALL_RULES, ids=str)
def test_every_rule_is_explained(rule: Rule) -> None:
    text = explain.explain(rule.code.lower())

    assert text is not None
    assert all(part in text for part in (rule.title, rule.why, rule.fix))


def test_that_no_rule_ran_is_explained_too() -> None:
    assert "proves nothing" in (explain.explain("POL001") or "")


def test_what_no_rule_has_is_not_explained() -> None:
    assert explain.explain("XX-999") is None
