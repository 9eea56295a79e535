from dataclasses import replace

import pytest

from meshwright.aws.refusals import ASKED_AGAIN
from meshwright.backend.layout import META
from meshwright.errors import ExitCode, Finding, Position, Severity, UsageError
from meshwright.gate.reasons import Reason
from meshwright.program.plan_file import read_plan
from meshwright.runner import run, stack_operation
from meshwright.runner.planning import choose, refused_plan
from meshwright.runner.results import Changes, Status

from runner import planned_runs

ORDERS = "local.sales.orders"
ALL = (
    "local",
    "local.finance",
    "local.sales",
    "local.finance.reporting",
    "local.sales.invoices",
    ORDERS,
)
FAILS = {
    "code": 255,
    "errors": [["CreateBucket: AccessDenied: no", "aws:s3/bucket:Bucket", "data"]],
}


def error(subject, path="domains/sales/orders/product.yaml"):
    return Finding(Position(path, 3), "SPEC001", Severity.ERROR, "no", "fix", subject)


def statuses(done):
    return {result.stack: result.status.value for result in done.results}


def operations(engine, operation="up"):
    return [stack for made, stack in engine.calls if made == operation]


@pytest.fixture
def up(engine, assess, told):
    def bring(words=(), *, findings=(), **options):
        return planned_runs.bring_up(
            engine.context, assess(findings=findings), words, told, **options
        )

    return bring


def test_every_stack_goes_up_in_the_order_of_the_waves(engine, up):
    done = up()

    assert [result.stack for result in done.results] == list(ALL)
    assert {result.status for result in done.results} == {Status.DONE}
    assert done.exit_code is ExitCode.DONE
    waves = [stack.count(".") for stack in operations(engine)]
    assert waves == sorted(waves)


def test_every_pack_of_the_checkout_is_on(engine, up):
    up(["sales.orders"])

    flags = (engine.orders / "flags").read_text().splitlines()
    told = [line for line in flags if line.startswith("up ")]
    packs = "--policy-pack=policies/one --policy-pack=policies/two"
    assert told
    assert all(packs in line for line in told)


@pytest.mark.parametrize(("said", "given"), [("", "3"), ("1", "1")])
def test_an_engine_asks_no_more_at_once_than_its_share(engine, up, monkeypatch, said, given):
    monkeypatch.setattr(stack_operation, "writers", lambda: 3)
    monkeypatch.setenv("PULUMI_PARALLEL", said)

    assert up().exit_code == 0

    assert (engine.orders / "parallel").read_text() == given


def test_nothing_goes_up_without_a_pack(engine, assess, told):
    context = replace(engine.context, packs=())
    done = planned_runs.bring_up(context, assess(), [], told)

    assert not operations(engine)
    assert done.exit_code is ExitCode.FAILED
    reasons = [reason.message for result in done.results for reason in result.reasons]
    assert reasons[0].startswith("there is no policy pack under policies/")


def test_a_missing_stack_is_created_once(engine, up):
    up()
    engine.forget()
    up(skip=False)

    assert not operations(engine, "init")
    assert set(operations(engine)) == set(ALL)


@pytest.mark.parametrize(
    ("differing", "by_the_engine"),
    [({}, []), ({"previews_first": True}, ALL), ({"secrets_provider": "awskms://key"}, ALL)],
    ids=["local", "in an account", "with a key of AWS's"],
)
def test_in_local_a_missing_stack_takes_one_engine(engine, assess, told, differing, by_the_engine):
    meta = engine.context.store.root / META
    meta.parent.mkdir()
    meta.write_text("version: 1\n")
    planned_runs.bring_up(replace(engine.context, **differing), assess(), [], told)

    assert set(operations(engine, "init")) == set(by_the_engine)
    assert set(operations(engine)) == set(ALL)


def test_the_second_run_starts_no_engine(engine, up):
    up()
    engine.forget()
    again = up()

    assert not engine.calls
    assert again.count(Status.SKIPPED) == len(ALL)
    assert again.changes == 0


OBJECTION = Finding(
    Position("platform/environments/local.yaml", 1), "CHK051", Severity.ERROR, "no", "f", "local"
)


