"""Processes by their id, asked of /proc and, where there is none, of `ps`."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from meshwright.runner.engine import processes

SLEEP = (sys.executable, "-c", "import time; time.sleep(3600)")


@pytest.fixture(params=["proc", "ps"])
def source(request, monkeypatch, tmp_path):
    """Both ways to ask a machine."""
    if request.param == "ps":
        assert shutil.which("ps"), "ps is what other systems than Linux are asked by"
        monkeypatch.setattr(processes, "PROC", tmp_path)
    return request.param


@contextmanager
def sleeping() -> Iterator["subprocess.Popen[bytes]"]:
    """A process in a session of its own."""
    process = subprocess.Popen(SLEEP, start_new_session=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def ended() -> "subprocess.Popen[bytes]":
    """A process that has ended, and that its parent has taken note of."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process


@contextmanager
def zombie() -> Iterator["subprocess.Popen[bytes]"]:
    """A process that has ended, and that nobody has taken note of."""
    process = subprocess.Popen([sys.executable, "-c", ""], start_new_session=True)
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    try:
        yield process
    finally:
        process.wait()


@pytest.mark.usefixtures("source")
def test_a_birth_tells_one_process_for_good():
    with sleeping() as process:
        first, second = processes.birth(process.pid), processes.birth(process.pid)

    assert first
    assert first == second
    assert processes.birth(process.pid) is None


@pytest.mark.usefixtures("source")
def test_a_process_that_has_ended_lives_no_more():
    gone = ended()

    assert processes.birth(gone.pid) is None
    assert processes.born_at(gone.pid) is None


@pytest.mark.usefixtures("source")
def test_one_that_only_waits_for_its_parent_lives_no_more():
    with zombie() as gone:
        assert processes.birth(gone.pid) is None
        assert processes.session_members(gone.pid) == ()


@pytest.mark.usefixtures("source")
def test_a_process_began_when_it_was_started():
    before = time.time()
    with sleeping() as process:
        born = processes.born_at(process.pid)

    assert born is not None
    assert abs(born - before) < 3


@pytest.mark.usefixtures("source")
def test_a_session_knows_its_living_members_alone():
    with sleeping() as process, sleeping() as stranger:
        members = processes.session_members(process.pid)

    assert process.pid in members
    assert stranger.pid not in members
    assert processes.session_members(process.pid) == ()


def test_a_name_with_brackets_and_spaces_hides_nothing(tmp_path, monkeypatch):
    (tmp_path / "self").mkdir()
    (tmp_path / "self" / "stat").write_text("")
    (tmp_path / "7").mkdir()
    fields = " ".join(["S", *map(str, range(4, 30))])
    (tmp_path / "7" / "stat").write_text(f"7 (a) Z (b ) {fields}")
    boot = tmp_path / "sys/kernel/random"
    boot.mkdir(parents=True)
    (boot / "boot_id").write_text("this-boot\n")
    monkeypatch.setattr(processes, "PROC", tmp_path)

    assert processes.birth(7) == "this-boot:22"


def test_a_process_that_ends_while_its_session_is_asked_for_has_none():
    assert processes._session_of(ended().pid) is None
