"""Checkov and our rules, asked the same of the same resources."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest

from differential.comparison import (
    FAILS,
    PASSES,
    UNCOMPARED,
    Answers,
    Disagreement,
    Shared,
    answers,
    as_entries,
    compared,
    listed,
    named,
    shared,
    table,
)
from differential.corpus import Question, questions
from differential.environment import checkov, scan
from differential.terraform import plan
from guardrails.rules import ALL_RULES

from own_environment import UnobtainableError

PAIRS: Sequence[Shared] = shared(ALL_RULES)
ASKED: Sequence[Question] = questions(ALL_RULES)


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Checkov's verdicts on the whole corpus, from one run."""
    python = installed()
    groups = [(question, question.written(i)) for i, question in enumerate(ASKED)]
    path: Path = tmp_path_factory.mktemp("checkov") / "plan.json"
    path.write_text(json.dumps(plan(group for _, group in groups)))
    report = scan(python, path, sorted({*UNCOMPARED, *(pair.check for pair in PAIRS)}))
    return answers(report, [(q, [r.address for r in group]) for q, group in groups])


def installed() -> Path:
    try:
        return checkov()
    except UnobtainableError as error:
        reason = str(error)
    # Past the handler, so that the reason stands alone.
    pytest.fail(reason, pytrace=False)


@pytest.fixture(scope="module")
def found(theirs: Answers) -> Sequence[Disagreement]:
    return tuple(compared(PAIRS, ASKED, theirs))


def test_a_rule_that_names_checkovs_checks_names_all_that_are_compared_with_it() -> None:
    compared_with = defaultdict[str, set[str]](set)
    for pair in PAIRS:
        compared_with[pair.rule.code].add(pair.check)

    for rule in ALL_RULES:
        checks = set(named(rule)) - UNCOMPARED.keys()
        assert checks in (set(), compared_with[rule.code]), rule.code


def test_the_table_of_shared_checks_knows_its_rules() -> None:
    assert table().keys() <= {rule.code for rule in ALL_RULES}


def test_no_two_questions_have_one_name() -> None:
    assert not [name for name, times in Counter(q.name for q in ASKED).items() if times > 1]


@pytest.mark.parametrize("check", sorted({pair.check for pair in PAIRS}))
def test_checkov_is_seen_to_pass_and_to_fail_what_a_shared_check_asks(
    theirs: Answers, check: str
) -> None:
    assert {verdict for (asked, _), verdict in theirs.items() if asked == check} == {PASSES, FAILS}


@pytest.mark.parametrize("check", UNCOMPARED)
def test_checkov_refuses_nothing_where_it_is_not_compared(theirs: Answers, check: str) -> None:
    assert (check, FAILS) not in {(asked, verdict) for (asked, _), verdict in theirs.items()}


def test_checkov_and_the_rules_agree_but_for_what_is_listed(
    found: Sequence[Disagreement],
) -> None:
    unlisted = [each for each in found if each not in listed()]

    assert not unlisted, f"give each its reason in disagreements.yaml:\n{as_entries(unlisted)}"


def test_every_listed_disagreement_still_occurs(found: Sequence[Disagreement]) -> None:
    gone = [each for each in listed() if each not in found]

    assert not gone, f"take these out of disagreements.yaml:\n{as_entries(gone)}"


def test_every_listed_disagreement_has_a_reason() -> None:
    assert all(len(because.split()) > 3 for because in listed().values())
