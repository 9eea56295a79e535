"""A stack follows its product: found by its bucket, and renamed whole, wherever it is killed."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from meshwright.errors import ExitCode, MeshError
from meshwright.runner import moves, role_transfers, run, stack_locks
from meshwright.runner.departures import departures
from meshwright.runner.recovery import past
from meshwright.runner.results import Status
from meshwright.runner.run_plan import Cause, Decision
from meshwright.runner.stack_operation import StackOperation
from meshwright.runner.state import s3_store
from meshwright.runner.state.checkpoint import read_checkpoint
from meshwright.runner.state.store import open_store

from meshes import FILES
from runner import planned_runs
from runner.backends import STACKS

OLD, NEW = "local.sales.orders", "local.finance.orders"
BUCKET = "aws:s3/bucket:Bucket"
LOCATION = "aws:lakeformation/resource:Resource"
ROLE = "aws:iam/role:Role"
KEY = "aws:kms/key:Key"
POLICY = "aws:iam/rolePolicy:RolePolicy"
JOBS = "/mesh/sales/mesh-local--sales--orders--runtime"
NAME = "mesh-local--sales--orders--111122223333"
FIRST, LAST = ".pulumi/history/mesh/", ".pulumi/backups/mesh/"
MOVED = {
    "sales/orders/product.yaml": None,
    "sales/orders/access/finance.reporting.yaml": None,
    "sales/invoices/product.yaml": FILES["sales/invoices/product.yaml"].replace(
        "sales.orders", "finance.orders"
    ),
    "finance/reporting/product.yaml": FILES["finance/reporting/product.yaml"].replace(
        "sales.orders", "finance.orders"
    ),
    "finance/orders/product.yaml": FILES["sales/orders/product.yaml"],
    "finance/orders/product.lock.yaml": "origin: sales.orders\n",
}
BACK = {**dict.fromkeys(MOVED), **FILES}


def urn(stack, type_, name):
    return f"urn:pulumi:{stack}::mesh::mesh:index:DataProduct${type_}::{name}"


def state(stack, *, bucket=NAME):
    product = f"urn:pulumi:{stack}::mesh::mesh:index:DataProduct::product"
    role = "arn:aws:iam::111122223333:role/mesh/sales/mesh-local--sales--data-access"
    resources = [
        {"type": "mesh:index:DataProduct", "urn": product},
        {
            "type": BUCKET,
            "urn": urn(stack, BUCKET, "data"),
            "id": bucket,
            "parent": product,
            "provider": f"urn:pulumi:{stack}::mesh::pulumi:providers:aws::aws::1",
            "inputs": {"bucket": bucket, "tags": {"stack": stack}},
        },
        {"type": LOCATION, "urn": urn(stack, LOCATION, "data"), "inputs": {"roleArn": role}},
    ]
    content = {"stack": f"organization/mesh/{stack}", "latest": {"resources": resources}}
    return json.dumps({"version": 3, "checkpoint": content}).encode()


class KilledError(BaseException):
    """The process is gone: nothing that it would still do happens."""


def fill(backend):
    """A stack with its checkpoint, the copy of the one before, history, backup and record."""
    backend.put(f"{STACKS}{OLD}.json", state(OLD))
    backend.put(f"{STACKS}{OLD}.json.bak", state(OLD))
    backend.put(f"{FIRST}{OLD}/{OLD}-17.history.json", b'{"kind": "update"}')
    backend.put(f"{FIRST}{OLD}/{OLD}-17.checkpoint.json", state(OLD))
    backend.put(f"{LAST}{OLD}/{OLD}.2.json", state(OLD))
    backend.put(f".pulumi/meshwright/{OLD}.json", b"{}")
    backend.put(f"{STACKS}local.sales.orders_eu.json", state("local.sales.orders_eu", bucket="x"))


def content(backend):
    """What a backend holds, but for locks."""
    if hasattr(backend, "folder"):
        files = (f for f in (backend.folder / ".pulumi").rglob("*") if f.is_file())
        held = {str(f.relative_to(backend.folder)): f.read_bytes() for f in files}
    else:
        listed = backend.client.list_objects_v2(Bucket="state")["Contents"]
        keys = [item["Key"] for item in listed]
        held = {k: backend.client.get_object(Bucket="state", Key=k)["Body"].read() for k in keys}
    return {key: text for key, text in held.items() if "/locks/" not in key}


@pytest.fixture
def dead():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.fixture
def context(engine, backend):
    return replace(engine.context, store=open_store(backend.url))


def kill_at(patch, point, dead):
    """Ends everything from the n-th write on, as the kill of the process does."""
    count = 0

    def mortal(real):
        def call(*arguments, **options):
            nonlocal count
            count += 1
            if count > point:
                raise KilledError
            return real(*arguments, **options)

        return call

    for name in ("write_bytes", "unlink", "replace"):
        patch.setattr(Path, name, mortal(getattr(Path, name)))
    patch.setattr(shutil, "rmtree", mortal(shutil.rmtree))
    patch.setattr(s3_store.S3Store, "_call", mortal(s3_store.S3Store._call))
    fake = SimpleNamespace(getpid=lambda: dead, environ=os.environ, getuid=os.getuid)
    for module in (stack_locks, moves):
        patch.setattr(module, "os", fake)


def test_a_stack_takes_its_whole_past_along(context, backend):
    fill(backend)
    before = content(backend)
    (said,) = moves.follow(context, OLD, NEW)
    after = content(backend)

    assert said == f"the stack {OLD} is called {NEW} now: its product has moved"
    prefix = next(iter(before)).partition(".pulumi")[0]
    assert json.loads(after[f"{prefix}{STACKS}{NEW}.json"]) == json.loads(
        state(NEW).replace(b'{"stack": "local.finance.orders"}', b'{"stack": "local.sales.orders"}')
    )
    assert after.keys() == {
        f"{prefix}{STACKS}{NEW}.json",
        f"{prefix}{STACKS}local.sales.orders_eu.json",
        f"{prefix}{FIRST}{NEW}/{NEW}-17.history.json",
        f"{prefix}{FIRST}{NEW}/{NEW}-17.checkpoint.json",
    }
    assert b"urn:pulumi:local.sales.orders::" not in b"".join(after.values())
    assert past.lost(context.store) == frozenset()
    assert not context.store.locks(OLD)
    assert not context.store.locks(NEW)


def test_at_whatever_point_it_is_killed_the_next_run_finishes_it(
    context, backend, monkeypatch, dead
):
    fill(backend)
    began = content(backend)
    moves.follow(context, OLD, NEW)
    whole = content(backend)
    points = 0
    while True:
        put_back(backend, began)
        with monkeypatch.context() as patch:
            kill_at(patch, points, dead)
            try:
                moves.follow(context, OLD, NEW)
            except KilledError:
                points += 1
            else:
                break
        present = context.store.stacks()
        assert {OLD, NEW} & present
        assert OLD not in past.lost(context.store)
        moves.follow(context, OLD, NEW)
        assert content(backend) == whole

    assert points >= 10


def put_back(backend, files):
    """The backend as it was, whatever has come since."""
    for key in content(backend).keys() - files.keys():
        if hasattr(backend, "folder"):
            (backend.folder / key).unlink()
        else:
            backend.client.delete_object(Bucket="state", Key=key)
    for key, text in files.items():
        if hasattr(backend, "folder"):
            backend.put(key, text)
        else:
            backend.client.put_object(Bucket="state", Key=key, Body=text)


@pytest.mark.parametrize("locked", [OLD, NEW])
def test_nobody_else_may_be_at_either_name(context, backend, locked):
    fill(backend)
    lock = {"pid": 1, "hostname": "elsewhere", "username": "eve", "timestamp": "2026-01-01"}
    file = f".pulumi/locks/organization/mesh/{locked}/1.json"
    backend.put(file, json.dumps(lock).encode())
    before = content(backend)

    with pytest.raises(MeshError, match=f"{locked} is locked by eve@elsewhere"):
        moves.follow(context, OLD, NEW)
    assert content(backend) == before
    assert [len(context.store.locks(s)) for s in (OLD, NEW)].count(1) == 1


def test_both_names_are_locked_while_the_state_is_renamed(context, backend, monkeypatch):
    fill(backend)
    held = []
    real = moves.renamed

    def looked(*arguments):
        held.append([len(context.store.locks(stack)) for stack in (OLD, NEW)])
        return real(*arguments)

    monkeypatch.setattr(moves, "renamed", looked)
    moves.follow(context, OLD, NEW)

    assert held == [[1, 1]]


def test_two_at_once_are_not_both_let_in(context, backend, monkeypatch):
    fill(backend)
    other = json.dumps({"pid": 1, "hostname": "x", "username": "eve", "timestamp": "t"}).encode()
    real = type(context.store).add_lock

    def beside(store, stack, content_):
        real(store, stack, other)
        return real(store, stack, content_)

    monkeypatch.setattr(type(context.store), "add_lock", beside)
    with pytest.raises(MeshError, match="is locked by eve@x"):
        moves.follow(context, OLD, NEW)
    assert {str(lock) for lock in context.store.locks(OLD)} == {"by eve@x (process 1) since t"}


def test_a_name_under_which_other_data_is_deployed_is_not_taken(context, backend):
    fill(backend)
    backend.put(f"{STACKS}{NEW}.json", state(NEW, bucket="mesh-local--finance--orders--1"))
    before = content(backend)

    with pytest.raises(MeshError, match="is there already and holds other data"):
        moves.follow(context, OLD, NEW)
    assert content(backend) == before


def test_a_state_that_cannot_be_read_here_is_left_to_the_engine(context, backend):
    backend.put(f"{STACKS}{OLD}.json.zst", b"\x28\xb5\x2f\xfd...")

    with pytest.raises(MeshError, match="zstd") as caught:
        moves.follow(context, OLD, NEW)
    assert caught.value.fix.startswith(
        "pulumi stack rename -s organization/mesh/local.sales.orders"
    )


def provider(stack):
    urn = f"urn:pulumi:{stack}::mesh::pulumi:providers:aws::aws"
    return {"type": "pulumi:providers:aws", "urn": urn, "id": f"of-{stack}"}


def jobs(stack):
    """The runtime role of the product in a domain's state, its policy, and their component."""
    begin = f"urn:pulumi:{stack}::mesh::mesh:index:Domain"
    component = f"{begin}$mesh:index:Role::runtime:sales.orders"
    own = provider(stack)
    used = {"parent": component, "provider": f"{own['urn']}::{own['id']}"}
    role = f"{begin}$mesh:index:Role${ROLE}::runtime:sales.orders"
    return [
        {"type": "mesh:index:Role", "urn": component, "parent": f"{begin}::domain"},
        {"type": ROLE, "urn": role, "outputs": {"arn": f"arn:aws:iam::1:role{JOBS}"}, **used},
        {
            "type": POLICY,
            "urn": f"{begin}$mesh:index:Role${POLICY}::runtime:sales.orders",
            "inputs": {"role": JOBS.rpartition("/")[2]},
            "dependencies": [role],
            **used,
        },
    ]


