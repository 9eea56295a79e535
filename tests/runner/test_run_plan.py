"""The plan of a run as a value: decisions, edges and waves, with and without a backend."""

from dataclasses import replace

import pytest

from meshwright.cli import planned
from meshwright.errors import Finding, Position, Severity
from meshwright.runner.planning import choose, refused_plan
from meshwright.runner.run_plan import Cause, Decision, PlannedStack, RunPlan, Why, in_waves

from runner import planned_runs

FOUNDATION, SALES, FINANCE = "e", "e.sales", "e.finance"
ORDERS, REPORTING, INVOICES = "e.sales.orders", "e.finance.reporting", "e.sales.invoices"
BASES = {
    SALES: [FOUNDATION],
    FINANCE: [FOUNDATION],
    ORDERS: [FOUNDATION, SALES],
    INVOICES: [FOUNDATION, SALES],
    REPORTING: [FOUNDATION, FINANCE],
}
ALL = (FOUNDATION, *BASES)
FINDING = Finding(
    Position("domains/sales/orders/product.yaml", 3),
    "SPEC001",
    Severity.ERROR,
    "no",
    "fix",
    "sales.orders",
)


def running(*names, **decided):
    changed = (Why(Cause.CHANGED),)
    return [PlannedStack(n, decided.get(n, Decision.RUN), changed) for n in names]


def waves_of(names=ALL, *, waits_for=None, departing=None):
    placed = in_waves(
        running(*names), rests_on=BASES, waits_for=waits_for or {}, departing=departing or {}
    )
    return {stack.name: stack.wave for stack in placed}, {s.name: s.waits_for for s in placed}


def test_foundation_domains_and_products_go_one_after_the_other():
    waves, waits = waves_of()

    assert waves == {FOUNDATION: 1, FINANCE: 2, SALES: 2, REPORTING: 3, INVOICES: 3, ORDERS: 3}
    assert set(waits.values()) == {()}


def test_a_stack_rests_only_on_those_of_its_own_run():
    (placed,) = in_waves(running(ORDERS), rests_on=BASES, waits_for={}, departing={})

    assert (placed.wave, placed.rests_on) == (1, ())


def test_a_product_waits_for_the_domains_that_it_grants_to():
    waves, waits = waves_of(waits_for={ORDERS: [FINANCE, "e.elsewhere"]})

    assert waits[ORDERS] == (FINANCE,)
    assert waves[ORDERS] == 3


def test_where_a_role_goes_the_producers_that_grant_to_it_come_first():
    waves, waits = waves_of(departing={FINANCE: [ORDERS]})

    assert waits[FINANCE] == (ORDERS,)
    assert waves[SALES] < waves[ORDERS] < waves[FINANCE] < waves[REPORTING]


def test_a_producer_that_needs_a_new_role_of_the_same_domain_does_not_come_before_it():
    waves, waits = waves_of(waits_for={ORDERS: [FINANCE]}, departing={FINANCE: [ORDERS]})

    assert waits[FINANCE] == ()
    assert waves[FINANCE] < waves[ORDERS]


def test_two_domains_that_let_roles_of_each_other_go_get_an_order():
    waves, waits = waves_of(departing={FINANCE: [ORDERS], SALES: [REPORTING]})

    assert waits[FINANCE] == (ORDERS,)
    assert waits[SALES] == ()
    assert waves[ORDERS] < waves[FINANCE]


def test_a_domains_own_products_stay_after_it():
    assert waves_of(departing={SALES: [ORDERS]})[1][SALES] == ()


def test_what_rests_on_a_held_stack_is_held_and_what_is_up_to_date_is_skipped():
    stacks = running(*ALL, **{SALES: Decision.HOLD, ORDERS: Decision.SKIP})
    placed = {s.name: s for s in in_waves(stacks, rests_on=BASES, waits_for={}, departing={})}

    assert placed[INVOICES].decision is Decision.HOLD
    assert placed[INVOICES].why == (Why(Cause.RESTS_ON, stack=SALES),)
    assert placed[ORDERS].decision is Decision.SKIP
    assert placed[REPORTING].decision is Decision.RUN


def test_waiting_for_a_held_stack_holds_nobody():
    stacks = running(*ALL, **{ORDERS: Decision.HOLD})
    placed = in_waves(stacks, rests_on=BASES, waits_for={}, departing={FINANCE: [ORDERS]})

    assert [s.name for s in placed if s.decision is Decision.HOLD] == [ORDERS]


def test_stacks_come_in_the_order_of_their_waves_and_names():
    placed = in_waves(running(*ALL), rests_on=BASES, waits_for={}, departing={})

    assert [s.name for s in placed] == [FOUNDATION, FINANCE, SALES, REPORTING, INVOICES, ORDERS]
    assert [len(wave) for wave in RunPlan(placed).waves] == [1, 2, 3]


def test_what_is_retired_and_gone_is_listed_and_in_no_wave():
    gone = PlannedStack(ORDERS, Decision.SKIP, (Why(Cause.RETIRED),))
    plan = RunPlan(tuple(in_waves([gone], rests_on=BASES, waits_for={}, departing={})))

    assert plan.stacks
    assert plan.waves == ()


# From here on with a backend.

LOCAL_ORDERS = "local.sales.orders"


def causes(plan):
    return {stack.name: tuple(why.cause.value for why in stack.why) for stack in plan.stacks}


def test_a_new_mesh_runs_because_it_is_not_there(engine, assess):
    plan = planned_runs.planned(engine.context, assess())

    assert set(causes(plan).values()) == {("notDeployed",)}
    assert {stack.decision for stack in plan.stacks} == {Decision.RUN}


