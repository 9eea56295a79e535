"""A part of a run: stages and shards, cut out of one and the same plan by each of several jobs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwright.errors import ExitCode, Finding, Position, Severity
from meshwright.fleet.shards import Shard
from meshwright.runner.part import Part, Stage, part_of
from meshwright.runner.run import Run, bring_up, refused
from meshwright.runner.run_plan import (
    Cause,
    Decision,
    PlannedStack,
    Producer,
    RunPlan,
    Why,
    in_waves,
)

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
FAILS = {
    "code": 255,
    "errors": [["CreateBucket: AccessDenied: no", "aws:s3/bucket:Bucket", "data"]],
}
BEFORE, PRODUCTS, AFTER = Part(Stage.BEFORE), Part(Stage.PRODUCTS), Part(Stage.AFTER)


def plan_of(*, skipped=(), waits_for=None, departing=None, **fields):
    stacks = [
        PlannedStack(n, Decision.SKIP, (Why(Cause.UP_TO_DATE),))
        if n in skipped
        else PlannedStack(n, Decision.RUN, (Why(Cause.CHANGED),))
        for n in ALL
    ]
    placed = in_waves(stacks, rests_on=BASES, waits_for=waits_for or {}, departing=departing or {})
    return RunPlan(placed, **fields)


def names(plan):
    return {stack.name for stack in plan.stacks}


def decisions(plan):
    return {stack.name: stack.decision for stack in plan.stacks}


def shard(number, count):
    return Part(Stage.PRODUCTS, Shard(number, count))


def test_foundation_and_domains_come_before_the_products_and_are_looked_at_again_after_them():
    plan = plan_of()

    assert names(part_of(plan, BEFORE)) == {FOUNDATION, SALES, FINANCE}
    assert names(part_of(plan, PRODUCTS)) == {ORDERS, INVOICES, REPORTING}
    assert names(part_of(plan, AFTER)) == {FOUNDATION, SALES, FINANCE}


def test_a_domain_that_lets_a_role_go_comes_after_the_products_that_grant_to_it():
    plan = plan_of(skipped=[REPORTING], departing={FINANCE: [ORDERS]})

    assert names(part_of(plan, BEFORE)) == {FOUNDATION, SALES}
    assert FINANCE in names(part_of(plan, AFTER))


@pytest.mark.parametrize("waits_for", [{}, {INVOICES: [FINANCE]}])
def test_but_not_where_a_product_of_the_run_needs_it_first(waits_for):
    skipped = [REPORTING] if waits_for else []
    plan = plan_of(skipped=skipped, departing={FINANCE: [ORDERS]}, waits_for=waits_for)

    assert FINANCE in names(part_of(plan, BEFORE))


def test_a_product_is_held_whose_domain_another_job_has_not_brought_up():
    plan = part_of(plan_of(skipped=[FOUNDATION, FINANCE]), PRODUCTS)

    assert decisions(plan) == {
        ORDERS: Decision.HOLD,
        INVOICES: Decision.HOLD,
        REPORTING: Decision.RUN,
    }
    assert {why for s in plan.of(Decision.HOLD) for why in s.why} == {
        Why(Cause.NOT_READY, stack=SALES)
    }


def test_that_is_a_failure_and_says_what_to_do():
    plan = part_of(plan_of(), PRODUCTS)
    run = refused(plan)

    assert run.exit_code is ExitCode.FAILED
    assert {r.message for r in run.results} == {
        "e is not up to date and no part of this job: `mesh up --stage before` brings it up"
    }
    assert Run((), plan=part_of(plan, BEFORE)).exit_code is ExitCode.DONE


def test_what_runs_because_nothing_is_skipped_holds_nobody():
    plan = plan_of()
    asked = [replace(stack, why=(Why(Cause.ASKED),)) for stack in plan.stacks]

    part = part_of(replace(plan, stacks=tuple(asked)), PRODUCTS)
    assert set(decisions(part).values()) == {Decision.RUN}


@given(
    st.integers(1, 5),
    st.lists(st.sets(st.sampled_from((ORDERS, INVOICES, REPORTING))), min_size=5, max_size=5),
)
def test_shards_are_apart_and_make_up_the_whole_whatever_is_up_to_date_by_now(count, done):
    bases = {FOUNDATION, SALES, FINANCE}
    parts = [
        names(part_of(plan_of(skipped=bases | already), shard(number + 1, count)))
        for number, already in zip(range(count), done, strict=False)
    ]

    assert sorted(n for part in parts for n in part) == sorted((ORDERS, INVOICES, REPORTING))


@given(st.integers(1, 4), st.booleans())
def test_a_producer_that_is_taken_along_moves_no_other_product(count, is_taken):
    along = Producer(ORDERS, Cause.CHANGED, ("finance.reporting",), is_taken=True)
    plan = plan_of(skipped=[FOUNDATION, SALES, FINANCE], producers=(along,))
    without = replace(plan, producers=(), stacks=tuple(s for s in plan.stacks if s.name != ORDERS))
    chosen = plan if is_taken else without
    where = {
        name: number + 1
        for number in range(count)
        for name in names(part_of(chosen, shard(number + 1, count)))
    }
    expected = {
        name: number + 1
        for number in range(count)
        for name in names(part_of(without, shard(number + 1, count)))
    }

    assert {n: i for n, i in where.items() if n != ORDERS} == expected
    assert (ORDERS in where) is is_taken


def test_producers_findings_and_orphans_are_told_where_they_belong():
    def about(subject):
        place = Position("domains/x.yaml", 1)
        return Finding(place, "SPEC001", Severity.ERROR, "no", "fix", subject)

    along = Producer(ORDERS, Cause.CHANGED, ("finance.reporting",), is_taken=True)
    findings = (about("sales.orders"), about("finance.reporting"))
    plan = plan_of(findings=findings, orphans=("sales.gone",), producers=(along,))
    parts = [part_of(plan, shard(number, 3)) for number in (1, 2, 3)]
    told = {f.subject: names(part) for part in parts for f in part.findings}

    assert told.keys() == {"sales.orders", "finance.reporting"}
    assert ORDERS in told["sales.orders"]
    assert REPORTING in told["finance.reporting"]
    assert [bool(part.producers) for part in parts] == [ORDERS in names(p) for p in parts]
    assert part_of(plan, BEFORE).findings == ()
    assert [p.orphans for p in (*parts, part_of(plan, BEFORE))] == [()] * 4
    assert part_of(plan, AFTER).orphans == ("sales.gone",)
    assert part_of(RunPlan(findings=findings), PRODUCTS).findings == ()


def test_a_part_says_what_it_is():
    assert [str(part) for part in (BEFORE, shard(2, 3))] == ["stage before", "shard 2/3"]


# From here on with a backend.


def brought_up(engine, assess, told, part):
    assessment = assess()
    plan = part_of(planned_runs.planned(engine.context, assessment), part)
    return bring_up(engine.context, assessment, plan, told)


def test_stages_and_shards_bring_up_what_one_run_does_and_each_stack_once(engine, assess, told):
    parts = (BEFORE, shard(2, 2), shard(1, 2), AFTER)
    codes = [brought_up(engine, assess, told, part).exit_code for part in parts]

    assert codes == [ExitCode.DONE] * 4
    started = [stack for operation, stack in engine.calls if operation == "up"]
    assert sorted(started) == sorted(assess().plan.stacks)
    assert not planned_runs.planned(engine.context, assess()).of(Decision.RUN)


def test_what_a_shard_has_failed_at_is_finished_by_running_it_again(engine, assess, told):
    brought_up(engine, assess, told, BEFORE)
    engine.order("local.sales.orders", **FAILS)
    failed = brought_up(engine, assess, told, PRODUCTS)
    engine.order("local.sales.orders")
    engine.forget()
    again = brought_up(engine, assess, told, PRODUCTS)

    assert (failed.exit_code, again.exit_code) == (ExitCode.FAILED, ExitCode.DONE)
    assert [stack for operation, stack in engine.calls if operation == "up"] == [
        "local.sales.orders"
    ]


def test_what_failed_before_holds_only_what_rests_on_it(engine, assess, told):
    engine.order("local.sales", **FAILS)
    brought_up(engine, assess, told, BEFORE)
    run = brought_up(engine, assess, told, PRODUCTS)

    assert {r.stack: r.status.value for r in run.results} == {
        "local.finance.reporting": "done",
        "local.sales.invoices": "held",
        "local.sales.orders": "held",
    }