@pytest.fixture
def deployed(engine, assess, told):
    """The sample mesh as it is deployed; the products' states hold their buckets."""
    for name, product in ((OLD, "orders"), ("local.sales.invoices", "invoices")):
        bucket = NAME.replace("orders", product)
        engine.order(
            name,
            resources=json.loads(state(name, bucket=bucket))["checkpoint"]["latest"]["resources"],
        )
    engine.order("local.sales", resources=[provider("local.sales"), *jobs("local.sales")])
    engine.order("local.finance", resources=[provider("local.finance")])
    planned_runs.bring_up(engine.context, assess(), (), told)
    engine.forget()
    engine.order(NEW, resources=json.loads(state(NEW))["checkpoint"]["latest"]["resources"])
    # What the engine leaves of the domains, once it has been told of the move.
    engine.order("local.sales", resources=[provider("local.sales")])
    engine.order("local.finance", resources=[provider("local.finance"), *jobs("local.finance")])
    return engine


def of(plan, name):
    return next(stack for stack in plan.stacks if stack.name == name)


def test_a_moved_product_is_planned_as_what_it_was(deployed, assess):
    plan = planned_runs.planned(deployed.context, assess(MOVED))
    moved, taker = of(plan, NEW), of(plan, "local.finance")

    assert (moved.decision, moved.moved_from) == (Decision.RUN, OLD)
    assert [(why.cause, why.stack) for why in moved.why] == [(Cause.MOVED, OLD)]
    assert plan.orphans == ()
    # Its key lies there; and what takes its role over comes before what lets it go.
    assert "local.sales" in moved.rests_on
    assert of(plan, "local.sales").waits_for == ("local.finance",)
    assert taker.wave < of(plan, "local.sales").wave < moved.wave


