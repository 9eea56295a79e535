"""How rows come into a table, as specs say it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from meshwright.specs.filling import ON_INPUTS, Refresh
from meshwright.specs.load import load_environment, load_mesh
from meshwright.specs.models import DataProduct

from .conftest import DOMAIN, Tree

LIVING = """\
description: Flights by hour.
tables:
  flights:
    source: {format: csv}
    columns: {id: string}
  hourly:
    format: iceberg
    primaryKey: [hour]
    partitionBy: [hour, day]
    query: hourly.sql
    source: {format: json, delivery: snapshot, maxRejects: 1.5%}
    window: 2w
    allowEmpty: true
    columns:
      hour: int
      day: date
      delay: {type: "struct<mean:int>", renamedFrom: lateness}
  derived:
    query: hourly.sql
    columns: {id: string}
  old:
    format: parquet
    query: hourly.sql
    columns: {id: string}
  others: {columns: {id: string}}
  asked: {format: iceberg, columns: {id: string}}
"""


def product(tree: Tree, spec: str = LIVING, lock: str = "", *, sql: bool = True) -> DataProduct:
    files = {
        "domains/sales/domain.yaml": DOMAIN,
        "domains/sales/orders/product.yaml": spec,
        **({"domains/sales/orders/hourly.sql": "select 1\n"} if sql else {}),
        **({"domains/sales/orders/product.lock.yaml": lock} if lock else {}),
    }
    loaded = load_mesh(tree(files))
    assert not loaded.findings
    return loaded.mesh.products["sales.orders"]


def test_what_fills_a_table_is_typed(tree: Tree) -> None:
    hourly = product(tree).spec.tables["hourly"]

    assert hourly.source is not None
    assert hourly.source.delivery == "snapshot"
    assert hourly.source.max_rejects == Decimal("1.5")
    assert (hourly.window, hourly.window_column, hourly.allow_empty) == (14, "day", True)
    assert hourly.renamed == {"delay": "lateness"}


def test_a_source_or_a_query_makes_an_iceberg_table_unless_it_says_otherwise(tree: Tree) -> None:
    found = product(tree)

    assert {name: table.format for name, table in found.tables.items()} == {
        "flights": "iceberg",
        "hourly": "iceberg",
        "derived": "iceberg",
        "old": "parquet",
        "others": "parquet",
        "asked": "iceberg",
    }
    assert [*found.refreshed_tables] == ["flights", "hourly", "derived"]


def test_a_product_is_refreshed_by_its_inputs_unless_it_says_otherwise(tree: Tree) -> None:
    assert product(tree).refresh is ON_INPUTS


def test_a_product_may_be_refreshed_at_intervals(tree: Tree) -> None:
    hourly = product(tree, LIVING + "refresh: {every: 1h}\n")

    assert hourly.refresh == Refresh.model_validate({"every": "1h"})


def test_a_product_without_rows_to_make_is_never_refreshed(tree: Tree) -> None:
    spec = LIVING.replace("iceberg", "parquet").partition("  hourly:")[0]

    assert product(tree, spec.replace("    source: {format: csv}\n", ""), sql=False).refresh is None


@pytest.mark.parametrize(
    ("written", "expression", "gap"),
    [
        ("{every: 1d}", "rate(1 day)", timedelta(days=1)),
        ("{every: 2w}", "rate(14 days)", timedelta(days=14)),
        ("{every: 36h}", "rate(36 hours)", timedelta(hours=36)),
        ("{every: 1h}", "rate(1 hour)", timedelta(hours=1)),
        ("{every: 90m}", "rate(90 minutes)", timedelta(minutes=90)),
        ("{every: 1m}", "rate(1 minute)", timedelta(minutes=1)),
        ('{cron: "0 2 * * *"}', "cron(0 2 * * ? *)", timedelta(days=1)),
        ("{on: request}", None, None),
    ],
)
def test_a_schedule_is_said_as_scheduler_says_it(
    tree: Tree, written: str, expression: str | None, gap: timedelta | None
) -> None:
    refresh = product(tree, f"{LIVING}refresh: {written}\n").refresh

    assert refresh is not None
    assert (refresh.expression, refresh.longest_gap) == (expression, gap)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("refresh: {cron: 5}", "a schedule is a text in quotes"),
        ('refresh: {cron: "0 2 * *"}', "'0 2 * *' has 4 fields"),
        ("refresh: {every: hourly}", "a duration is a whole number and a unit"),
        ("refresh: {on: landing}", "'on' cannot be 'landing'"),
    ],
)
def test_a_refresh_that_cannot_be_read_says_why(tree: Tree, field: str, said: str) -> None:
    files = {
        "domains/sales/domain.yaml": DOMAIN,
        "domains/sales/orders/product.yaml": LIVING + field + "\n",
        "domains/sales/orders/hourly.sql": "select 1\n",
    }

    assert [f.message for f in load_mesh(tree(files)).findings if said in f.message]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("window: 36h", "a window is a whole number of days or weeks"),
        ("window: 3", "a window is a whole number of days or weeks"),
        ("window: 99999w", "a window is at most 36500d"),
        ("source: {format: xml}", "'format' cannot be 'xml'"),
        ("source: {format: csv, maxRejects: -1}", "rejects are a number of rows"),
        ("source: {format: csv, maxRejects: true}", "rejects are a number of rows"),
        ("source: {format: csv, maxRejects: 101%}", "a percentage is a number from 0 to 100"),
        ("format: delta", "'format' cannot be 'delta'"),
    ],
)
def test_a_table_that_cannot_be_read_says_why_once(tree: Tree, field: str, said: str) -> None:
    spec = f"description: x\ntables:\n  t:\n    {field}\n    columns: {{id: string}}\n"
    files = {
        "domains/sales/domain.yaml": DOMAIN,
        "domains/sales/orders/product.yaml": spec,
    }

    (finding,) = load_mesh(tree(files)).findings

    assert said in finding.message


def test_ids_are_those_of_the_lock_and_dense_without(tree: Tree) -> None:
    lock = "fields: {hourly: {hour: 1, lateness: 3, lateness.mean: 4}}\nretired: {hourly: [2, 7]}\n"

    assert product(tree).field_ids("hourly") == {"hour": 1, "day": 2, "delay": 3, "delay.mean": 4}
    assert product(tree, lock=lock).field_ids("hourly") == {
        "hour": 1,
        "day": 8,
        "delay": 3,
        "delay.mean": 4,
    }


def test_a_lock_of_ids_leaves_the_origin_alone(tree: Tree) -> None:
    found = product(tree, lock="fields: {flights: {id: 1}}\n")

    assert found.origin == "sales.orders"
    assert found.locked.ids_of("flights").ids == {"id": 1}


ENVIRONMENT = """\
account: "111122223333"
region: eu-central-1
backend: s3://state
deployer: arn:aws:iam::111122223333:role/deployer
administrators: [arn:aws:iam::111122223333:role/deployer]
landing:
  sales.orders: [arn:aws:iam::111122223333:role/shop]
slack: {workspace: T07EA123LEP, channels: {sales: C07EZ1ABC23}}
"""


def test_an_environment_says_who_lands_files_and_where_alarms_are_told(tree: Tree) -> None:
    spec = load_environment(tree({"platform/environments/dev.yaml": ENVIRONMENT}), "dev").spec

    assert spec.landing == {"sales.orders": ("arn:aws:iam::111122223333:role/shop",)}
    assert spec.slack is not None
    assert spec.slack.workspace == "T07EA123LEP"
    assert spec.slack.channels == {"sales": "C07EZ1ABC23"}


def test_landed_files_hold_the_tables_columns_unless_the_source_names_others(tree: Tree) -> None:
    named = LIVING.replace("{format: csv}", "{format: csv, columns: [Number, id]}".lower())
    own, other = product(tree), product(tree, named)

    assert own.spec.tables["flights"].landing_columns == ("id",)
    assert own.spec.tables["old"].landing_columns == ("id",)
    assert other.spec.tables["flights"].landing_columns == ("number", "id")
