"""`mesh doctor --probe`: it asks first, prints a line an answer, and says what to do."""

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from meshwright.cli import probe as command
from meshwright.cli import running
from meshwright.operations.probing import inventory, preflight, probing, table
from meshwright.operations.probing.probes import databases, glue_jobs, machines
from meshwright.operations.probing.run_names import Run
from meshwright.operations.probing.values import Answer, Outcome, Result, Verdict
from meshwright.specs.environment import Place

SEEN, MACHINE, JOB = databases.CLOSED_DATABASE, machines.SOURCE_ARN, glue_jobs.SOURCE_ACCOUNT
RESULTS = (
    Result(SEEN, Answer(Verdict.HOLDS, "closed")),
    Result(MACHINE, Answer(Verdict.FAILS, "not\ntrusted")),
    Result(JOB, Answer(Verdict.NOT_ASKED, "not asked here")),
)
KILLED = Run(Place("dev", "111122223333", "eu-central-1"), "0a1b2c3d")


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """An account that answers so; the sandboxes in which it was asked."""
    asked: list[Any] = []

    @contextmanager
    def connected(*_: Any) -> Any:
        yield object()

    def run_probes(box: Any, probes: Any, told: Any) -> Outcome:
        assert probes == table.PROBES
        asked.append(box)
        told.doing("asking")
        for result in RESULTS:
            told.answered(result)
        told.left(["bucket x"])
        return Outcome(box.run.suffix, RESULTS, ("bucket x",))

    monkeypatch.setattr(running, "connected", connected)
    monkeypatch.setattr(preflight, "examine", lambda _: None)
    monkeypatch.setattr(inventory, "inventory", lambda _: {KILLED: ["bucket old"]})
    monkeypatch.setattr(probing, "run_probes", run_probes)
    return asked


@pytest.fixture
def real_file(checkout: Path) -> None:
    """The environment file of `dev`."""
    source = Path(command.__file__).parents[2] / "environments/dev.yaml"
    shutil.copy(source, checkout / "platform/environments/dev.yaml")


def test_each_answer_has_its_line_and_what_is_not_so_its_remedy(mesh: Any, account: Any) -> None:
    ended = mesh("doctor", "--probe")

    assert ended.code == 1
    more = " " * command.WIDTH
    assert ended.out.splitlines() == [
        f"holds              {SEEN.id}: {SEEN.question}",
        f"does not hold      {MACHINE.id}: {MACHINE.question}",
        f"{more}seen: not trusted",
        f"{more}rests on it: {'; '.join(MACHINE.rests)} (ADR {MACHINE.adr})",
        f"{more}fix: {MACHINE.fallback} (ADR 75)",
        f"could not be asked {JOB.id}: {JOB.question}",
        f"{more}not asked here",
    ]
    assert "1 hold, 1 do not hold, 1 could not be asked; something is left" in ended.err
    assert "could not be taken away: bucket x" in ended.err
    assert "only an account tells how it is" in ended.err
    assert not account[0].may_change_settings


def test_what_will_be_made_and_what_goes_first_is_said_before(mesh: Any, account: Any) -> None:
    ended = mesh("doctor", "--probe", "--settings")

    said = " ".join(ended.err.split())
    assert (
        f"{len(table.PROBES)} probes make in account 123456789012, eu-central-1, and take" in said
    )
    assert f"all named {account[0].run.name} or {account[0].run.database}" in said
    assert "run 0a1b2c3d was killed and has left, which goes first: bucket old" in said
    assert "--settings: Lake Formation's settings are changed and put back" in said
    assert "cost:" not in said
    assert account[0].may_change_settings


def test_the_document_has_every_probe(mesh: Any, account: Any) -> None:
    found = mesh("doctor", "--probe", "--json").document

    assert (found["version"], found["command"], found["environment"]) == (2, "doctor", "local")
    assert found["run"] == account[0].run.suffix
    assert found["left"] == ["bucket x"]
    assert [p["verdict"] for p in found["probes"]] == [
        "holds",
        "does not hold",
        "could not be asked",
    ]
    assert found["probes"][1] == {
        "id": MACHINE.id,
        "question": MACHINE.question,
        "verdict": "does not hold",
        "evidence": "not\ntrusted",
        "restsOn": list(MACHINE.rests),
        "adr": MACHINE.adr,
        "fallback": MACHINE.fallback,
    }


@pytest.mark.usefixtures("real_file")
def test_an_account_is_asked_only_after_a_yes(mesh: Any, account: Any) -> None:
    ended = mesh("doctor", "--probe", "--env", "dev")

    assert ended.code == 2
    assert "ask, and take it away again in dev (account 111122223333, eu-central-1)?" in ended.err
    assert "pass --yes" in ended.err
    assert "cost: some dozen queries" in ended.err
    assert not account


@pytest.mark.usefixtures("account", "real_file")
def test_all_that_holds_ends_with_0(mesh: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    good = Outcome("0a1b2c3d", RESULTS[:1], ())
    monkeypatch.setattr(probing, "run_probes", lambda *_: good)

    ended = mesh("doctor", "--probe", "--env", "dev", "--yes")

    assert ended.code == 0
    assert "1 hold, 0 do not hold, 0 could not be asked; nothing is left" in ended.err
    assert "local AWS" not in ended.err


def test_its_options_mean_nothing_without_it(mesh: Any) -> None:
    for option in ("--yes", "--settings"):
        ended = mesh("doctor", option)

        assert ended.code == 2
        assert "without --probe" in ended.err


def test_a_local_aws_that_does_not_run_is_not_asked(mesh: Any) -> None:
    ended = mesh("doctor", "--probe")

    assert ended.code == 1
    assert "the local AWS is not running" in ended.err
