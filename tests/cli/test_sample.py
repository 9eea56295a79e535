"""What `mesh sample load` and `mesh sample show` send, ask and say."""

import json
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import typer

from meshwright.cli import sample
from meshwright.errors import ExitCode, MeshError, UsageError
from meshwright.ingest.delivery import Outcome as Sent
from meshwright.querying.answers import Answer
from meshwright.running.values import Execution, Outcome, State

from machines import BEGIN, machine, result

ROOT = Path(__file__).parents[2]
ENDED = Execution("a:b:one", State.SUCCEEDED, BEGIN, BEGIN + timedelta(seconds=5))
CARRIERS = Outcome(
    machine("network.carriers"),
    State.SUCCEEDED,
    ENDED,
    result("network.carriers", BEGIN, [{"table": "carriers", "rows": 16}]),
)
FAILED = replace(CARRIERS, state=State.FAILED, result=None)


@pytest.fixture
def world(monkeypatch):
    """A local AWS from a script: what is sent to it, run and asked of it is kept."""
    heard = {"sent": [], "landed": {}, "asked": [], "outcomes": (CARRIERS,)}

    def delivered(_workspace, _environment, landing, paths):
        heard["sent"].append((landing.table, [path.name for path in paths]))
        return [heard.get("refused") or Sent(paths[0], "key", 1, BEGIN)]

    def refreshed(_workspace, _assessment, words, request, *, landed):
        heard.update(words=words, request=request, landed=landed)
        return heard["outcomes"]

    def ask(_cloud, _asker, sql):
        heard["asked"].append(sql)
        if sql.startswith("SELECT *"):
            columns = (("carrier", "varchar"), ("name", "varchar"))
            return Answer("one", columns, (("9E", None),), None, 0, 0)
        return Answer("two", (("n", "bigint"),), (("16",),), None, 0, 0)

    monkeypatch.setenv("MESH_ROOT", str(ROOT))
    monkeypatch.setattr("meshwright.cli.running.connected", lambda *_: nullcontext("cloud"))
    monkeypatch.setattr("meshwright.sample.dataset.csv_folder", lambda _: Path("/data"))
    monkeypatch.setattr("meshwright.cli.ingest.delivered", delivered)
    monkeypatch.setattr("meshwright.cli.run.refreshed", refreshed)
    monkeypatch.setattr("meshwright.querying.answers.ask", ask)
    return heard


def test_all_files_are_sent_and_all_products_run(world, capsys):
    sample.load()
    out, err = capsys.readouterr()

    assert len(world["sent"]) == 5
    assert world["sent"][-1] == ("flights", ["flights.csv"])
    assert world["words"] == []
    assert world["landed"]["operations.flights"] == BEGIN
    assert out == "local: 1 product refreshed\n"
    assert "mesh sample show network.carriers" in err


def test_what_is_chosen_is_sent_and_run_alone(world):
    sample.load(select=["network"], allow_empty=True)

    assert world["sent"] == [("airports", ["airports.csv"]), ("carriers", ["airlines.csv"])]
    assert world["words"] == ["network"]
    assert world["request"].allow_empty


def test_nothing_is_fetched_for_products_without_files(world, monkeypatch):
    monkeypatch.setattr("meshwright.sample.dataset.csv_folder", pytest.fail)
    sample.load(select=["punctuality"])

    assert (world["sent"], world["landed"]) == ([], {})


@pytest.mark.usefixtures("world")
def test_a_load_is_a_document_with_the_rows_that_are_there(capsys):
    sample.load(select=["network.carriers"], json=True)
    said = json.loads(capsys.readouterr().out)

    assert said["tables"] == [
        {"table": "network.carriers.carriers", "rows": 16, "partitions": 16, "seconds": 5.0}
    ]
    assert said["withoutRows"] == []
    assert said["products"][0]["state"] == "succeeded"


def test_a_load_fails_with_its_run(world, capsys):
    world["outcomes"] = (FAILED,)
    with pytest.raises(typer.Exit) as ended:
        sample.load(json=True)

    assert ended.value.exit_code == ExitCode.FAILED
    assert json.loads(capsys.readouterr().out)["tables"] == []


def test_a_file_that_cannot_land_ends_the_load(world):
    world["refused"] = Sent(Path("planes.csv"), because="it ends within a row", fix="fetch it")
    with pytest.raises(MeshError, match=r"planes\.csv cannot land: it ends within a row") as ended:
        sample.load()

    assert ended.value.fix == "fetch it"
    assert "words" not in world


@pytest.mark.parametrize("command", [sample.load, lambda **more: sample.show("fleet", **more)])
@pytest.mark.usefixtures("world")
def test_only_the_local_aws_is_filled_and_shown(command):
    with pytest.raises(UsageError, match="the sample is for the local AWS, not for dev"):
        command(env="dev")


def test_a_tables_rows_are_shown_with_how_many_there_are(world, capsys):
    sample.show("network.carriers", limit=1)
    out, err = capsys.readouterr()

    assert out.splitlines()[0].split() == ["carrier", "name"]
    assert err.splitlines()[-1] == "1 of 16 rows of network.carriers.carriers"
    assert world["asked"][0].endswith("FROM network__carriers.carriers ORDER BY carrier LIMIT 1")


@pytest.mark.usefixtures("world")
def test_the_rows_that_are_shown_are_a_document(capsys):
    sample.show("network.carriers", json=True)
    said = json.loads(capsys.readouterr().out)

    assert (said["table"], said["total"]) == ("network.carriers.carriers", 16)
    assert (said["columns"], said["rows"]) == (["carrier", "name"], [["9E", None]])
