"""What `mesh run`, `mesh runs` and `mesh ingest` say, to people and to machines."""

import io
import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console

from meshwright import local_instance
from meshwright.cli import ingest, ingest_progress, run, running, runs
from meshwright.cli.calling import as_typed
from meshwright.cli.ingest_progress import IngestProgress
from meshwright.cli.run_progress import RunProgress
from meshwright.errors import CancelledError, MeshError
from meshwright.ingest.delivery import Outcome as Sent
from meshwright.ingest.landing import Landing
from meshwright.local_instance import LocalAws
from meshwright.running.result import reason
from meshwright.running.standing import Standing
from meshwright.running.values import Execution, Outcome, State
from meshwright.workspace import find_workspace

from machines import BEGIN, machine, result

ORDERS = machine("sales.orders", freshness=timedelta(hours=4))
REPORT = machine("finance.reporting", "sales.orders")
TABLES = [
    {"table": "orders", "rows": 12345, "changed": 7, "rejected": 2},
    {"table": "lines", "rules": [{"rule": "rowCount", "severity": "warning", "passed": False}]},
]
RULES = [
    {"rule": "unique(order_id)", "severity": "error", "measured": 3, "passed": False},
    {"rule": "rowCount", "severity": "error", "measured": 9, "passed": True},
]
ENDED = Execution("a:b:one", State.SUCCEEDED, BEGIN, BEGIN + timedelta(seconds=5))
BROKEN = replace(ENDED, state=State.FAILED, error="mesh.QualityFailed", cause="orders is refused")
DONE = Outcome(ORDERS, State.SUCCEEDED, ENDED, result("sales.orders", BEGIN, TABLES))
FAILED = Outcome(
    ORDERS,
    State.FAILED,
    BROKEN,
    result("sales.orders", BEGIN, [{"table": "orders", "rules": RULES}], "failed"),
)
HELD = Outcome(REPORT, State.HELD, because="sales.orders was not refreshed")
EMPTY = result("sales.orders", BEGIN, [{"table": "orders", "rules": RULES}], "waiting").model_copy(
    update={"waiting_for": "shop.carts.carts"}
)
WAITING = Outcome(
    ORDERS, State.WAITING, ENDED, EMPTY, because="waiting for inputs: shop.carts.carts"
)
NOT_THERE = Outcome(ORDERS, State.FAILED, because="not deployed", fix="mesh up sales.orders")


def written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def shown(progress: RunProgress) -> str:
    assert progress.spinner
    return str(progress.spinner.status)


def told(*outcomes):
    console = Console(file=io.StringIO(), width=100)
    with RunProgress(console) as progress:
        for outcome in outcomes:
            progress.started(outcome.machine)
            progress.finished(outcome)
    return written(console).splitlines()


def test_a_run_is_told_by_a_line_for_each_product():
    assert told(DONE) == [
        "running sales.orders",
        "succeeded sales.orders: orders 12,345 rows, 7 changed, 2 rejected; lines (5.0 s)",
        "          warning: lines: rowCount: measured nothing",
    ]


def test_a_run_that_waits_for_inputs_is_told_without_the_rules_that_it_broke():
    assert told(WAITING)[1:] == [
        "waiting   sales.orders: waiting for inputs: shop.carts.carts (5.0 s)"
    ]
    assert WAITING.is_well


def test_a_table_for_which_no_file_has_landed_is_told_as_it_is():
    broken = {"rule": "rowCount", "severity": "error", "measured": 0, "passed": False}
    idle = {"table": "orders", "rows": 3, "files": 0, "rules": [broken]}
    done = replace(DONE, result=result("sales.orders", BEGIN, [idle]))

    assert told(done)[1:] == ["succeeded sales.orders: orders 3 rows, no new files (5.0 s)"]


def test_a_failed_query_is_told_by_its_own_reason():
    query = {"QueryExecutionId": "7", "Status": {"State": "FAILED", "StateChangeReason": "no"}}
    bare = {"QueryExecutionId": "7", "Status": {"State": "CANCELLED"}}

    assert reason(json.dumps({"QueryExecution": query})) == "no (query 7)"
    assert reason(json.dumps({"QueryExecution": bare})) == "CANCELLED (query 7)"
    for other in ("orders is refused", "{}", "[]", "3"):
        assert reason(other) == other


