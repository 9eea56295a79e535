"""What mutmut leaves behind, read as changes."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from meshwright.errors import MeshError
from tools.mutation.mutants import Change, Mutant, names, survivors, tried

TEXT = """\
mutants_x__size__mutmut = {}


def _size(value):
    return x__size__mutmut_orig(value)


def x__size__mutmut_orig(value):
    return max(
        len(value),
        1,
    )


def x__size__mutmut_1(value):
    return max(
        len(value),
        2,
    )


def x__size__mutmut_2(value):
    return None


class Box:
    def xǁBoxǁ__len____mutmut_orig(self, least=0):
        return least

    def xǁBoxǁ__len____mutmut_1(self, least=1):
        return least
"""
FIRST, SECOND = "guardrails.sizes.x__size__mutmut_1", "guardrails.sizes.x__size__mutmut_2"
METHOD = "guardrails.sizes.xǁBoxǁ__len____mutmut_1"


def left(folder: Path, codes: Mapping[str, int | None]) -> Path:
    (folder / "sizes.py").write_text(TEXT)
    (folder / "sizes.py.meta").write_text(json.dumps({"exit_code_by_key": codes}))
    return folder


def test_a_mutant_is_told_by_its_function_and_its_lines(tmp_path: Path) -> None:
    first, second = tried(left(tmp_path, {FIRST: 0, SECOND: 1}))

    assert first == Mutant(Change("guardrails.sizes._size", "1,", "2,"), is_killed=False)
    assert second.is_killed
    assert second.change == Change(
        "guardrails.sizes._size", "return max( len(value), 1, )", "return None"
    )


def test_a_method_is_told_with_its_class_and_a_default_with_its_signature(tmp_path: Path) -> None:
    (mutant,) = tried(left(tmp_path, {METHOD: 0}))

    assert mutant.change == Change(
        "guardrails.sizes.Box.__len__", "def __len__(self, least=0):", "def __len__(self, least=1):"
    )
    assert mutant.module == "guardrails.sizes"


@pytest.mark.parametrize(
    ("code", "is_killed"), [(0, False), (33, False), (5, False), (1, True), (36, True), (-24, True)]
)
def test_a_mutant_dies_of_a_failing_test_or_of_its_time(
    tmp_path: Path, code: int, is_killed: bool
) -> None:
    (mutant,) = tried(left(tmp_path, {FIRST: code}))

    assert mutant.is_killed is is_killed


def test_a_mutant_that_was_not_tried_counts_for_nothing(tmp_path: Path) -> None:
    folder = left(tmp_path, {FIRST: None, SECOND: 1})

    assert names(folder) == (FIRST, SECOND)
    assert [mutant.is_killed for mutant in tried(folder)] == [True]


def test_an_end_that_says_nothing_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(MeshError, match="ended with code 2, which says nothing"):
        tried(left(tmp_path, {FIRST: 2}))


def test_a_survivor_may_be_killed_in_a_process_of_its_own(tmp_path: Path) -> None:
    folder = left(tmp_path, {FIRST: 0, SECOND: 0, METHOD: 1})

    assert survivors(folder) == (FIRST, SECOND)
    assert [m.is_killed for m in tried(folder, killed_later={SECOND})] == [False, True, True]