@pytest.mark.parametrize("words", [(), ["finance.orders"], ["finance"]])
def test_it_is_renamed_before_it_is_brought_up(deployed, assess, told, words):
    done = planned_runs.bring_up(deployed.context, assess(MOVED), words, told)
    stacks = deployed.context.store.stacks()

    assert done.exit_code is ExitCode.DONE
    assert NEW in stacks
    assert OLD not in stacks
    assert ["init", NEW] not in deployed.calls
    assert deployed.calls.index(["up", "local.sales"]) < deployed.calls.index(["up", NEW])
    (result,) = (r for r in done.results if r.stack == NEW)
    assert result.notes == (f"the stack {OLD} is called {NEW} now: its product has moved",)

    again = planned_runs.planned(deployed.context, assess(MOVED), words)
    assert of(again, NEW).decision is Decision.SKIP


def test_and_back_again(deployed, assess, told):
    planned_runs.bring_up(deployed.context, assess(MOVED), (), told)
    plan = planned_runs.planned(deployed.context, assess(BACK), ["sales.orders"])

    assert of(plan, OLD).moved_from == NEW
    # What it left still has its role.
    assert {stack.name for stack in plan.stacks} >= {"local.finance", "local.sales"}
    deployed.order("local.sales", resources=[provider("local.sales"), *jobs("local.sales")])
    deployed.order("local.finance", resources=[provider("local.finance")])
    planned_runs.bring_up(deployed.context, assess(BACK), (), told)
    assert NEW not in deployed.context.store.stacks()


