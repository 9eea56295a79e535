import json
from dataclasses import replace
from typing import Any

import pytest

from meshwright.errors import ExitCode
from meshwright.operations.drift import scan as drift_run
from meshwright.operations.drift.scan import find_drift
from meshwright.operations.drift.unmanaged import UnmanagedResources
from meshwright.operations.drift.values import Drift, Kind
from meshwright.runner.results import Changes, Status

from meshes import environment
from shapes import META

ORDERS = "local.sales.orders"
BUCKET = "aws:s3/bucket:Bucket"
STRAY = Drift("local", "", Kind.EXTRA, "arn:aws:s3:::left-behind")


@pytest.fixture
def compare(engine, assess, told, monkeypatch):
    """Compares stacks whose checkpoints are there; nothing hangs on them in AWS."""
    for name in ("extra_grants", "extra_tags", "changed_entries", "misfitting_partitions"):
        monkeypatch.setattr(drift_run, name, lambda *_: ())
    for name in ("extra_policies", "extra_key_uses", "extra_tables", "extra_copies"):
        monkeypatch.setattr(drift_run.extras, name, lambda *_: ())
    monkeypatch.setattr(drift_run, "strays", lambda *_: UnmanagedResources((STRAY,), ("arn:key",)))

    def run(*words, deployed=(ORDERS,), changes=None, **latest):
        folder = engine.context.store.root / ".pulumi/stacks/mesh"
        folder.mkdir(parents=True, exist_ok=True)
        for stack in deployed:
            content = {"version": 3, "checkpoint": {"latest": {"resources": [], **latest}}}
            (folder / f"{stack}.json").write_text(json.dumps(content))
        cloud: Any = type("Cloud", (), {"environment": environment("local")})()
        return find_drift(engine.context, cloud, assess(changes), words, told)

    return run


def test_a_resource_that_is_gone_is_told_with_its_product_and_line(engine, compare):
    engine.order(ORDERS, steps=[["delete", BUCKET, "data"], ["same", BUCKET, "other"]])
    report = compare("sales.orders")
    (found,) = (drift for drift in report.drifts if drift is not STRAY)

    assert (found.kind, found.subject, found.resource) == (
        Kind.GONE,
        "sales.orders",
        f"{BUCKET}::data",
    )
    assert found.spec is not None
    assert found.spec.path == "domains/sales/orders/product.yaml"
    assert report.exit_code is ExitCode.CHANGES


@pytest.mark.parametrize("notes", [["__defaults"], ["__meta"], ["__meta", "__defaults"]])
def test_what_a_provider_notes_for_itself_is_no_drift_and_no_change(engine, compare, notes):
    tags = {"a": "b", "__defaults": []}
    state = {"custom": True, "inputs": {"bucket": "b", "tags": tags, "__defaults": []}}
    said = {"diffs": notes, "detailedDiff": None, "old": state, "new": {**state, "outputs": META}}
    engine.order(ORDERS, steps=[["update", BUCKET, "data", said]])
    report = compare("sales.orders")

    assert [drift for drift in report.drifts if drift is not STRAY] == []
    assert report.results[0].changes == Changes(same=1)


def test_what_has_drifted_is_counted_by_what_became_of_it(engine, compare):
    steps = [["delete", BUCKET, "data"], ["update", BUCKET, "logs"], ["same", BUCKET, "other"]]
    engine.order(ORDERS, steps=steps)

    assert compare("sales.orders").results[0].changes == Changes(update=1, delete=1, same=1)


def test_the_engine_only_previews_a_refresh(engine, compare):
    compare("sales.orders")

    assert engine.calls == [["refresh", ORDERS]]


def test_the_account_is_searched_only_where_every_stack_is_compared(compare):
    part = compare("sales.orders", deployed=(ORDERS, "local"))
    whole = compare(deployed=(ORDERS, "local"))

    assert (part.drifts, part.dying_keys) == ((), ())
    assert (whole.drifts, whole.dying_keys) == ((STRAY,), ("arn:key",))


def test_what_was_never_deployed_is_no_drift(compare):
    report = compare(deployed=())

    assert report.exit_code is ExitCode.DONE
    assert ORDERS in report.absent


def test_a_stack_without_a_spec_is_drift(compare):
    report = compare("sales.old", deployed=("local.sales.old", ORDERS))

    assert [(d.kind, d.subject) for d in report.drifts] == [(Kind.ORPHAN, "sales.old")]
    assert [r.stack for r in report.results] == ["local.sales.old"]


def test_a_stack_that_a_run_has_left_unfinished_is_not_compared(engine, compare):
    report = compare("sales.orders", pending_operations=[{}])

    assert engine.calls == []
    assert report.exit_code is ExitCode.FAILED
    assert "mesh recover" in report.results[0].message


def test_a_refresh_that_fails_is_told_and_hides_no_other_stack(engine, compare):
    engine.order(ORDERS, code=1, errors=[["no", BUCKET, "data"]])
    engine.order("local", steps=[["update", BUCKET, "logs"]])
    report = compare(deployed=("local", ORDERS))

    assert {r.stack: r.status for r in report.results} == {
        "local": Status.DONE,
        ORDERS: Status.FAILED,
    }
    assert [d.stack for d in report.drifts] == ["local"]
    assert report.exit_code is ExitCode.FAILED


def test_a_stopped_comparison_is_cancelled(engine, compare):
    engine.context.stop.ask()

    assert compare("sales.orders").exit_code is ExitCode.CANCELLED


def test_a_role_in_a_domains_stack_is_its_products_concern(engine, compare):
    role = "aws:iam/role:Role"
    engine.order("local.sales", steps=[["delete", role, "runtime:sales.orders"]])
    report = compare("local.sales", deployed=("local.sales",))

    assert [d.subject for d in report.drifts if d is not STRAY] == ["sales.orders"]
    assert replace(report, drifts=()).exit_code is ExitCode.DONE
