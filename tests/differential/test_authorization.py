"""What policies decide, asked of our evaluator and of another: random cases of the kinds in use."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from differential.access_point_cases import PointCase, point_cases, together
from differential.iam_cases import OUTCOMES, Case, cases
from differential.iam_disagreements import KNOWN, explained
from differential.simulator import packages, simulated
from meshwright.aws.authorization import access_points, evaluate

from own_environment import UnobtainableError

FEW, BATCH, BATCHES = 400, 2_000, 10
"""Cases in each run, and in a long one: 20,000."""


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


@pytest.fixture(scope="module")
def through() -> Sequence[PointCase]:
    return point_cases(FEW, 0)


@pytest.fixture(scope="module")
def theirs_through(folder: Path, through: Sequence[PointCase]) -> Sequence[Any]:
    return simulated_twice(folder, through)


def simulated_twice(folder: Path, asked: Sequence[PointCase]) -> Sequence[tuple[Any, Any]]:
    """What the simulator says of the bucket, and of the access point, for each request."""
    said = simulated(folder, [each for case in asked for each in case.simulations()])
    return list(zip(said[::2], said[1::2], strict=True))


def unexplained_through(asked: Sequence[PointCase], theirs: Sequence[Any]) -> list[str]:
    """The requests through access points on which both differ for no known reason."""
    found: list[str] = []
    for case, said in zip(asked, theirs, strict=True):
        ours, other = case.decided(), together(each["result"] for each in said)
        if ours != other and not any(explained(half) for half in halves_apart(case, said)):
            simulations = json.dumps(case.simulations())
            found.append(f"{ours} here, {other} there: {simulations}")
    return found


def halves_apart(case: PointCase, said: Sequence[Any]) -> list[Case]:
    """The questions of a request whose answers differ."""
    pairs = zip(case.halves, said, strict=True)
    return [half for half, answer in pairs if half.decided() != answer["result"]]


def test_questions_about_access_points_are_such_as_both_take_whole(
    theirs_through: Sequence[tuple[Any, Any]],
) -> None:
    said = [half for each in theirs_through for half in each]

    assert [each for each in said if each.get("errors") or each["ignored"]] == []


def test_every_outcome_is_common_through_access_points(through: Sequence[PointCase]) -> None:
    counted = Counter(case.decided() for case in through)

    assert min(counted[outcome] for outcome in OUTCOMES) > FEW / 10


def test_both_decide_alike_through_access_points(
    through: Sequence[PointCase], theirs_through: Sequence[tuple[Any, Any]]
) -> None:
    assert unexplained_through(through, theirs_through) == []


def through_nothing(point: str) -> dict[str, Any]:
    return {access_points.POINT: point}


@pytest.mark.parametrize(
    ("part", "broken"),
    [
        ("through", through_nothing),
        ("each_asked", lambda request: (request, request)),
    ],
)
def test_an_access_point_that_is_taken_for_its_bucket_is_noticed(
    part: str,
    broken: Any,
    through: Sequence[PointCase],
    theirs_through: Sequence[tuple[Any, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(access_points, part, broken)

    assert unexplained_through(through, theirs_through)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, BATCHES + 1))
def test_both_decide_very_many_alike_through_access_points(seed: int, folder: Path) -> None:
    many = point_cases(BATCH, seed)

    assert unexplained_through(many, simulated_twice(folder, many)) == []


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
    through = point_cases(BATCH, 0)
    for case, said in zip(through, simulated_twice(folder, through), strict=True):
        differ += halves_apart(case, said)

    for known in KNOWN:
        assert any(known.applies(case) for case in differ), known.name