@pytest.mark.parametrize("how", ["up", "preview"])
def test_nothing_is_touched_where_the_account_has_something_against_it(engine, assess, told, how):
    engine.account.objections = (OBJECTION,)
    act = planned_runs.bring_up if how == "up" else planned_runs.preview
    done = act(engine.context, assess(), [], told)

    assert not engine.calls
    assert statuses(done) == dict.fromkeys(ALL, "held")
    assert done.findings == (OBJECTION,)
    assert done.exit_code is ExitCode.FINDINGS
    assert engine.account.asked == [("findings", (None, True))]


def test_the_account_is_asked_nothing_where_all_is_up_to_date(engine, up):
    up()
    engine.account.asked.clear()
    up()

    assert engine.account.asked == []


def test_a_product_by_itself_asks_nothing_of_the_settings(engine, up):
    up()
    engine.account.asked.clear()
    engine.context.store.delete_record(ORDERS)
    up(["sales.orders"])

    (_, (foundation, whole)), *rest = engine.account.asked
    assert (foundation is not None, whole) == (True, False)
    assert rest == [("prepare", ORDERS), ("settle", ORDERS)]


def test_a_product_that_is_open_fails_and_is_not_skipped_by_the_next_run(engine, up):
    reason = Reason("CHK056 open", fix="mesh up --refresh")
    engine.account.faults[ORDERS] = (reason,)
    done = up()
    engine.account.faults.clear()
    engine.forget()
    again = up()

    assert next(r for r in done.results if r.stack == ORDERS).reasons == (reason,)
    assert done.exit_code is ExitCode.FAILED
    assert operations(engine) == [ORDERS]
    assert again.exit_code is ExitCode.DONE


def test_what_was_done_in_the_account_is_told(engine, up):
    engine.account.done[ORDERS] = ("gave the deployer DROP",)
    done = up()

    assert [r.account for r in done.results if r.account] == [("gave the deployer DROP",)]


def test_a_refreshed_product_is_asked_when_access_has_been_taken_back(engine, assess, up):
    engine.account.faults[ORDERS] = (Reason("CHK056 open"),)
    done = up(refresh=True)
    before = engine.context.store.read_record(ORDERS)
    read = run.read_back(engine.context, assess().plan.stacks, done)

    assert statuses(done)[ORDERS] == "done"
    assert before is None
    assert statuses(read) == statuses(done) | {ORDERS: "failed"}
    assert engine.context.store.read_record(ORDERS) is None
    assert engine.context.store.read_record("local.sales.invoices") is not None


def test_a_plain_update_in_between_is_noticed(engine, up):
    up()
    engine.forget()
    checkpoint = engine.context.store.root / ".pulumi/stacks/mesh" / f"{ORDERS}.json"
    checkpoint.write_text('{"version": 3, "checkpoint": {"latest": {"by": "hand"}}}')
    up()

    assert operations(engine) == [ORDERS]


def test_a_failed_stack_is_not_skipped_by_the_next_run(engine, up):
    engine.order(ORDERS, **FAILS)
    up()
    engine.forget()
    engine.order(ORDERS)
    again = up()

    assert operations(engine) == [ORDERS]
    assert again.exit_code is ExitCode.DONE


def test_an_engine_that_fails_after_a_success_takes_the_record_with_it(engine, up):
    # It dies before it writes a checkpoint: only the missing record can tell.
    up()
    engine.order(ORDERS, dies=True)
    up(skip=False)
    engine.forget()
    engine.order(ORDERS)
    up()

    assert operations(engine) == [ORDERS]


def test_a_failed_product_stops_nobody_and_says_why(engine, up):
    engine.order(ORDERS, **FAILS)
    done = up()

    assert statuses(done) == dict.fromkeys(ALL, "done") | {ORDERS: "failed"}
    (reason,) = done.results[-1].reasons
    assert reason.message == "CreateBucket: AccessDenied: no"
    assert reason.resource == "aws:s3/bucket:Bucket::data"
    assert str(reason.spec).startswith("domains/sales/orders/product.yaml:")
    assert done.exit_code is ExitCode.FAILED


@pytest.mark.parametrize(
    ("said", "notes"),
    [
        ("CreateBucket: Connection was closed", 1),
        ("CreateBucket: BucketAlreadyOwnedByYou: yours", 0),
        (f"CreateBucket: BucketAlreadyOwnedByYou: yours {ASKED_AGAIN}", 1),
    ],
)
def test_what_was_made_though_its_answer_was_lost_is_taken_in(engine, up, said, notes):
    lost = [[said, "aws:s3/bucket:Bucket", "data"]]
    engine.order(ORDERS, code=1, errors=lost, creating=True, only="up")
    failed = up().results[-1]

    assert failed.status.value == "failed"
    assert len(failed.notes) == notes
    assert [n for n in failed.notes if not n.endswith("created, and is now in the state")] == []


