from dataclasses import replace
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from meshwright.cli import preview, report, up
from meshwright.cli.progress import PLANNED, Progress, line
from meshwright.errors import ExitCode, Finding, MeshError, Position, Severity
from meshwright.gate.reasons import Reason
from meshwright.plan.declaration import Plan, ResourceKey
from meshwright.runner.results import Change, Changes, StackResult, Status
from meshwright.runner.run import Run

from meshes import TODAY, environment

LINE = Position("domains/sales/orders/product.yaml", 3, 5)
FINDING = Finding(LINE, "SPEC001", Severity.ERROR, "no", "do", "sales.orders")
DONE = StackResult(
    "local",
    Status.DONE,
    Changes(create=2, same=1),
    (Change("create", "aws:s3/bucket:Bucket::data"),),
    1.5,
)
FAILED = StackResult(
    "local.sales",
    Status.FAILED,
    Changes(update=1),
    reasons=(Reason("CreateKey: AccessDenied\nno", "aws:kms/key:Key::key", LINE),),
    log=Path("/mesh/.mesh/local/logs/local.sales.log"),
)
HELD = StackResult("local.sales.orders", Status.HELD, reasons=(Reason("local.sales is not up"),))
ALIKE = StackResult("local.sales.lines", Status.HELD, reasons=(Reason("local.sales is not up"),))
SKIPPED = StackResult("local.finance", Status.SKIPPED)
RUN = Run((DONE, FAILED, HELD, ALIKE, SKIPPED), (FINDING,), ("old.gone",))


def test_the_document_counts_and_carries_everything():
    document = report.document(RUN, environment("local"), endpoint="http://127.0.0.1:1")

    assert (document["stacks"], document["skipped"], document["changes"]) == (5, 1, 3)
    assert document["results"][1] == {
        "stack": "local.sales",
        "status": "failed",
        "changes": {"create": 0, "update": 1, "delete": 0, "replace": 0, "same": 0, "keep": 0},
        "changed": [],
        "seconds": 0.0,
        "message": "CreateKey: AccessDenied\nno",
        "reasons": [
            {
                "message": "CreateKey: AccessDenied\nno",
                "resource": "aws:kms/key:Key::key",
                "spec": "domains/sales/orders/product.yaml:3:5",
                "refusal": False,
                "fix": "",
            }
        ],
        "log": "/mesh/.mesh/local/logs/local.sales.log",
        "recovered": [],
        "account": [],
        "takenOver": [],
        "partitions": [],
        "interrupted": [],
    }
    assert document["findings"][0]["code"] == "SPEC001"
    assert document["orphans"] == ["old.gone"]
    assert document["exitCode"] == 5


def test_a_failure_says_what_which_resource_which_line_and_which_log():
    assert list(report.failure_lines(RUN, Path("/mesh"))) == [
        "failed: local.sales",
        "  CreateKey: AccessDenied",
        "    no",
        "    resource: aws:kms/key:Key::key",
        "    from: domains/sales/orders/product.yaml:3:5",
        "  log: .mesh/local/logs/local.sales.log",
        "held back, local.sales is not up: local.sales.orders, local.sales.lines",
    ]


GRANT = "aws:lakeformation/permissions:Permissions::orders:"
REGRANTED = StackResult(
    "local.sales.orders",
    Status.DONE,
    changed=(
        Change("replace", f"{GRANT}finance.reporting", ("tableWithColumns",)),
        Change("replace", f"{GRANT}reader"),
        Change("replace", f"{GRANT}runtime"),
        Change("create", f"{GRANT}finance"),
        Change("delete", f"{GRANT}bi"),
        Change("replace", "aws:glue/catalogTable:CatalogTable::orders"),
    ),
)
FIRST = "its grant is revoked before the new one is made"


