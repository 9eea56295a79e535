"""What policies decide, asked of our evaluator and of another: random cases of the kinds in use."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from differential.iam_cases import Case, cases
from differential.iam_disagreements import KNOWN, explained
from differential.simulator import packages, simulated
from meshwright.aws.authorization import evaluate

from own_environment import UnobtainableError

FEW, BATCH, BATCHES = 400, 2_000, 10
"""Cases in each run, and in a long one: 20,000."""
OUTCOMES = ("Allowed", "ExplicitlyDenied", "ImplicitlyDenied")


@pytest.fixture(scope="module")
def folder() -> Path:
    try:
        return packages()
    except UnobtainableError as error:
        reason = str(error)
    # Past the handler, so that the reason stands alone.
    pytest.fail(reason, pytrace=False)


@pytest.fixture(scope="module")
def asked() -> Sequence[Case]:
    return cases(FEW, 0)


@pytest.fixture(scope="module")
def theirs(folder: Path, asked: Sequence[Case]) -> Sequence[Any]:
    return simulated(folder, [case.simulation() for case in asked])


def unexplained(asked: Sequence[Case], theirs: Sequence[Any]) -> list[str]:
    """The cases on which both differ for no known reason, as the simulator takes them."""
    pairs = zip(asked, theirs, strict=True)
    found = [(c, ours, t["result"]) for c, t in pairs if (ours := c.decided()) != t["result"]]
    return [
        f"{ours} here, {other} there: {json.dumps(case.simulation())}"
        for case, ours, other in found
        if explained(case) is None
    ]


def test_the_questions_are_such_as_both_take_whole(theirs: Sequence[Any]) -> None:
    assert [each for each in theirs if each.get("errors") or each["ignored"]] == []


def test_every_outcome_is_common(asked: Sequence[Case]) -> None:
    counted = Counter(case.decided() for case in asked)

    assert min(counted[outcome] for outcome in OUTCOMES) > FEW / 10


def test_both_decide_alike(asked: Sequence[Case], theirs: Sequence[Any]) -> None:
    assert unexplained(asked, theirs) == []


@pytest.mark.parametrize("broken", ["hold", "_covers_resource", "_limit", "directness"])
def test_a_part_of_the_evaluator_that_is_broken_is_noticed(
    broken: str, asked: Sequence[Case], theirs: Sequence[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, broken, lambda *_: None)

    assert unexplained(asked, theirs)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, BATCHES + 1))
def test_both_decide_very_many_alike(seed: int, folder: Path) -> None:
    many = cases(BATCH, seed)

    assert unexplained(many, simulated(folder, [case.simulation() for case in many])) == []


@pytest.mark.long
def test_each_disagreement_that_is_listed_is_one(folder: Path) -> None:
    many = cases(BATCHES * BATCH, 0)
    theirs = simulated(folder, [case.simulation() for case in many])
    pairs = zip(many, theirs, strict=True)
    differ = [case for case, other in pairs if case.decided() != other["result"]]

    for known in KNOWN:
        assert any(known.applies(case) for case in differ), known.name
