"""Producers that hold a consumer's grants: named where they are behind, and taken along."""

import pytest

from meshwright.cli import planned
from meshwright.errors import ExitCode, Finding, Position, Severity
from meshwright.runner.run_plan import Cause, Decision

from runner import planned_runs

ORDERS, REPORTING = "local.sales.orders", "local.finance.reporting"
CONSUMER = ["finance.reporting"]


def finding(subject):
    return Finding(Position("domains/x.yaml", 3), "SPEC001", Severity.ERROR, "no", "fix", subject)


def names(plan):
    return {stack.name for stack in plan.stacks}


def causes(plan, name):
    return [why.cause for stack in plan.stacks if stack.name == name for why in stack.why]


@pytest.fixture
def deployed(engine, assess, told):
    planned_runs.bring_up(engine.context, assess(), (), told)
    engine.forget()
    return engine


def test_a_producer_that_is_behind_is_named_and_taken_along(deployed, assess, told):
    deployed.context.store.delete_record(ORDERS)
    done = planned_runs.bring_up(deployed.context, assess(), CONSUMER, told)
    assert done.plan is not None
    (producer,) = done.plan.producers

    assert ["up", ORDERS] in deployed.calls
    assert (producer.name, producer.consumers) == (ORDERS, ("finance.reporting",))
    assert producer.is_taken
    assert causes(done.plan, ORDERS) == [Cause.UNRECORDED, Cause.GRANTS]
    assert list(planned.producer_lines(done.plan)) == [
        f"{ORDERS} holds grants of finance.reporting, "
        "its last update did not end well, or was none of `mesh up`: taken along"
    ]


def test_what_a_producer_needs_comes_with_it(engine, assess):
    plan = planned_runs.planned(engine.context, assess(), CONSUMER)
    waves = {stack.name: stack.wave for stack in plan.stacks}

    assert names(plan) == {"local", "local.finance", "local.sales", REPORTING, ORDERS}
    assert waves["local.sales"] < waves[ORDERS]
    assert waves["local.finance"] < waves[ORDERS]


def test_a_producer_that_is_up_to_date_is_no_matter(deployed, assess):
    plan = planned_runs.planned(deployed.context, assess(), CONSUMER)

    assert plan.producers == ()
    assert names(plan) == {"local", "local.finance", REPORTING}


def test_with_only_a_producer_is_named_and_left(deployed, assess):
    deployed.context.store.delete_record(ORDERS)
    plan = planned_runs.planned(deployed.context, assess(), CONSUMER, only=True)

    assert names(plan) == {"local", "local.finance", REPORTING}
    assert [producer.is_taken for producer in plan.producers] == [False]
    (line,) = planned.producer_lines(plan)
    assert line.endswith(": left alone, as --only says")


@pytest.mark.parametrize("subject", ["sales.orders", "sales"])
def test_a_producer_that_findings_hold_is_named_and_does_not_fail_the_run(
    engine, assess, told, subject
):
    known = assess(findings=(finding(subject),))
    done = planned_runs.bring_up(engine.context, known, CONSUMER, told)

    assert {r.stack for r in done.results} == {"local", "local.finance", REPORTING}
    assert done.exit_code is ExitCode.DONE
    assert done.plan is not None
    (line,) = planned.producer_lines(done.plan)
    assert line.endswith(": left alone, SPEC001 no")


def test_a_named_domain_has_producers_too(engine, assess):
    plan = planned_runs.planned(engine.context, assess(), ["finance"])

    assert [producer.name for producer in plan.producers] == [ORDERS]


def test_a_producer_by_itself_takes_no_other_producer(engine, assess):
    # It brings its reader's domain, whose products are not what was asked for.
    plan = planned_runs.planned(engine.context, assess(), ["sales.orders"])

    assert plan.producers == ()


def test_where_all_is_selected_nobody_is_taken_along(engine, assess):
    plan = planned_runs.planned(engine.context, assess())

    assert plan.producers == ()
    assert all(stack.decision is Decision.RUN for stack in plan.stacks)


def test_the_document_names_producers(engine, assess):
    plan = planned_runs.planned(engine.context, assess(), CONSUMER)
    document = planned.document(plan)

    assert document["producers"] == [
        {
            "stack": ORDERS,
            "kind": "notDeployed",
            "consumers": ["finance.reporting"],
            "taken": True,
            "findings": [],
        }
    ]
    orders = next(stack for stack in document["plan"] if stack["stack"] == ORDERS)
    assert [reason["kind"] for reason in orders["reasons"]] == ["notDeployed", "grants"]
    assert orders["reasons"][1]["consumer"] == "finance.reporting"