def test_a_failed_domain_stops_its_products_alone(engine, up):
    engine.order("local.sales", code=1, says="error: it broke\n  for a reason")
    done = up()

    assert statuses(done) == {
        "local": "done",
        "local.finance": "done",
        "local.sales": "failed",
        "local.finance.reporting": "done",
        "local.sales.invoices": "held",
        ORDERS: "held",
    }
    assert done.results[2].message == "it broke"
    assert done.results[-1].message == "local.sales was not deployed"


def test_a_failed_foundation_stops_everything(engine, up):
    engine.order("local", init="fails")
    done = up()

    assert statuses(done) == dict.fromkeys(ALL, "held") | {"local": "failed"}
    assert done.results[0].message == "no credentials"
    assert not operations(engine)


def test_what_is_up_to_date_is_skipped_even_above_a_failure(engine, up):
    up()
    engine.order("local.sales", code=1)
    (engine.context.store.root / ".pulumi/meshwright/local.sales.json").unlink()
    done = up()

    assert statuses(done)["local.sales"] == "failed"
    assert statuses(done)[ORDERS] == "skipped"


def test_a_product_with_a_finding_is_held_and_its_readers_go_up(engine, up):
    done = up(findings=(error("sales.orders"),))

    assert statuses(done) == dict.fromkeys(ALL, "done") | {ORDERS: "held"}
    assert done.results[-1].message == "SPEC001 no"
    assert done.exit_code is ExitCode.FINDINGS
    assert ORDERS not in operations(engine)


def test_a_finding_outweighs_a_failure(engine, up):
    engine.order("local.finance", code=1)
    done = up(findings=(error("sales.orders"),))

    assert done.exit_code is ExitCode.FINDINGS


def test_a_product_that_cannot_be_read_is_held_and_no_orphan(engine, assess, told, up):
    up()
    broken = assess({"sales/orders/product.yaml": "descriptio: x\n"})
    done = planned_runs.bring_up(engine.context, broken, (), told)

    assert statuses(done)[ORDERS] == "held"
    assert not done.orphans
    assert done.exit_code is ExitCode.FINDINGS


def test_findings_elsewhere_do_not_concern_a_selection(up):
    done = up(["finance.reporting"], findings=(error("sales.orders"),))

    assert statuses(done) == dict.fromkeys(
        ("local", "local.finance", "local.finance.reporting"), "done"
    )
    assert done.exit_code is ExitCode.DONE


def test_a_run_that_findings_hold_back_altogether_is_known_beforehand(assess):
    environment = error("", "platform/environments/local.yaml")
    selection = choose(assess(findings=(environment,)), ())
    held = run.refused(refused_plan(selection))

    assert selection.is_refused
    assert [result.stack for result in held.results] == list(ALL)
    assert set(statuses(held).values()) == {"held"}
    assert held.exit_code is ExitCode.FINDINGS
    assert not choose(assess(findings=(error("sales.orders"),)), ()).is_refused
    assert not choose(assess(), ()).is_refused


def test_a_wrong_name_is_refused_before_anything_runs(engine, up):
    with pytest.raises(UsageError, match="did you mean 'sales'"):
        up(["saless"])

    assert not engine.calls


def test_a_pack_that_refuses_makes_the_run_one_with_findings(engine, up):
    engine.order(ORDERS, code=255, refusal=True)
    done = up()

    assert done.exit_code is ExitCode.FINDINGS
    assert done.results[-1].reasons[0].refusal


def test_changes_are_those_of_the_engine(engine, up, told):
    engine.order(
        ORDERS,
        noise=True,
        steps=[
            ["update", "aws:glue/catalogTable:CatalogTable", "orders"],
            ["same", "aws:s3/bucket:Bucket", "data"],
        ],
    )
    done = up()

    assert done.changes == 1
    assert done.results[-1].changes == Changes(update=1, same=1)
    assert [(s, c.resource) for s, c in told.changed_] == [
        (ORDERS, "aws:glue/catalogTable:CatalogTable::orders")
    ]


