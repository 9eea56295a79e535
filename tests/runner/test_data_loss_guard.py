"""What a run does about data that would go, on an engine that only says so."""

import json
from dataclasses import replace

import pytest

from meshwright.errors import ExitCode
from meshwright.runner import run
from meshwright.runner.data.table_data import Contents
from meshwright.runner.results import Changes, Status

from meshes import FILES
from runner import planned_runs

ORDERS = "local.sales.orders"
PRODUCT = "sales/orders/product.yaml"
BUCKET = ("aws:s3/bucket:Bucket", "data")
LINES = ("aws:glue/catalogTable:CatalogTable", "lines")
ROLE = ("aws:iam/role:Role", "orders")
RETIRED = {PRODUCT: "status: retired\n" + FILES[PRODUCT]}
UNREAD = {
    **RETIRED,
    "sales/orders/access/finance.reporting.yaml": None,
    "sales/invoices/product.yaml": None,
    "finance/reporting/product.yaml": None,
}
LINES_RETIRED = {PRODUCT: FILES[PRODUCT].replace("  lines:\n", "  lines:\n    status: retired\n")}


def urn(kind, name):
    return f"urn:pulumi:{ORDERS}::mesh::mesh:index:Product${kind}::{name}"


def held_data(*resources):
    """What the state holds after an update: protected and retained."""
    return [
        {"urn": urn(*r), "type": r[0], "custom": True, "protect": True, "retainOnDelete": True}
        for r in resources
    ]


def calls(engine):
    return [operation for operation, stack in engine.calls if stack == ORDERS]


@pytest.fixture
def deployed(engine, assess, told):
    """The sample mesh up where data is kept, then the specs changed: what a run then comes to."""
    kept = held_data(BUCKET, LINES, ROLE)
    engine.order(ORDERS, resources=kept)
    planned_runs.bring_up(engine.context, assess(keepData=True), ["sales.orders"], told)
    engine.forget()

    def then(
        action=planned_runs.bring_up, words=("sales.orders",), *, changes=None, going=(), **options
    ):
        losses = [[op, *resource, "protect"] for op, resource in going]
        engine.order(ORDERS, resources=kept, losses=losses)
        if action is not run.destroy:
            options = {"skip": False, **options}
        keeps = {"keepData": options.pop("keepData", True)}
        return action(engine.context, assess(changes, **keeps), words, told, **options)

    return then


def result(done):
    return next(r for r in done.results if r.stack == ORDERS)


def protected(engine):
    state = engine.context.store.read_checkpoint(ORDERS)
    return state.count(b'"protect": true')


def test_an_update_that_would_delete_a_table_is_refused_before_anything_is_changed(
    engine, deployed
):
    done = deployed(going=[("delete", LINES)])

    assert calls(engine) == ["preview"]
    assert result(done).status is Status.HELD
    assert result(done).reasons[0].resource == "::".join(LINES)
    assert "LCY-001 table id-of-lines of sales.orders" in result(done).message
    assert (done.exit_code, done.changes) == (ExitCode.FINDINGS, 0)
    assert protected(engine) == 3


def test_an_update_that_would_replace_a_bucket_is_refused(engine, deployed):
    done = deployed(going=[("replace", BUCKET)])

    assert calls(engine) == ["preview"]
    assert result(done).status is Status.HELD


def test_an_update_that_loses_nothing_goes_on(engine, deployed):
    done = deployed(going=[("delete", ROLE), ("update", BUCKET)], changes=LINES_RETIRED)

    assert result(done).status is Status.DONE
    assert calls(engine)[-1] == "up"


def test_a_first_update_needs_no_preview(engine, assess, told):
    planned_runs.bring_up(engine.context, assess(keepData=True), ["sales.orders"], told)

    assert calls(engine) == ["init", "up"]


def test_a_preview_looks_past_protection(engine, deployed):
    deployed(going=[("delete", LINES)])

    assert any(f.startswith("preview") and "--ignore-protect" in f for f in engine.flags)


