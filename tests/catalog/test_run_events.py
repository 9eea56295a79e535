"""Runs as OpenLineage events, held against its own classes and the events of the design."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from meshwright.catalog.run_events import run_events
from meshwright.running.result import Result
from meshwright.specs.load import load_mesh
from meshwright.specs.models import Mesh
from meshwright.standards.lineage.openlineage import openlineage
from standards.oracle import problems

from meshes import FILES, TODAY, environment

Tables = list[dict[str, Any]]
HELD = {"rule": "required invoice_id", "measured": 0, "passed": True}
BROKEN = {"rule": "primaryKey invoice_id, lines", "measured": 3, "passed": False}
PERCENT = "nullValues lines mustBeLessThan 5 percent"
LATE = {"rule": PERCENT, "severity": "warning", "measured": None, "passed": False}
GLUE = "arn:aws:glue:eu-central-1:111122223333"


@pytest.fixture
def mesh(tmp_path: Path) -> Mesh:
    """Orders of landed files, and invoices that a query makes of them."""
    spec = """\
description: Invoices.
inputs: [sales.orders]
tables:
  invoices:
    query: invoices.sql
    primaryKey: [invoice_id]
    columns: {invoice_id: string, lines: bigint}
  landed:
    source: {format: csv, delivery: append}
    primaryKey: [n]
    columns: {n: bigint}
