import pytest

from meshwright.cli.doctor import line, tally
from meshwright.operations.doctor import examination as doctor_run
from meshwright.operations.doctor.questions import fails, ok, warning

VERDICTS = (ok("git", "2.39"), warning("disk", "little", "make room"), fails("a", "b", "c"))


@pytest.fixture
def found(monkeypatch):
    """Makes the doctor find these."""

    def find(*verdicts):
        monkeypatch.setattr(doctor_run, "examine", lambda *_: iter(verdicts))

    return find


def test_each_line_says_how_it_is_and_what_to_do():
    assert [line(verdict) for verdict in VERDICTS] == [
        "ok       git: 2.39",
        "warning  disk: little\n         fix: make room",
        "fails    a: b\n         fix: c",
    ]


def test_the_last_line_counts():
    assert tally(VERDICTS) == "1 in order, 1 warning, 1 failing"


def test_something_that_fails_ends_with_1(mesh, found):
    found(*VERDICTS)
    ended = mesh("doctor", "--json")

    assert ended.code == 1
    assert ended.document["environment"] == "local"
    assert [v["health"] for v in ended.document["verdicts"]] == ["ok", "warning", "fails"]


def test_a_warning_ends_with_0(mesh, found):
    found(*VERDICTS[:2])
    ended = mesh("doctor")

    assert ended.code == 0
    assert "fix: make room" in ended.out


def test_an_unknown_environment_is_told_with_the_others_that_there_are(mesh):
    ended = mesh("doctor", "--env", "lokal")

    assert ended.code == 1
    assert "did you mean 'local'?" in ended.out
