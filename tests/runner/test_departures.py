"""Before a role goes, what it was granted goes: across stacks, selected or not."""

import pytest

from meshwright.runner import run
from meshwright.runner.departures import Departures, departures
from meshwright.runner.results import Status
from meshwright.runner.state.checkpoint import Checkpoint

from runner import planned_runs

ROLE = "aws:iam/role:Role"
GRANT = "aws:lakeformation/permissions:Permissions"
ACCOUNT = "arn:aws:iam::111122223333:role"
GONE = "/mesh/finance/mesh-local--finance--gone--runtime"
STAYS = "/mesh/finance/mesh-local--finance--reader"
INVOICES = "local.sales.invoices"
ORDERS = "local.sales.orders"


def role(path):
    return {"type": ROLE, "urn": f"urn::{path}", "outputs": {"arn": ACCOUNT + path}}


def grant(stack, name, principal):
    urn = f"urn:pulumi:{stack}::mesh::{GRANT}::{name}"
    return {"type": GRANT, "urn": urn, "inputs": {"principal": ACCOUNT + principal}}


@pytest.fixture
def deployed(engine, assess, told):
    """The sample mesh as deployed, a role in `finance` that no spec has any more, and grants."""
    engine.order("local.finance", resources=[role(GONE), role(STAYS)])
    held = [grant(ORDERS, "orders:finance.gone", GONE), grant(ORDERS, "orders:reader", STAYS)]
    engine.order(ORDERS, resources=held)
    engine.order(INVOICES, resources=[grant(INVOICES, "invoices:finance.gone", GONE)])
    planned_runs.bring_up(engine.context, assess(), [], told)
    engine.forget()
    return engine


def test_what_a_role_was_granted_is_revoked_before_its_domain_lets_it_go(deployed, assess, told):
    done = planned_runs.bring_up(deployed.context, assess(), ["finance"], told, skip=False)
    began = [(what, stack) for what, stack in deployed.calls if what != "preview"]
    finance = next(r for r in done.results if r.stack == "local.finance")

    assert began.index(("destroy", ORDERS)) < began.index(("up", "local.finance"))
    assert began.index(("destroy", INVOICES)) < began.index(("up", "local.finance"))
    assert [c.resource for c in finance.changed] == [
        f"access::invoices:finance.gone of {INVOICES}",
        f"access::orders:finance.gone of {ORDERS}",
    ]
    assert finance.changes.delete == 2


def test_producers_that_run_too_come_before_the_domain_that_lets_a_role_go(deployed, assess, told):
    plan = planned_runs.planned(deployed.context, assess(), skip=False)
    stacks = {stack.name: stack for stack in plan.stacks}
    assert stacks[INVOICES].wave < stacks["local.finance"].wave
    # It needs the reader's domain itself: the domain revokes what it holds.
    assert stacks["local.finance"].waits_for == (INVOICES,)
    assert stacks["local.finance"].wave < stacks[ORDERS].wave

    planned_runs.bring_up(deployed.context, assess(), (), told, skip=False)
    began = [tuple(call) for call in deployed.calls]
    assert began.index(("up", INVOICES)) < began.index(("up", "local.finance"))


def test_no_grant_of_a_role_that_stays_is_touched(deployed, assess, told):
    planned_runs.bring_up(deployed.context, assess(), ["finance"], told, skip=False)
    targets = [line for line in deployed.flags if line.startswith("destroy ")]

    assert all(line.count("--target") == 1 for line in targets)
    assert len(targets) == 2


def test_a_role_stays_whose_grant_cannot_be_revoked(deployed, assess, told):
    deployed.order(ORDERS, only=["destroy"], code=255, errors=[["AccessDenied", GRANT, "x"]])
    done = planned_runs.bring_up(deployed.context, assess(), ["finance"], told, skip=False)
    finance = next(r for r in done.results if r.stack == "local.finance")

    assert finance.status is Status.FAILED
    assert finance.message.startswith(f"{ORDERS} still grants to what would go: AccessDenied")
    assert ("up", "local.finance") not in [tuple(call) for call in deployed.calls]


def test_what_lost_a_grant_is_not_skipped_by_the_next_run(deployed, assess, told):
    planned_runs.bring_up(deployed.context, assess(), ["finance"], told, skip=False)

    assert deployed.context.store.read_record(ORDERS) is None


def test_a_domain_that_is_destroyed_takes_all_grants_to_its_roles_along(deployed, assess, told):
    run.destroy(deployed.context, assess(), ["finance"], told)
    began = [tuple(call) for call in deployed.calls if call[0] == "destroy"]

    assert began.index(("destroy", ORDERS)) < began.index(("destroy", "local.finance"))
    assert began[-1] == ("destroy", "local.finance")
    targets = [f for f in deployed.flags if f.startswith("destroy ") and "--target" in f]
    assert sum(line.count("--target") for line in targets) == 3


@pytest.mark.parametrize(
    ("state", "leaving"),
    [
        (None, set()),
        (Checkpoint(3, {}), set()),
        (Checkpoint(3, {"resources": [role(STAYS)]}), set()),
        (Checkpoint(3, {"resources": [role(GONE), role(STAYS)]}), {GONE}),
        (Checkpoint(3, {"resources": [{"type": ROLE, "outputs": {}}, {"type": GRANT}]}), set()),
    ],
)
def test_a_role_leaves_that_a_state_has_and_no_plan(assess, state, leaving):
    found = departures(assess().plan).leaving(state)

    assert found == leaving


def test_all_roles_leave_where_all_is_destroyed():
    state = Checkpoint(3, {"resources": [role(GONE), role(STAYS)]})

    assert Departures("local").leaving(state) == {GONE, STAYS}