def test_a_preview_says_who_is_without_a_table_while_its_grant_is_replaced():
    assert [*report.interruption_lines(Run((DONE, REGRANTED)), planned=True)] == [
        f"local.sales.orders: {reader} cannot read table orders for a while: {FIRST}"
        for reader in ("finance.reporting", "sales", "sales.orders")
    ]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.DONE, "could not read table orders for a while"),
        (Status.FAILED, "may be unable to read table orders until the next `mesh up`"),
        (Status.CANCELLED, "may be unable to read table orders until the next `mesh up`"),
    ],
)
def test_a_run_says_who_was_without_or_still_may_be(status, words):
    first, *_ = report.interruption_lines(Run((replace(REGRANTED, status=status),)), planned=False)

    assert first == f"local.sales.orders: finance.reporting {words}: {FIRST}"


def test_a_document_lists_who_is_without():
    assert report.result_document(REGRANTED)["interrupted"] == [
        {"table": "orders", "reader": "finance.reporting", "properties": ["tableWithColumns"]},
        {"table": "orders", "reader": "sales", "properties": []},
        {"table": "orders", "reader": "sales.orders", "properties": []},
    ]


@pytest.mark.parametrize("status", [Status.DONE, Status.FAILED])
def test_both_commands_say_it(status):
    run = Run((replace(REGRANTED, status=status),))
    assessment = SimpleNamespace(environment=environment("local"), plan=Plan("local", TODAY))

    for command, planned in ((preview, True), (up, False)):
        said = [*command.closing(run, assessment, None)]
        assert set(report.interruption_lines(run, planned=planned)) <= set(said)


def test_the_headline_counts_what_is_not_ordinary():
    assert report.headline(RUN, environment("local")) == (
        "local (account 111122223333, eu-central-1): "
        "5 stacks, 1 failed, 2 held back, 1 up to date, 3 changes"
    )


def test_what_stays_in_aws_is_told_beside_what_went():
    names = ("delete", "aws:iam/role:Role::run"), ("keep", "aws:s3/bucket:Bucket::data")
    gone = tuple(Change(*each) for each in names)
    result = StackResult("local.sales.crm", Status.DONE, Changes(delete=1, keep=1), gone)

    assert line(result).plain == "done      local.sales.crm: 1 deleted, 1 kept"
    assert report.headline(Run((result,)), environment("local")).endswith(
        ": 1 stack, 1 change, 1 kept in AWS"
    )
    shown = [*report.change_lines(Run((result,)), environment("local"))]
    assert shown[-2:] == ["  - aws:iam/role:Role::run", "  = aws:s3/bucket:Bucket::data"]


@pytest.mark.parametrize(
    ("statuses", "findings", "code"),
    [
        ((Status.DONE, Status.SKIPPED), (), ExitCode.DONE),
        ((Status.DONE, Status.FAILED), (), ExitCode.FAILED),
        ((Status.FAILED,), (FINDING,), ExitCode.FINDINGS),
        ((Status.FAILED, Status.CANCELLED), (FINDING,), ExitCode.CANCELLED),
    ],
)
def test_the_weightiest_outcome_is_the_exit_code(statuses, findings, code):
    run = Run(tuple(StackResult("local", status) for status in statuses), findings)

    assert run.exit_code is code


def test_what_is_there_is_counted_by_domain(checkout):
    from meshwright.gate.assessment import assess
    from meshwright.workspace import Workspace

    plan = assess(Workspace(checkout), "local", as_of=TODAY).plan
    run = Run(tuple(StackResult(name, Status.SKIPPED) for name in plan.stacks))
    table = [line.split() for line in report.holdings_lines(run, plan)]

    assert table[0] == ["buckets", "databases", "tables", "roles", "grants", "entries"]
    assert [row[0] for row in table[1:]] == ["foundation", "finance", "sales", "all"]
    buckets, databases, tables = (int(cell) for cell in table[-1][1:4])
    # Catalog and access logs; results of two domains; three products.
    assert (buckets, databases, tables) == (7, 3, 4)


