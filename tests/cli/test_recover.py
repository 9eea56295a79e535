"""What `mesh recover` asks before it breaks a lock, and what it says it has found."""

from types import SimpleNamespace
from typing import Any

import pytest

from meshwright.backend.layout import StackLock
from meshwright.cli import recover
from meshwright.errors import CancelledError, UsageError
from meshwright.runner.results import StackResult, Status
from meshwright.runner.run import Run

from meshes import environment

EVES = StackLock("a.json", "elsewhere", 7, "eve", "yesterday")
BOBS = StackLock("b.json", "elsewhere", 8, "bob", "today")
HELD = {"dev.sales": (EVES,), "dev.finance": (BOBS,)}
SAID = "dev.sales is locked by eve@elsewhere (process 7) since yesterday\n"


@pytest.fixture
def person(monkeypatch):
    """Somebody at a terminal who answers so."""

    def there(answer):
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr(recover.typer, "confirm", lambda *_, **__: answer)

    return there


def test_each_lock_is_named_with_its_holder_and_a_yes_breaks_them(person, capsys):
    person(answer=True)

    assert list(recover.asked(HELD, yes=False)) == [EVES, BOBS]
    assert SAID in capsys.readouterr().err


def test_a_no_breaks_none(person):
    person(answer=False)
    with pytest.raises(CancelledError, match="nothing was changed"):
        list(recover.asked(HELD, yes=False))


def test_off_a_terminal_yes_has_to_be_said(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with pytest.raises(
        UsageError, match="not a terminal: confirmation needed: break these"
    ) as refusal:
        list(recover.asked(HELD, yes=False))

    assert refusal.value.fix == "pass --yes"
    assert SAID in capsys.readouterr().err
    assert list(recover.asked(HELD, yes=True)) == [EVES, BOBS]


def test_without_a_lock_nobody_is_asked(monkeypatch):
    monkeypatch.setattr(recover.typer, "confirm", pytest.fail)

    assert list(recover.asked({}, yes=False)) == []


def told(*results):
    assessment: Any = SimpleNamespace(environment=environment("dev"))
    return list(recover.closing(Run(results), assessment, None))


def test_what_was_found_is_told_stack_by_stack():
    found = StackResult("dev.sales", Status.DONE, notes=("one", "two"))

    assert told(StackResult("dev", Status.DONE), found) == [
        "dev.sales",
        "  one",
        "  two",
        "dev (account 111122223333, eu-central-1): 2 stacks, 0 changes",
    ]


def test_nothing_found_is_told_too():
    assert (
        told(StackResult("dev", Status.DONE))[0]
        == "nothing to recover: no killed run has left anything"
    )