def test_a_retired_table_is_freed_and_goes(engine, deployed):
    done = deployed(changes=LINES_RETIRED, going=[("delete", LINES)])

    assert calls(engine) == ["preview", "export", "import", "up"]
    assert result(done).status is Status.DONE
    assert not any("--ignore-protect" in f for f in engine.flags if f.startswith("up"))


def test_only_what_is_agreed_to_go_loses_its_protection(engine, deployed):
    def update_dies(context, assessment, words, told, **_options):
        engine.order(ORDERS, losses=[["delete", *LINES, "protect"]], dies_in="up")
        return planned_runs.bring_up(context, assessment, words, told)

    deployed(update_dies, changes=LINES_RETIRED)

    assert protected(engine) == 2


def test_the_flag_lets_an_update_delete(engine, deployed):
    done = deployed(going=[("delete", LINES)], delete_data=True)

    assert result(done).status is Status.DONE
    assert calls(engine) == ["preview", "export", "import", "up"]


def test_an_environment_that_keeps_no_data_frees_what_is_still_protected(engine, deployed):
    done = deployed(going=[("delete", LINES)], keepData=False)

    assert result(done).status is Status.DONE
    assert calls(engine) == ["preview", "export", "import", "up"]


def test_a_refreshed_update_is_asked_with_the_refresh(engine, deployed):
    deployed(going=[("replace", BUCKET)], refresh=True)

    assert calls(engine) == ["preview"]
    assert any(f.startswith("preview") and "--refresh" in f for f in engine.flags)


@pytest.mark.usefixtures("deployed")
def test_a_state_that_cannot_be_freed_stops_the_update(engine, assess, told):
    engine.order(ORDERS, losses=[["delete", *LINES, "protect"]], export="fails", says="error: no")
    done = planned_runs.bring_up(
        engine.context, assess(LINES_RETIRED, keepData=True), ["sales.orders"], told
    )

    assert result(done).status is Status.FAILED
    assert result(done).message.startswith("its protection could not be taken off: ")
    assert "up" not in calls(engine)


@pytest.mark.usefixtures("deployed")
def test_what_the_packs_refuse_is_told_with_what_would_be_lost(engine, assess, told):
    engine.order(ORDERS, losses=[["delete", *LINES, "protect"]], refusal=True, preview_code=255)
    context = replace(engine.context, previews_first=True)
    done = planned_runs.bring_up(context, assess(keepData=True), ["sales.orders"], told, skip=False)

    assert result(done).status is Status.HELD
    assert [r.message[:8] for r in result(done).reasons] == ["LCY-001 ", "security"]


def test_mesh_preview_says_that_the_update_would_be_refused(engine, deployed):
    lost = deployed(planned_runs.preview, going=[("delete", LINES)])
    agreed = deployed(planned_runs.preview, changes=LINES_RETIRED, going=[("delete", LINES)])

    assert (result(lost).status, lost.exit_code) == (Status.HELD, ExitCode.FINDINGS)
    assert result(lost).changes == Changes(delete=1)
    assert result(agreed).status is Status.DONE
    assert calls(engine) == ["preview", "preview"]


def test_a_destruction_is_refused_before_anything_is_changed(engine, deployed):
    done = deployed(run.destroy, going=[("delete", BUCKET), ("delete", ROLE)])

    assert calls(engine) == ["destroy-preview"]
    assert (result(done).status, done.exit_code) == (Status.HELD, ExitCode.FINDINGS)
    assert len(result(done).reasons) == 1


def test_what_stays_keeps_its_domain_and_the_foundation(deployed):
    done = deployed(run.destroy, ["*"], going=[("delete", BUCKET)])
    held = {r.stack for r in done.results if r.status is Status.HELD}

    assert held == {ORDERS, "local.sales", "local"}


@pytest.mark.parametrize(
    ("changes", "options"), [(UNREAD, {}), (None, {"delete_data": True})], ids=["retired", "flag"]
)
def test_a_destruction_that_is_agreed_to_goes_through(engine, deployed, changes, options):
    done = deployed(run.destroy, changes=changes, going=[("delete", BUCKET)], **options)

    assert calls(engine) == ["destroy-preview", "export", "import", "destroy"]
    assert result(done).status is Status.DONE


