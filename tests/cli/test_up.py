"""What `mesh up --refresh` says of stacks in which access was taken back, and of the proof."""

from types import SimpleNamespace
from typing import Any

import pytest

from meshwright.cli import deployment, report, up
from meshwright.cli.deployment import Order
from meshwright.gate.reasons import Reason
from meshwright.operations.drift import repair
from meshwright.operations.drift.values import Call, Drift, Kind
from meshwright.operations.proof import repair as proof_repair
from meshwright.operations.proof.values import Proof
from meshwright.runner.results import Changes, StackResult, Status
from meshwright.runner.run import Run
from meshwright.runner.run_plan import RunPlan

from meshes import environment

ORDERS, LINES = "local.sales.orders", "local.sales.lines"
OUTCOMES = {
    ORDERS: StackResult(ORDERS, Status.DONE, Changes(same=3)),
    LINES: StackResult(LINES, Status.FAILED, reasons=(Reason("no"),)),
}
REVOKE = {
    "Principal": {"DataLakePrincipalIdentifier": "eve"},
    "Resource": {"Table": {"DatabaseName": "d", "Name": "t"}},
    "Permissions": ["SELECT"],
}
CALL = Call("lakeformation", "revoke_permissions", REVOKE)
NOTHING = Proof((), (), 12, 3, 1)
FOUND = Drift(ORDERS, "sales.orders", Kind.EXTRA, "eve has SELECT", opens=True, remedy=CALL)


class Cloud:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def client(self, _service: str) -> Any:
        def revoke(**_arguments: Any) -> None:
            self.asked.append("revoke_permissions")

        return SimpleNamespace(revoke_permissions=revoke)


@pytest.fixture
def refreshed(engine_less: Any, monkeypatch: pytest.MonkeyPatch, told: Any):
    """A refreshed update of two stacks, in whose first these things are found afterwards."""

    def run(*drifts: Drift) -> tuple[Run, Cloud]:
        cloud = Cloud()

        def bring_up(_context: Any, _assessment: Any, _plan: Any, reporter: Any, **_more: Any):
            for stack, result in OUTCOMES.items():
                reporter.started(stack)
                reporter.finished(result)
            return Run(tuple(OUTCOMES.values()))

        def take(looks: Any, stack: str, *, seen: Any) -> StackResult:
            del seen
            looks.drifts[stack] = drifts
            return StackResult(stack, Status.DONE)

        monkeypatch.setattr("meshwright.runner.run.bring_up", bring_up)
        # What the account says after that has tests of its own.
        monkeypatch.setattr("meshwright.runner.run.read_back", lambda _context, _stacks, run: run)
        monkeypatch.setattr("meshwright.runner.cloud.connect", lambda *_, **__: cloud)
        monkeypatch.setattr(proof_repair, "prove", lambda *_: NOTHING)
        monkeypatch.setattr(repair.DriftScan, "take", take)
        session, assessment = engine_less
        return up._put_right(session, assessment, RunPlan(), told, delete_data=False), cloud

    return run


@pytest.fixture
def engine_less(tmp_path: Any) -> tuple[Any, Any]:
    from meshwright.runner.engine.stop import Stop

    store = SimpleNamespace(stacks=lambda: frozenset({ORDERS, LINES, "local"}))
    context = SimpleNamespace(store=store, stop=Stop())
    assessment = SimpleNamespace(
        environment=environment("local"), plan=SimpleNamespace(stacks={}), root=tmp_path
    )
    return SimpleNamespace(endpoint=None, context=context), assessment


@pytest.fixture
def told() -> Any:
    lines: list[str] = []
    return SimpleNamespace(
        lines=lines,
        started=lambda _stack: None,
        changed=lambda _stack, _change: None,
        finished=lambda result: lines.append(str(progress_line(result))),
    )


def progress_line(result: StackResult) -> Any:
    from meshwright.cli.progress import line

    return line(result)


def test_a_stack_of_which_access_was_taken_back_is_not_told_to_have_no_change(refreshed, told):
    run, cloud = refreshed(FOUND)

    assert cloud.asked == ["revoke_permissions"]
    assert [line for line in told.lines if ORDERS in line] == [f"done      {ORDERS}: 1 deleted"]
    assert "1 change" in report.headline(run, environment("local"))
    document = report.document(run, environment("local"), endpoint=None)
    assert document["changes"] == 1
    assert document["results"][0]["changed"][0]["resource"] == "access::eve has SELECT"


def test_a_stack_that_is_as_it_should_be_has_no_change(refreshed, told):
    run, cloud = refreshed()

    assert cloud.asked == []
    assert [line for line in told.lines if ORDERS in line] == [f"done      {ORDERS}: no change"]
    assert run.changes == 0


def test_a_stack_that_did_not_come_up_is_told_once(refreshed, told):
    refreshed(FOUND)

    assert len([line for line in told.lines if LINES in line]) == 1


@pytest.mark.parametrize(
    ("words", "only", "asked"),
    [
        ([], False, "bring up the whole mesh"),
        (["sales"], True, "bring up sales"),
        (["sales"], False, "bring up sales, with producers that are behind with grants to it"),
    ],
)
def test_a_person_is_asked_about_what_comes_along(
    monkeypatch: pytest.MonkeyPatch, words: list[str], only: bool, asked: str
) -> None:
    orders: list[Order] = []
    monkeypatch.setattr(deployment, "deploy_planned", lambda order, *_: orders.append(order))
    up.up(words, only=only)

    assert [(order.question, order.only, order.skip) for order in orders] == [(asked, only, True)]


@pytest.mark.parametrize(
    ("options", "part", "asked"),
    [
        ({"stage": "before"}, "stage before", "bring up the whole mesh, stage before"),
        ({"stage": "products"}, "shard 1/1", "bring up the whole mesh, shard 1/1"),
        ({"shard": "2/3"}, "shard 2/3", "bring up the whole mesh, shard 2/3"),
        ({"stage": "products", "shard": "2/3"}, "shard 2/3", None),
        ({"changed_since": "main"}, "None", "bring up what has changed since main"),
    ],
)
def test_a_part_of_a_run_is_asked_for_by_stage_or_shard(
    monkeypatch: pytest.MonkeyPatch, options: Any, part: str, asked: str | None
) -> None:
    orders: list[Order] = []
    monkeypatch.setattr(deployment, "deploy_planned", lambda order, *_: orders.append(order))
    up.up(**options)
    (order,) = orders

    assert str(order.part) == part
    assert order.since == options.get("changed_since")
    assert asked in (None, order.question)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--stage", "middle"), "'middle' is no stage\n  fix: name one of before, products, after"),
        (("--stage", "after", "--shard", "1/2"), "stage after has no shards"),
        (("--shard", "3/2"), "'3/2' is not a shard"),
        (("sales", "--changed-since", "main"), "a SELECT and --changed-since both say"),
    ],
)
def test_what_is_no_part_is_refused(mesh: Any, arguments: tuple[str, ...], said: str) -> None:
    ended = mesh("up", *arguments)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
