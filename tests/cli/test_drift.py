from dataclasses import replace

import pytest

from meshwright.cli.drift import document, fix, lines
from meshwright.errors import ExitCode, Position
from meshwright.operations.drift.scan import DriftReport
from meshwright.operations.drift.values import Call, Difference, Drift, Kind
from meshwright.runner.results import StackResult, Status

DROP = Call("glue", "delete_table", {"Name": "x"})
CHANGED = Drift(
    "local.sales.orders",
    "sales.orders",
    Kind.CHANGED,
    "table d.orders",
    "aws:glue/catalogTable:CatalogTable::orders",
    (
        Difference("columns.a.type", "int", "string"),
        Difference("columns.b", None, {"x": "y" * 200}),
    ),
    Position("domains/sales/orders/product.yaml", 3, 3),
)
GONE = Drift("local.sales.orders", "sales.orders", Kind.GONE, "bucket b", "b::b")
OPEN = Drift("local", "", Kind.EXTRA, "eve has X", opens=True, remedy=Call("a", "b", {}))
TABLE = Drift("local.sales.orders", "sales.orders", Kind.EXTRA, "table d.x", remedy=DROP)
ORPHAN = Drift("local.sales.old", "sales.old", Kind.ORPHAN, "stack local.sales.old has no spec")


def test_drift_is_told_by_product_with_lines_values_and_remedy():
    assert list(lines([CHANGED, GONE], "local")) == [
        "sales.orders",
        "  ~ table d.orders is not as it was  <- domains/sales/orders/product.yaml:3:3",
        '      columns.a.type: "int" -> "string"',
        f'      columns.b: nothing -> {{"x": "{"y" * 92}…',
        "  - bucket b is gone",
        "  fix: mesh up --refresh sales.orders",
    ]


def test_what_is_there_beside_the_mesh_is_told_for_what_it_is():
    assert list(lines([OPEN, ORPHAN, TABLE], "local")) == [
        "foundation",
        "  + eve has X, and no spec grants that",
        "  fix: mesh up --refresh local",
        "sales.old",
        "  ? stack local.sales.old has no spec, but is deployed",
        "  fix: mesh destroy sales.old, or bring its spec back",
        "sales.orders",
        "  + table d.x is not part of the mesh",
        """  fix: aws glue delete-table --cli-input-json '{"Name":"x"}'""",
    ]


def test_a_remedy_names_its_environment():
    assert fix(GONE, "dev") == "mesh up --refresh sales.orders --env dev"
    assert fix(OPEN, "dev") == "mesh up --refresh dev --env dev"
    given = replace(OPEN, is_others=True, who="eve")
    assert fix(given, "dev") == "mesh access prove --repair --revoke eve --env dev"
    assert fix(replace(given, who=""), "dev") == "aws a b --cli-input-json '{}'"


@pytest.mark.parametrize(
    ("statuses", "drifts", "code"),
    [
        ((), (), ExitCode.DONE),
        ((Status.DONE,), (), ExitCode.DONE),
        ((Status.DONE,), (GONE,), ExitCode.CHANGES),
        ((Status.DONE, Status.FAILED), (GONE,), ExitCode.FAILED),
        ((Status.FAILED, Status.CANCELLED), (), ExitCode.CANCELLED),
    ],
)
def test_the_exit_code_says_whether_there_is_drift_and_whether_all_was_seen(statuses, drifts, code):
    results = tuple(StackResult(f"local.{n}", s) for n, s in enumerate(statuses))

    assert DriftReport(results, drifts).exit_code is code


def test_the_document_has_all_of_it():
    told = document(DriftReport((), (CHANGED, TABLE), ("arn:key",), ("local.new",)), "local")
    changed, table = told["drifts"]

    assert (told["exitCode"], told["keysPendingDeletion"]) == (7, ["arn:key"])
    assert told["notDeployed"] == ["local.new"]
    assert changed["spec"] == "domains/sales/orders/product.yaml:3:3"
    assert changed["differences"][1]["after"] == {"x": "y" * 200}
    assert (changed["command"], table["command"]) == (None, DROP.command)