def test_everything_is_told_and_each_stack_has_its_log(engine, up, told):
    engine.order(ORDERS, says="a word of the engine's")
    done = up()

    assert set(told.started_) == set(ALL)
    assert {result.stack for result in told.finished_} == set(ALL)
    assert done.results[-1].log.read_text() == "a word of the engine's\n"
    assert not list(engine.context.logs.glob("*.events"))


def test_orphans_are_reported_but_for_those_of_other_environments(engine, up):
    for stack in ("local.old", "local.sales.gone", "dev.sales"):
        file = engine.context.store.root / ".pulumi/stacks/mesh" / f"{stack}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("{}")
    done = up()

    assert done.orphans == ("old", "sales.gone")


def test_a_preview_changes_nothing_and_asks_the_plan_about_new_stacks(engine, assess, told):
    known = assess()
    done = planned_runs.preview(engine.context, known, ["sales.orders"], told)

    assert not engine.calls
    declared = known.plan.stacks[ORDERS].declarations
    assert done.results[-1].changes == Changes(create=len(declared))


def test_a_preview_asks_the_engine_about_stacks_that_exist(engine, assess, told, up):
    up()
    engine.forget()
    engine.order(ORDERS, steps=[["update", "aws:s3/bucket:Bucket", "data"]])
    done = planned_runs.preview(engine.context, assess(), (), told, skip=False)
    again = planned_runs.bring_up(engine.context, assess(), (), told)

    assert set(operations(engine, "preview")) == set(ALL)
    assert done.changes == 1
    assert again.count(Status.SKIPPED) == len(ALL)


def test_destruction_goes_backwards_and_leaves_no_record(engine, assess, told, up):
    up()
    done = run.destroy(engine.context, assess(), ["*"], told)

    order = [stack.count(".") for stack in operations(engine, "destroy")]
    assert order == sorted(order, reverse=True)
    assert done.exit_code is ExitCode.DONE
    assert not engine.context.store.stacks()
    assert not list((engine.context.store.root / ".pulumi/meshwright").iterdir())


def test_a_product_that_stays_keeps_its_domain_and_the_foundation(engine, assess, told, up):
    up()
    engine.order(ORDERS, code=255)
    done = run.destroy(engine.context, assess(), ["*"], told)

    assert statuses(done) == {
        ORDERS: "failed",
        "local.sales.invoices": "done",
        "local.finance.reporting": "done",
        "local.sales": "held",
        "local.finance": "done",
        "local": "held",
    }


def test_an_orphan_is_destroyed_by_its_id(engine, assess, told):
    file = engine.context.store.root / ".pulumi/stacks/mesh/local.old.gone.json"
    file.parent.mkdir(parents=True)
    file.write_text('{"version": 3, "checkpoint": {}}')
    done = run.destroy(engine.context, assess(), ["old.gone"], told)

    assert statuses(done) == {"local.old.gone": "done"}
    assert not done.orphans


def test_where_something_is_precious_the_packs_look_before_anything_is_made(engine, assess, told):
    context = replace(engine.context, previews_first=True)
    engine.order(ORDERS, **FAILS)
    done = planned_runs.bring_up(context, assess(), (), told)

    assert statuses(done)[ORDERS] == "failed"
    assert ORDERS in operations(engine, "preview")
    assert ORDERS not in operations(engine)
    assert set(operations(engine)) == set(ALL) - {ORDERS}


def handed_on(engine):
    return [read_plan(file) for file in engine.context.plans.iterdir()]


def test_the_engine_is_handed_each_plan_that_was_checked(engine, assess, up):
    known = assess()
    up()

    assert {plan.name: plan.digest for plan in handed_on(engine)} == {
        name: stack.digest for name, stack in known.plan.stacks.items()
    }
    told = (engine.orders / "plans").read_text().splitlines()
    assert sorted(told) == sorted(
        f"up {name} {stack.digest} {engine.context.plans / stack.digest}.json"
        for name, stack in known.plan.stacks.items()
    )


def test_what_is_skipped_is_not_handed_on(engine, up):
    up()
    for file in engine.context.plans.iterdir():
        file.unlink()
    engine.context.store.delete_record(ORDERS)
    up()

    assert [plan.name for plan in handed_on(engine)] == [ORDERS]


def test_a_destruction_hands_no_plan_on(engine, assess, told, up):
    up()
    (engine.orders / "plans").unlink()
    run.destroy(engine.context, assess(), ["*"], told)

    assert not (engine.orders / "plans").exists()
