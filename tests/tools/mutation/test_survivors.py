"""A run beside the list of survivors, and the list and the page that it writes."""

from pathlib import Path

import pytest

from tools.mutation import report, survivors
from tools.mutation.mutants import Change, Mutant
from tools.mutation.survivors import judged, read, write

ONE, TWO, THREE = (Change("guardrails.a._f", was, "None") for was in ("a: 'x'", "b", "c"))
KILLED = tuple(
    Mutant(Change("guardrails.a.C.g", str(number), "None"), is_killed=True) for number in range(9)
)


def surviving(*changes: Change) -> tuple[Mutant, ...]:
    return (*KILLED, *(Mutant(change, is_killed=False) for change in changes))


def test_a_survivor_that_is_listed_with_a_reason_is_as_it_should_be() -> None:
    judgement = judged(surviving(ONE), {ONE: "It is the same."}, is_whole=True)

    assert judgement.is_good
    assert (judgement.tried, judgement.killed) == (10, 9)


def test_a_survivor_that_is_not_listed_is_not() -> None:
    judgement = judged(surviving(ONE), {}, is_whole=True)

    assert judgement.unlisted == (ONE,)
    assert not judgement.is_good


def test_a_survivor_without_a_reason_is_not() -> None:
    judgement = judged(surviving(ONE), {ONE: ""}, is_whole=True)

    assert judgement.unreasoned == (ONE,)
    assert not judgement.is_good


def test_what_is_listed_and_noticed_is_not() -> None:
    listed = {ONE: "It is the same.", TWO: "This one too."}

    assert judged(surviving(ONE), listed, is_whole=True).gone == (TWO,)
    assert not judged(surviving(ONE), listed, is_whole=True).is_good


def test_a_sample_says_nothing_of_what_it_did_not_try() -> None:
    listed = {ONE: "It is the same.", KILLED[0].change: "It once lived."}

    assert judged(KILLED, listed, is_whole=False).gone == (KILLED[0].change,)


def test_one_of_two_like_changes_may_be_noticed() -> None:
    twice = (*surviving(ONE), Mutant(ONE, is_killed=True))

    assert judged(twice, {ONE: "The second is the same."}, is_whole=True).is_good


def test_too_few_killed_is_not_as_it_should_be() -> None:
    listed = dict.fromkeys((ONE, TWO), "It is the same.")

    assert not judged(surviving(ONE, TWO), listed, is_whole=True).is_enough
    assert not judged(surviving(ONE, TWO), listed, is_whole=True).is_good


def test_the_list_is_written_anew_with_the_reasons_that_it_has(tmp_path: Path) -> None:
    (tmp_path / survivors.PATH).parent.mkdir(parents=True)
    assert read(tmp_path) == {}

    write(tmp_path, [TWO, ONE, ONE], {ONE: "It is the same.", THREE: "It is gone."})

    assert read(tmp_path) == {ONE: "It is the same.", TWO: ""}


def test_the_page_has_modules_shares_and_every_survivor_with_its_reason() -> None:
    listed = {ONE: "It is the same."}
    text = report.page(surviving(ONE), judged(surviving(ONE), listed, is_whole=True), listed)

    assert "**90.0%** of 10 are killed." in text
    assert "| `guardrails.a` | 10 | 9 | 90.0% |" in text
    assert "`guardrails.a._f`: It is the same.\n\n- `` a: 'x' `` → `` None ``\n" in text


@pytest.mark.parametrize("listed", [{}, {ONE: ""}])
def test_a_run_says_which_change_lives(listed: dict[Change, str]) -> None:
    first, *others = report.lines(judged(surviving(ONE), listed, is_whole=True))

    assert first == "90.0% of 10 mutants are killed"
    assert others[0].startswith("guardrails.a._f ")
    assert others[1:] == ["  - a: 'x'", "  + None"]