def test_an_orphan_with_data_is_destroyed_by_the_flag_alone(deployed):
    gone = {PRODUCT: None, "sales/orders/access/finance.reporting.yaml": None}
    going = [("delete", BUCKET)]
    kept = deployed(run.destroy, changes=gone, going=going)
    lost = deployed(run.destroy, changes=gone, going=going, delete_data=True)

    assert result(kept).status is Status.HELD
    assert result(lost).status is Status.DONE


def test_a_retired_product_that_was_destroyed_stays_away(engine, deployed):
    deployed(run.destroy, changes=UNREAD, going=[("delete", BUCKET)])
    engine.forget()
    done = deployed(changes=UNREAD)

    assert ORDERS not in {r.stack for r in done.results}
    assert not calls(engine)
    assert not done.orphans


def test_a_retired_product_is_not_destroyed_while_it_is_read(engine, deployed):
    done = deployed(run.destroy, changes=RETIRED, going=[("delete", BUCKET)])

    assert calls(engine) == ["destroy-preview"]
    assert (result(done).status, done.exit_code) == (Status.HELD, ExitCode.FINDINGS)
    assert "still read by finance.reporting" in result(done).message


def test_readers_that_go_in_the_same_run_do_not_count(engine, deployed):
    deployed(run.destroy, ["*"], changes=RETIRED, going=[("delete", BUCKET)])

    # The agreement's consumer has no stack of its own here, so that it stays.
    assert "destroy" not in calls(engine)


class Full:
    """A bucket with one file in it, and a catalog without partitions."""

    def contents(self, bucket):
        return Contents((f"{bucket}/a",), 1)

    def partitions(self, _table, **_options):
        return ()

    def files(self, _location):
        return iter(())


def test_what_is_in_a_bucket_is_said_before_anything_goes(engine, deployed, monkeypatch):
    monkeypatch.setattr(engine, "context", replace(engine.context, tables=Full()))
    bucket = {**held_data(BUCKET)[0], "id": "data-bucket"}

    def destroy(context, assessment, words, told, **_options):
        engine.order(ORDERS, resources=[bucket], losses=[["delete", *BUCKET, "protect"]])
        planned_runs.bring_up(context, assessment, words, told, skip=False)
        engine.forget()
        return run.destroy(context, assessment, words, told)

    done = deployed(destroy, changes=UNREAD)

    assert calls(engine) == ["destroy-preview"]
    assert (result(done).status, done.exit_code) == (Status.HELD, ExitCode.FINDINGS)
    (reason,) = result(done).reasons
    assert reason.message == "bucket data-bucket holds 1 objects and old versions: data-bucket/a"
    assert protected(engine) == 1


def test_a_retired_product_that_stands_is_brought_up_like_any_other(deployed):
    assert result(deployed(changes=RETIRED)).status is Status.DONE


def test_a_bucket_that_is_not_empty_is_to_be_emptied(engine, deployed):
    def on_a_full_bucket(context, assessment, words, told, *, delete_data, **_options):
        refused = ["DeleteBucket: BucketNotEmpty: not empty", *BUCKET]
        engine.order(ORDERS, code=255, preview_code=0, errors=[refused])
        return run.destroy(context, assessment, words, told, delete_data=delete_data)

    done = deployed(on_a_full_bucket, delete_data=True)

    assert result(done).status is Status.FAILED
    assert result(done).reasons[0].fix.startswith("empty the bucket first, old versions too")


def test_what_a_killed_run_was_deleting_has_to_be_agreed_to_again(engine, deployed):
    checkpoint = engine.context.store.root / ".pulumi/stacks/mesh" / f"{ORDERS}.json"
    document = json.loads(checkpoint.read_text())
    latest = document["checkpoint"]["latest"]
    latest["pending_operations"] = [{"type": "deleting", "resource": latest["resources"][1]}]
    checkpoint.write_text(json.dumps(document))

    done = deployed(going=[("delete", LINES)])

    assert calls(engine) == ["import", "refresh", "import", "preview"]
    assert result(done).status is Status.HELD
    assert result(done).notes == ("::".join(LINES) + " was still there, and its deletion goes on",)
