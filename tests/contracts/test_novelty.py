from dataclasses import replace
from datetime import date

import pytest

from meshwright.contracts.novelty import gone, novel
from meshwright.errors import Finding, Position, Severity, Waived

OLD = Finding(Position("f.yaml", 3), "X-1", Severity.WARNING, "3 of 2 buckets", "do this", "a.b")


def test_a_finding_that_moves_to_another_line_is_not_new() -> None:
    moved = replace(OLD, position=Position("f.yaml", 9, 4))

    assert novel([moved], [OLD]) == frozenset()
    assert gone([moved], [OLD]) == 0


def test_a_line_inside_a_message_moves_too() -> None:
    before = replace(OLD, message="the floor says so (policies/floor.yaml:4)")
    after = replace(OLD, message="the floor says so (policies/floor.yaml:17)")

    assert novel([after], [before]) == frozenset()


@pytest.mark.parametrize(
    "change",
    [
        {"message": "4 of 2 buckets"},
        {"severity": Severity.ERROR},
        {"where": "tables.orders"},
        {"resource": "aws:s3/bucket:Bucket::data"},
        {"subject": "a.c"},
        {"position": Position("g.yaml", 3)},
        {"code": "X-2"},
    ],
)
def test_what_says_another_thing_is_new(change: dict[str, object]) -> None:
    found = replace(OLD, **change)

    assert novel([found], [OLD]) == {found}
    assert gone([found], [OLD]) == 1


def test_a_finding_whose_waiver_is_gone_is_new() -> None:
    waived = replace(OLD, waived=Waived("why", "T-1", date(2026, 1, 1), 3))

    assert novel([OLD], [waived]) == {OLD}


def test_of_one_more_of_the_same_kind_nobody_can_tell_which_was_there() -> None:
    here, there = OLD, replace(OLD, position=Position("f.yaml", 30))

    assert novel([here, there], [OLD]) == {here, there}
    assert novel([here], [here, there]) == frozenset()
