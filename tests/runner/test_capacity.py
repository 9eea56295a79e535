"""How many engines run side by side: as many as cores, and no more than memory has room for."""

import os

import pytest

from meshwright.runner import capacity
from meshwright.runner.capacity import NEED, WRITERS, cores, side_by_side, writers

PAGE = 4096


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine of so many cores and bytes, and what its container may have."""

    def make(count, memory, *limits):
        monkeypatch.setattr(capacity, "cores", lambda: count)
        sizes = {"SC_PHYS_PAGES": memory // PAGE, "SC_PAGE_SIZE": PAGE}
        monkeypatch.setattr(os, "sysconf", lambda name: sizes[name])
        files = [tmp_path / str(number) for number in range(len(limits))]
        for file, said in zip(files, limits, strict=True):
            file.write_text(f"{said}\n")
        monkeypatch.setattr(capacity, "LIMITS", (tmp_path / "missing", *files))

    return make


@pytest.mark.parametrize(
    ("count", "memory", "limits", "expected"),
    [
        (2, 8 * NEED, (), 2),
        (16, 8 * NEED, (), 8),
        (16, 64 * NEED, (3 * NEED,), 3),
        (16, 64 * NEED, ("max", 5 * NEED), 5),
        (4, NEED // 2, (), 1),
        # What version 1 says of a group without a limit.
        (4, 8 * NEED, (9223372036854771712,), 4),
    ],
)
def test_cores_and_memory_bound_the_engines(machine, count, memory, limits, expected):
    machine(count, memory, *limits)

    assert side_by_side() == expected


@pytest.mark.parametrize(("count", "expected"), [(1, 4), (2, 8), (4, 8), (16, 2), (128, 1)])
def test_all_engines_together_ask_an_account_no_more_than_it_takes(machine, count, expected):
    machine(count, 256 * NEED)

    assert writers() == expected
    assert writers() * side_by_side() <= WRITERS


def test_where_memory_is_not_known_cores_decide(machine, monkeypatch):
    machine(3, NEED)
    monkeypatch.setattr(os, "sysconf_names", {})

    assert side_by_side() == 3


def test_this_machine_has_cores_however_it_tells(monkeypatch):
    assert cores() >= 1
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: None)

    assert cores() == 1