def test_after_an_update_everything_is_up_to_date(engine, assess, told):
    planned_runs.bring_up(engine.context, assess(), (), told)
    plan = planned_runs.planned(engine.context, assess())

    assert {(s.decision, *causes(plan)[s.name]) for s in plan.stacks} == {
        (Decision.SKIP, "upToDate")
    }


def test_each_kind_of_staleness_is_told_apart(engine, assess, told):
    planned_runs.bring_up(engine.context, assess(), (), told)
    store = engine.context.store
    store.delete_record("local.sales")
    (store.root / ".pulumi/stacks/mesh/local.finance.json").write_text('{"version": 3}')
    changed = assess({"sales/invoices/product.yaml": None})
    found = causes(planned_runs.planned(engine.context, changed))

    assert found["local.sales"] == ("unrecorded",)
    assert found["local.finance"] == ("touched",)
    other = causes(planned_runs.planned(engine.with_code("new"), changed))
    assert other["local"] == ("changed",)


def test_a_record_that_holds_no_longer_is_expired(engine, assess, told):
    planned_runs.bring_up(engine.context, assess(), (), told)
    known = assess()
    later = replace(known, plan=replace(known.plan, as_of=known.plan.as_of.replace(year=2999)))

    assert causes(planned_runs.planned(engine.context, later))[LOCAL_ORDERS] == ("expired",)


def test_nothing_is_skipped_where_that_is_asked_for(engine, assess, told):
    planned_runs.bring_up(engine.context, assess(), (), told)
    plan = planned_runs.planned(engine.context, assess(), skip=False)

    assert set(causes(plan).values()) == {("asked",)}


def test_a_finding_holds_with_itself_as_the_reason(engine, assess):
    plan = planned_runs.planned(engine.context, assess(findings=(FINDING,)))
    (held,) = plan.of(Decision.HOLD)

    assert held.name == LOCAL_ORDERS
    assert held.why == (Why(Cause.FINDING, FINDING),)


def test_the_account_holds_what_would_run_and_not_what_is_up_to_date(engine, assess, told):
    planned_runs.bring_up(engine.context, assess(), (), told)
    engine.context.store.delete_record(LOCAL_ORDERS)
    objection = replace(FINDING, code="CHK051", subject="local")
    engine.account.objections = (objection,)
    plan = planned_runs.planned(engine.context, assess())

    assert causes(plan)[LOCAL_ORDERS] == ("account",)
    assert causes(plan)["local.sales"] == ("upToDate",)
    assert plan.findings == (objection,)


def test_a_product_that_grants_to_another_domain_waits_for_it(engine, assess):
    plan = planned_runs.planned(engine.context, assess())
    orders = next(stack for stack in plan.stacks if stack.name == LOCAL_ORDERS)

    assert orders.rests_on == ("local", "local.sales")
    assert orders.waits_for == ("local.finance",)


def test_a_plan_changes_nothing(engine, assess):
    first = planned_runs.planned(engine.context, assess())

    assert planned_runs.planned(engine.context, assess()) == first
    assert not engine.calls


def test_a_refused_plan_holds_all_and_asks_no_backend(assess):
    whole = replace(FINDING, subject="local")
    plan = refused_plan(choose(assess(findings=(whole,)), ()))

    assert {stack.decision for stack in plan.stacks} == {Decision.HOLD}
    assert [stack.wave for stack in plan.stacks] == [1, 2, 2, 3, 3, 3]


# And in words.


@pytest.mark.parametrize("cause", list(Cause))
def test_every_kind_of_reason_has_its_words(cause):
    finding = FINDING if cause in (Cause.FINDING, Cause.ACCOUNT) else None
    resting = (Cause.RESTS_ON, Cause.NOT_READY)
    stack = SALES if cause in resting else ""

    consumer = "finance.reporting" if cause is Cause.GRANTS else ""
    said = planned.reason(Why(cause, finding, stack, consumer))

    assert said
    assert (f"rests on {SALES}" in said) is (cause in resting)
    assert consumer in said


def test_a_plan_in_words_names_what_runs_and_counts_what_is_skipped():
    stacks = running(FOUNDATION, SALES, ORDERS, **{FOUNDATION: Decision.SKIP})
    placed = in_waves(stacks, rests_on=BASES, waits_for={}, departing={})

    assert list(planned.lines(RunPlan(placed))) == [
        "plan: 3 stacks, 2 to run, 1 to skip",
        "  wave 2  run  e.sales         its plan, its rules or the platform's code has changed",
        "  wave 3  run  e.sales.orders  its plan, its rules or the platform's code has changed",
    ]


def test_a_plan_for_machines_has_edges_and_reasons_with_their_kinds():
    held = PlannedStack(ORDERS, Decision.HOLD, (Why(Cause.FINDING, FINDING),))
    placed = in_waves(
        [*running(SALES, FINANCE), held],
        rests_on=BASES,
        waits_for={ORDERS: [FINANCE]},
        departing={},
    )
    document = planned.documents(RunPlan(placed))[-1]
    (reason,) = document.pop("reasons")

    assert document == {
        "stack": ORDERS,
        "decision": "hold",
        "wave": 2,
        "restsOn": [SALES],
        "waitsFor": [FINANCE],
    }
    assert reason["kind"] == "finding"
    assert reason["message"] == "SPEC001 no"
    assert reason["finding"]["code"] == "SPEC001"