def test_a_failure_names_rule_measured_value_and_owner():
    assert told(FAILED, HELD)[1:] == [
        "failed    sales.orders: mesh.QualityFailed (5.0 s)",
        "          error: orders: unique(order_id): measured 3",
        "          orders is refused",
        "          owner: sales.orders@acme.example",
        "running finance.reporting",
        "held      finance.reporting: sales.orders was not refreshed",
    ]


def test_what_could_not_be_started_says_what_to_do():
    assert told(NOT_THERE)[1:] == [
        "failed    sales.orders: not deployed",
        f"          fix: {as_typed('mesh up sales.orders')}",
        "          owner: sales.orders@acme.example",
    ]


def test_a_run_without_a_result_or_an_error_is_told_too():
    bare = replace(BROKEN, error="", cause="")
    assert told(Outcome(ORDERS, State.SUCCEEDED, ENDED))[1:] == ["succeeded sales.orders (5.0 s)"]
    assert told(Outcome(ORDERS, State.FAILED, bare))[1] == (
        "failed    sales.orders: no error is told (5.0 s)"
    )


def test_on_a_terminal_a_spinner_says_what_goes_on():
    console = Console(file=io.StringIO(), force_terminal=True, width=100, color_system=None)
    with RunProgress(console) as progress:
        progress.started(ORDERS)
        going = shown(progress)
        progress.finished(DONE)
        ended = shown(progress)

    assert (str(going), str(ended)) == ("running sales.orders", "running ")


def test_who_stops_is_told_what_goes_on_by_itself():
    console = Console(file=io.StringIO(), width=100)

    def stopped() -> None:
        with RunProgress(console) as progress:
            progress.started(ORDERS)
            raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        stopped()
    said = f"goes on by itself: sales.orders; see `{as_typed('mesh runs')}`"
    assert said in written(console)


def test_the_end_of_a_run_counts_products():
    left = Outcome(REPORT, State.LEFT, because="started")
    assert run.headline((DONE, HELD, FAILED, left), "local") == (
        "local: 1 product refreshed, 1 product failed, 1 product held, 1 product not waited for"
    )


def test_a_run_is_a_document():
    done, held = run.document((DONE, HELD), "local")["products"]

    assert (done["state"], done["execution"], done["ended"]) == (
        "succeeded",
        "a:b:one",
        ENDED.ended,
    )
    assert done["result"]["tables"][0]["rows"] == 12345
    assert (held["execution"], held["result"], held["because"]) == (None, None, HELD.because)


@pytest.mark.parametrize(
    ("age", "text"),
    [(-1, "0 s"), (59, "59 s"), (60, "1 min"), (7199, "1 h"), (200_000, "2 d")],
)
def test_an_age_is_told_in_its_largest_unit(age, text):
    assert running.age_text(timedelta(seconds=age)) == text


FRESH = Standing(ORDERS, ENDED, DONE.result, BEGIN, None, timedelta(hours=1))
STALE = replace(FRESH, age=timedelta(hours=9), running=ENDED)
BAD = Standing(ORDERS, BROKEN, FAILED.result, BEGIN, None, timedelta(hours=2))
NEVER = Standing(REPORT)
FIRST = Standing(REPORT, running=ENDED)


@pytest.mark.parametrize(
    ("standing", "lines"),
    [
        (
            FRESH,
            [
                "sales.orders  succeeded  orders 12,345 rows, 7 changed, 2 rejected; lines;"
                " took 5.0 s; rows are 1 h old, promised 4 h",
                "  warning: lines: rowCount: measured nothing",
            ],
        ),
        (
            STALE,
            [
                "sales.orders  succeeded  orders 12,345 rows, 7 changed, 2 rejected; lines;"
                " took 5.0 s; running again; STALE: rows are 9 h old, promised 4 h",
                "  warning: lines: rowCount: measured nothing",
                "  owner: sales.orders@acme.example",
            ],
        ),
        (
            BAD,
            [
                "sales.orders  failed     mesh.QualityFailed: orders is refused; took 5.0 s;"
                " rows are 2 h old, promised 4 h",
                "  error: orders: unique(order_id): measured 3",
                "  owner: sales.orders@acme.example",
            ],
        ),
        (
            replace(FRESH, result=EMPTY, age=None),
            [
                "sales.orders  waiting    waiting for inputs: shop.carts.carts; took 5.0 s;"
                " STALE: no rows yet, promised 4 h",
                "  owner: sales.orders@acme.example",
            ],
        ),
        (NEVER, ["finance.reporting  never ran  no rows yet"]),
        (FIRST, ["finance.reporting  running    no rows yet"]),
        (
            replace(BAD, last=replace(BROKEN, error="", cause="", ended=None), result=None),
            [
                "sales.orders  failed     no error is told; rows are 2 h old, promised 4 h",
                "  owner: sales.orders@acme.example",
            ],
        ),
    ],
)
def test_a_product_that_stands_is_told_in_one_line_and_what_is_not_well(standing, lines):
    assert list(runs.lines([standing])) == lines