"""
    query = "select o.order_id as invoice_id, 1 as lines from sales__orders.orders o"
    folder = "sales/invoices/"
    written = {**FILES, f"{folder}product.yaml": spec, f"{folder}invoices.sql": query}
    for name, text in written.items():
        file = tmp_path / "domains" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return load_mesh(tmp_path).mesh


def run(tables: Tables, state: str = "succeeded", **more: Any) -> Result:
    said: dict[str, Any] = {
        "product": "sales.invoices",
        "execution": "20260601T120000Z-1",
        "started": "2026-06-01T14:00:00.5+02:00",
        "finished": "2026-06-01T12:00:09",
        "state": state,
        "tables": tables,
    }
    return Result.model_validate({**said, **more})


def told(mesh: Mesh, *results: Result) -> list[Any]:
    text = run_events(mesh, {"sales.invoices": results, "sales.gone": results}, environment())
    return [json.loads(line) for line in text.splitlines()]


def of(events: list[Any], name: str) -> list[Any]:
    return [event for event in events if event["job"]["name"] == name]


FULL: Tables = [
    {"table": "invoices", "rows": 7, "changed": 2, "rules": [HELD, LATE, BROKEN]},
    {"table": "landed", "state": "unchanged", "rows": 5, "changed": 0, "files": 0, "rules": [LATE]},
]


def test_openlineages_own_classes_take_every_event(mesh: Mesh) -> None:
    failed = {"Error": "mesh.QualityFailed", "Cause": "a rule is broken"}
    found = told(
        mesh,
        run(FULL),
        run([{"table": "invoices", "state": "refused"}], "failed", error=failed, execution="2"),
    )

    assert len(found) == 10
    assert problems("openlineage_events", found) == []


def test_names_are_those_of_the_design(mesh: Mesh) -> None:
    text = openlineage(mesh, mesh.products.values(), environment(), TODAY)
    design = {
        (e["job"]["namespace"], e["job"]["name"]): e
        for e in map(json.loads, text.splitlines())
        if "job" in e
    }

    for event in told(mesh, run(FULL)):
        same = design[event["job"]["namespace"], event["job"]["name"]]
        assert event["job"] == same["job"]
        for side in ("inputs", "outputs"):
            names = [[(d["namespace"], d["name"]) for d in e[side]] for e in (event, same)]
            assert names[0] == names[1]


def test_a_run_begins_and_ends_once_and_its_tables_within_it(mesh: Mesh) -> None:
    found = told(mesh, run(FULL))

    assert [(e["job"]["name"], e["eventType"], e["eventTime"]) for e in found] == [
        ("sales.invoices", "START", "2026-06-01T12:00:00.500Z"),
        ("sales.invoices.invoices", "START", "2026-06-01T12:00:00.500Z"),
        ("sales.invoices.landed", "START", "2026-06-01T12:00:00.500Z"),
        ("sales.invoices.invoices", "COMPLETE", "2026-06-01T12:00:09.000Z"),
        ("sales.invoices.landed", "COMPLETE", "2026-06-01T12:00:09.000Z"),
        ("sales.invoices", "COMPLETE", "2026-06-01T12:00:09.000Z"),
    ]
    whole, *_ = {event["run"]["runId"] for event in of(found, "sales.invoices")}
    parents = {e["run"]["facets"]["parent"]["run"]["runId"] for e in found if e["inputs"]}
    assert parents == {whole}


def test_a_run_has_the_same_id_whenever_it_is_told_and_another_run_has_another(mesh: Mesh) -> None:
    first, again = told(mesh, run(FULL)), told(mesh, run(FULL))
    other = told(mesh, run(FULL, execution="20260601T120000Z-2"))

    assert first == again
    assert {e["run"]["runId"] for e in first} & {e["run"]["runId"] for e in other} == set()
    assert len({e["run"]["runId"] for e in first}) == 3
    # What was sent once is known by this id.
    assert first[0]["run"]["runId"] == "b8cdc46e-41ed-5c65-96ed-2ef11f09493a"


def test_a_table_tells_what_it_holds_and_what_was_written_and_measured(mesh: Mesh) -> None:
    start, end = of(told(mesh, run(FULL)), "sales.invoices.invoices")

    assert start["inputs"] == [{"namespace": GLUE, "name": "table/sales__orders/orders"}]
    assert start["outputs"][0].keys() == {"namespace", "name", "facets"}
    assert start["outputs"][0]["facets"].keys() == {"schema", "columnLineage"}
    (output,) = end["outputs"]
    assert [f["name"] for f in output["facets"]["schema"]["fields"]] == ["invoice_id", "lines"]
    assert output["facets"]["columnLineage"]["fields"].keys() == {"invoice_id"}
    assert output["facets"]["dataQualityMetrics"]["rowCount"] == 7
    assert output["outputFacets"]["outputStatistics"]["rowCount"] == 2
    assert output["facets"]["dataQualityAssertions"]["assertions"] == [
        {
            "assertion": "not_null",
            "success": True,
            "severity": "error",
            "name": "required invoice_id",
            "column": "invoice_id",
            "actual": "0",
        },
        {
            "assertion": "nullValues",
            "success": False,
            "severity": "warn",
            "name": PERCENT,
            "column": "lines",
        },
        {
            "assertion": "primaryKey",
            "success": False,
            "severity": "error",
            "name": "primaryKey invoice_id, lines",
            "actual": "3",
        },
    ]


def test_a_table_of_landed_files_reads_where_they_land(mesh: Mesh) -> None:
    _, end = of(told(mesh, run(FULL)), "sales.invoices.landed")

    (landing,) = end["inputs"]
    assert landing["namespace"].startswith("s3://mesh-dev--sales--invoices--")
    assert landing["name"] == "landed"
    # No file had landed: no rule says anything.
    assert end["outputs"][0]["facets"].keys() == {"schema", "dataQualityMetrics"}


@pytest.mark.parametrize(
    ("table", "kind", "message"),
    [
        (
            {"state": "refused", "rules": [HELD, LATE, BROKEN]},
            "FAIL",
            "primaryKey invoice_id, lines: measured 3",
        ),
        ({"state": "publishing", "rules": [HELD]}, "FAIL", "mesh.Failed: it broke (query 7)"),
        ({"state": "audited", "rows": 7, "changed": 7}, "ABORT", None),
    ],
)
def test_a_failed_run_tells_why(mesh: Mesh, table: Any, kind: str, message: str | None) -> None:
    status = {"State": "FAILED", "StateChangeReason": "it broke"}
    cause = json.dumps({"QueryExecution": {"QueryExecutionId": "7", "Status": status}})
    error = {"Error": "mesh.Failed", "Cause": cause}
    found = told(mesh, run([{"table": "invoices", **table}], "failed", error=error))
    _, end = of(found, "sales.invoices.invoices")
    _, whole = of(found, "sales.invoices")

    assert end["eventType"] == kind
    assert end["run"]["facets"].get("errorMessage", {}).get("message") == message
    assert "outputFacets" not in end["outputs"][0]
    assert "dataQualityMetrics" not in end["outputs"][0]["facets"]
    assert ("dataQualityAssertions" in end["outputs"][0]["facets"]) == ("rules" in table)
    assert whole["eventType"] == "FAIL"
    assert whole["run"]["facets"]["errorMessage"]["message"] == "mesh.Failed: it broke (query 7)"
    assert whole["run"]["facets"]["errorMessage"]["programmingLanguage"] == "SQL"


def test_what_was_not_begun_or_is_no_longer_there_has_no_run(mesh: Mesh) -> None:
    tables = [
        {"table": "invoices", "state": "not reached"},
        {"table": "landed", "state": "waiting"},
        {"table": "gone"},
    ]
    found = told(mesh, run(tables, "waiting", waitingFor="sales.orders.orders"))

    assert [(e["job"]["name"], e["eventType"]) for e in found] == [
        ("sales.invoices", "START"),
        ("sales.invoices", "COMPLETE"),
    ]
    assert found[1]["run"]["facets"] == {}


def test_what_is_not_known_is_left_out(mesh: Mesh) -> None:
    _, end = of(told(mesh, run([{"table": "invoices"}])), "sales.invoices.invoices")

    assert end["outputs"][0]["facets"].keys() == {"schema", "columnLineage"}
    assert end["outputs"][0]["outputFacets"] == {}


def test_runs_are_told_in_the_order_in_which_they_began(mesh: Mesh) -> None:
    begun = datetime(2026, 5, 1, tzinfo=UTC).isoformat()
    found = told(mesh, run([]), run([], execution="1", started=begun, finished=begun))

    assert [e["eventTime"] for e in found][::2] == [
        "2026-05-01T00:00:00.000Z",
        "2026-06-01T12:00:00.500Z",
    ]


def test_hostile_text_is_one_line_that_reads_back(mesh: Mesh) -> None:
    evil = '"}\n\x1b[31m##[error]</script>\u202e'
    text = run_events(
        mesh,
        {"sales.invoices": (run([], "failed", error=evil),)},
        environment(),
    )

    *_, last = text.splitlines()
    assert json.loads(last)["run"]["facets"]["errorMessage"]["message"] == evil
    assert text.replace("\n", "").isascii()
    assert "\x1b" not in text
    assert "##[" not in text