def progress(**options):
    console = Console(record=True, width=200, force_terminal=False, file=StringIO())
    return Progress("bringing up", console, **options), console


def test_off_a_terminal_each_event_is_a_line():
    told, console = progress()
    with told:
        told.started("local")
        told.changed("local", DONE.changed[0])
        for result in RUN.results:
            told.finished(result)
        told.stopping(["local.sales"])

    assert console.export_text().splitlines() == [
        "bringing up local",
        "done      local: 2 created (1.5 s)",
        "failed    local.sales: CreateKey: AccessDenied",
        "stopping; waiting for the calls in flight of local.sales (once more: do not wait)",
    ]


def test_what_came_of_others_or_was_done_beside_the_engine_has_lines_of_its_own():
    told, console = progress()
    more = replace(
        DONE, account=("made the database default",), taken_over=("/mesh/x of local.sales",)
    )
    told.finished(more)

    assert console.export_text().splitlines() == [
        "account local: made the database default",
        "role local: takes over /mesh/x of local.sales",
        "done      local: 2 created (1.5 s)",
    ]


def test_a_preview_speaks_of_what_is_to_come():
    told, console = progress(words=PLANNED)
    told.finished(DONE)

    assert console.export_text() == "done      local: 2 to create (1.5 s)\n"


def test_a_preview_names_columns_readers_and_what_aws_calls_it():
    key = ResourceKey("aws:glue/catalogTable:CatalogTable", "orders")
    sides = (
        {key: {"storageDescriptor": {"columns": [{"name": "sku", "type": kind}]}}}
        for kind in ("int", "bigint")
    )
    changed = (Change("update", str(key), ("storageDescriptor",), "sales__orders.orders"),)
    orders = StackResult("local.sales.orders", Status.DONE, Changes(update=1), changed)
    before, after = sides
    run = Run((replace(orders, before=before, after=after), DONE, SKIPPED))

    assert list(report.change_lines(run, environment("local"))) == [
        "local.sales.orders",
        "  ~ table orders",
        "      ~ sku: int -> bigint",
        "  ~ aws:glue/catalogTable:CatalogTable::orders (storageDescriptor)  sales__orders.orders",
        "local",
        "  + aws:s3/bucket:Bucket::data",
    ]
    document = report.document(run, environment("local"), endpoint=None)["change"]
    assert document["resources"] == {"create": 1, "update": 1, "replace": 0, "delete": 0}
    assert document["products"][0]["tables"][0]["columns"][0]["after"]["type"] == "bigint"


def test_a_run_ends_with_how_to_find_what_is_there():
    run = Run(())

    here = [*report.next_lines(run, environment("local"), "http://127.0.0.1:1")]
    there = [*report.next_lines(run, environment("dev"), None)]

    assert "find:  mesh catalog build --env local" in here
    assert "find:  mesh catalog build --env dev" in there


def test_a_run_ends_with_where_the_portal_was_published(monkeypatch):
    place = "meshwright.catalog.portal.publishing.published_at"
    monkeypatch.setattr(place, lambda _: "s3://catalog/portal/index.html")
    assessment: Any = SimpleNamespace(environment=environment("local"), plan=Plan("local", TODAY))

    said = [*up.closing(Run(()), assessment, "http://127.0.0.1:1")]

    found = "s3://catalog/portal/index.html (`mesh catalog publish --env local` renews it)"
    assert f"find:  {found}" in said


def test_a_portal_that_cannot_be_asked_for_is_built_as_ever(monkeypatch):
    def refused(*_, **__):
        raise MeshError("no role")

    monkeypatch.setattr("meshwright.runner.cloud.connect", refused)
    assessment: Any = SimpleNamespace(environment=environment("dev"), plan=Plan("dev", TODAY))

    said = [*up.closing(Run(()), assessment, None)]

    assert "find:  mesh catalog build --env dev" in said