def test_how_all_stand_is_counted():
    assert runs.headline([FRESH, NEVER], "dev") == "dev: 2 products, all well"
    assert runs.headline([BAD, STALE], "dev") == "dev: 2 products, 1 failed, 1 stale"


def test_how_a_product_stands_is_a_document():
    bad, never = runs.document(BAD), runs.document(NEVER)
    waiting = runs.document(replace(FRESH, result=EMPTY))

    assert waiting["state"] == "waiting"
    assert waiting["result"]["waitingFor"] == "shop.carts.carts"

    assert (bad["state"], bad["error"], bad["stale"]) == ("failed", "mesh.QualityFailed", False)
    assert (bad["ageSeconds"], bad["freshnessSeconds"]) == (7200, 14400)
    assert (never["state"], never["execution"], never["ageSeconds"]) == (None, None, None)


LANDING = Landing("sales.orders", "orders", "bucket", "csv", ("id",))
NEW = Sent(Path("a.csv"), "orders/1.csv", 10, BEGIN)
AGAIN = Sent(Path("b.csv"), "orders/1.csv", 10)
HALF = Sent(Path("c.csv"), because="it ends within a row", fix="send it later")


def test_a_delivery_is_counted():
    assert ingest.headline(LANDING, [NEW]) == "sales.orders.orders: 1 file sent"
    assert ingest.headline(LANDING, [NEW, AGAIN, HALF]) == (
        "sales.orders.orders: 1 file sent, 1 had landed before, 1 refused, so nothing is run"
    )


def test_a_delivery_is_a_document():
    files = ingest.document(LANDING, [NEW, AGAIN, HALF])["files"]

    assert [file["state"] for file in files] == ["sent", "landed before", "refused"]
    assert [file["bytes"] for file in files] == [10, 10, None]
    assert files[2]["fix"] == "send it later"


@pytest.mark.parametrize("terminal", [False, True])
def test_files_are_told_as_they_are_sent(tmp_path, terminal):
    file = tmp_path / "a.csv"
    file.write_bytes(b"0123456789")
    console = Console(file=io.StringIO(), force_terminal=terminal, width=100, color_system=None)
    with IngestProgress([file], console) as progress:
        for outcome in (NEW, AGAIN, HALF):
            progress.began(file, 10)
            progress.sent(10)
            progress.ended(outcome)

    said = written(console)
    assert "sent      a.csv" in said
    assert "landed    b.csv: its content had landed before" in said
    assert "refused   c.csv: it ends within a row" in said
    assert "fix: send it later" in said


def test_a_line_of_a_file_shows_what_cannot_be_seen():
    strange = replace(HALF, file=Path("a\x1b[31m.csv"))
    assert "\x1b" not in ingest_progress.line(strange).plain


@pytest.mark.usefixtures("checkout")
def test_without_a_local_aws_nothing_can_run(local):
    reached = running.connected(find_workspace(), local)
    with pytest.raises(MeshError, match="the local AWS is not running") as said, reached:
        pass

    assert said.value.fix == "mesh up"


@pytest.mark.usefixtures("checkout")
def test_elsewhere_the_caller_itself_asks_aws(dev, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "mine")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "mine")
    with running.connected(find_workspace(), dev) as cloud:
        assert cloud.session.get_credentials().access_key == "mine"


@pytest.mark.usefixtures("checkout")
def test_the_local_aws_is_asked_by_nothing_of_a_shell(local, monkeypatch):
    aws = LocalAws("http://127.0.0.1:1", "eu-central-1", "123456789012", 1, "it")
    monkeypatch.setattr(local_instance, "running", lambda _: aws)
    monkeypatch.setenv("http_proxy", "http://proxy.acme.example:3128")

    with running.connected(find_workspace(), local) as cloud:
        assert cloud.options["endpoint_url"] == aws.endpoint
        assert "http_proxy" not in os.environ