def test_on_while_another_takes_its_place(deployed, assess, told):
    taken = {
        "sales/invoices/product.yaml": None,
        "sales/orders/product.yaml": FILES["sales/invoices/product.yaml"].replace(
            "inputs: [sales.orders]\n", ""
        ),
        "sales/orders/product.lock.yaml": "origin: sales.invoices\n",
    }
    plan = planned_runs.planned(deployed.context, assess({**MOVED, **taken}))
    assert of(plan, NEW).moved_from == OLD
    assert of(plan, OLD).moved_from == "local.sales.invoices"
    assert NEW in of(plan, OLD).waits_for

    planned_runs.bring_up(deployed.context, assess({**MOVED, **taken}), (), told)
    found = {s: moves._bucket(deployed.context.store, s) for s in (NEW, OLD)}
    assert found[NEW] == NAME


def test_a_stack_that_no_spec_stands_for_and_nobody_has_moved_stays_an_orphan(deployed, assess):
    plan = planned_runs.planned(
        deployed.context, assess({**MOVED, "finance/orders/product.lock.yaml": None})
    )

    assert plan.orphans == ("sales.orders",)
    assert of(plan, NEW).moved_from == ""


def test_a_preview_looks_at_a_copy_and_renames_nothing(deployed, assess, told):
    before = deployed.context.store.stacks()
    done = planned_runs.preview(deployed.context, assess(MOVED), (), told)

    assert done.exit_code is ExitCode.DONE
    assert ["preview", NEW] in deployed.calls
    assert deployed.context.store.stacks() == before


def test_a_domain_stays_while_files_of_what_moved_away_lie_under_its_key(deployed, assess, told):
    planned_runs.bring_up(deployed.context, assess(MOVED), (), told)
    deployed.forget()
    done = run.destroy(deployed.context, assess(MOVED), ["sales"], told, delete_data=True)
    (domain,) = (r for r in done.results if r.stack == "local.sales")
    (product,) = (r for r in done.results if r.stack == "local.sales.invoices")

    assert deployed.calls == []
    assert {r.status for r in done.results} == {Status.HELD}
    assert product.message.startswith("local.sales has to stay: the files of finance.orders")
    assert "the files of finance.orders, moved away from sales, lie under its key" in domain.message
    assert "local.sales" in deployed.context.store.stacks()
    assert done.exit_code is ExitCode.FINDINGS


def test_a_product_that_is_named_goes_without_its_domain(deployed, assess, told):
    planned_runs.bring_up(deployed.context, assess(MOVED), (), told)
    done = run.destroy(deployed.context, assess(MOVED), ["sales.invoices"], told, delete_data=True)

    assert [(r.stack, r.status) for r in done.results] == [("local.sales.invoices", Status.DONE)]


def test_with_all_that_rests_on_it_a_domain_goes(deployed, assess, told):
    planned_runs.bring_up(deployed.context, assess(MOVED), (), told)
    words = ["sales", "finance.orders"]
    done = run.destroy(deployed.context, assess(MOVED), words, told, delete_data=True)

    assert {r.status for r in done.results} == {Status.DONE}


def held(context, stack):
    """The resources of a stack's state, by their types."""
    checkpoint = read_checkpoint(context.store, stack)
    assert checkpoint is not None
    return {r["type"]: r for r in checkpoint.resources}


def handed_over(deployed, assess, domain):
    """The result of handing over, as a domain's stack has its turn, and the state before its up."""
    plan = assess(MOVED).plan
    stack = plan.stacks[domain]
    handed = role_transfers.transfer_roles(deployed.context, stack, departures(plan), ())
    return handed, held(deployed.context, domain)


def test_a_role_is_taken_over_as_it_is_before_it_is_let_go(deployed, assess):
    sales = held(deployed.context, "local.sales")
    handed, finance = handed_over(deployed, assess, "local.finance")

    assert (handed.refusal, handed.first) == (None, None)
    assert handed.roles == (f"{JOBS} of local.sales, as it is",)
    assert list(finance.values()) == [provider("local.finance"), *jobs("local.finance")]
    assert held(deployed.context, "local.sales") == sales

    handed, left = handed_over(deployed, assess, "local.sales")
    assert handed == role_transfers.NOTHING
    assert list(left.values()) == [provider("local.sales")]


def test_done_again_nothing_is_taken_twice(deployed, assess):
    handed_over(deployed, assess, "local.finance")
    before = deployed.context.store.read_checkpoint("local.finance")
    handed_over(deployed, assess, "local.finance")

    assert deployed.context.store.read_checkpoint("local.finance") == before


def test_a_role_that_nobody_has_taken_is_not_let_go(deployed, assess):
    with pytest.raises(
        MeshError, match=r"is to go to local[.]finance, which has not taken it over"
    ):
        handed_over(deployed, assess, "local.sales")
    assert ROLE in held(deployed.context, "local.sales")


def test_a_domain_that_is_new_comes_up_without_the_role_first(deployed, assess):
    deployed.context.store.remove("local.finance")
    deployed.order("local.finance", resources=[provider("local.finance")])
    handed, finance = handed_over(deployed, assess, "local.finance")

    assert handed.first is not None
    assert handed.first.status is Status.DONE
    assert handed.refusal is None
    assert deployed.calls[0] == ["up", "local.finance"]
    assert {ROLE, POLICY} <= finance.keys()


def test_where_that_fails_nothing_is_handed_over(deployed, assess):
    deployed.context.store.remove("local.finance")
    deployed.order("local.finance", code=255, errors=[["AccessDenied", ROLE, "x"]])
    handed, finance = handed_over(deployed, assess, "local.finance")

    assert handed.refusal is not None
    assert handed.refusal.status is Status.FAILED
    assert ROLE not in finance


def test_a_state_that_cannot_be_written_is_told_of(deployed, assess, monkeypatch):
    monkeypatch.setattr(StackOperation, "import_state", lambda *_: "no room")

    with pytest.raises(
        MeshError, match=r"roles could not be handed over in the state of local[.]f"
    ):
        handed_over(deployed, assess, "local.finance")


@pytest.mark.parametrize(("domain", "has_role"), [("local.finance", True), ("local.sales", False)])
def test_a_preview_looks_at_domains_as_if_the_role_were_handed_over(
    deployed, assess, domain, has_role
):
    plan = assess(MOVED).plan
    before = deployed.context.store.read_checkpoint(domain)
    stack = plan.stacks[domain]

    leave = departures(plan)
    with role_transfers.as_if_transferred(deployed.context, stack, leave) as (there, rest, _):
        assert rest is stack
        assert (ROLE in held(there, domain)) is has_role
        assert there.variables["PULUMI_BACKEND_URL"].startswith("file:///")
    assert deployed.context.store.read_checkpoint(domain) == before


def test_where_no_role_moves_a_preview_looks_at_the_state_itself(deployed, assess):
    plan = assess().plan
    stack = plan.stacks["local.sales"]

    leave = departures(plan)
    with role_transfers.as_if_transferred(deployed.context, stack, leave) as (there, rest, handed):
        assert (there, rest, handed) == (deployed.context, stack, role_transfers.NOTHING)


def test_a_preview_of_a_new_domain_makes_no_role_that_it_takes_over(deployed, assess, told):
    deployed.context.store.remove("local.finance")
    done = planned_runs.preview(deployed.context, assess(MOVED), ["finance"], told)
    (finance,) = (r for r in done.results if r.stack == "local.finance")
    created = {change.resource for change in finance.changed}

    assert finance.taken_over == (f"{JOBS} of local.sales, as it is",)
    assert not any("orders" in resource for resource in created)
    assert any("reporting" in resource for resource in created)


def test_what_a_new_domain_made_first_is_counted(deployed, assess, told):
    deployed.context.store.remove("local.finance")
    steps = [["create", KEY, "key"]]
    resources = [provider("local.finance"), *jobs("local.finance")]
    deployed.order("local.finance", steps=steps, resources=resources)
    done = planned_runs.bring_up(deployed.context, assess(MOVED), (), told)
    (finance,) = (r for r in done.results if r.stack == "local.finance")

    # The fake engine makes the same thing in each of the two steps.
    assert deployed.calls.count(["up", "local.finance"]) == 2
    assert finance.changes.create == 2
    assert finance.taken_over == (f"{JOBS} of local.sales, as it is",)
    assert [change.operation for change in finance.changed] == ["create", "create"]
