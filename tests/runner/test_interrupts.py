import os
import signal
import threading
import time
from dataclasses import replace
from functools import partial

import pytest

from meshwright.errors import ExitCode
from meshwright.runner import run
from meshwright.runner.engine import process
from meshwright.runner.engine.patience import Patience
from meshwright.runner.engine.stop import Stop
from meshwright.runner.results import Status

from runner import planned_runs

LOCKS = ".pulumi/locks/organization/mesh"


@pytest.fixture
def interrupted(engine, assess, told):
    """Runs `up` while signals come to this process, the first when an engine has begun."""

    def bring(*signals, pause=0.3, stop=None, **order):
        engine.order("local", **order)
        context = replace(engine.context, stop=stop or Stop())
        sender = threading.Thread(target=send, args=(context, signals, pause))
        sender.start()
        done = planned_runs.bring_up(context, assess(), (), told)
        sender.join()
        return done

    def send(context, signals, pause):
        events = context.logs / "local.events"
        until = time.monotonic() + 300
        while time.monotonic() < until and not (events.exists() and events.stat().st_size):
            time.sleep(0.02)
        for number in signals:
            os.kill(os.getpid(), number)
            time.sleep(pause)

    return bring


def left(engine):
    return list((engine.context.store.root / LOCKS).rglob("*.json"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_run_cleanly(engine, interrupted, number):
    done = interrupted(number, sleep=3600)

    assert {result.status for result in done.results} == {Status.CANCELLED}
    assert done.exit_code is ExitCode.CANCELLED
    assert [made for made, _ in engine.calls] == ["init", "up"]
    assert not left(engine)


def test_the_engine_gets_one_signal_alone(engine, interrupted):
    interrupted(signal.SIGINT, sleep=3600)

    checkpoint = engine.context.store.root / ".pulumi/stacks/mesh/local.json"
    assert '"signals": ["INT"]' in checkpoint.read_text()


def test_a_second_signal_is_passed_on(engine, interrupted, told):
    done = interrupted(signal.SIGINT, signal.SIGTERM, pause=1, sleep=3600, deaf=1)

    assert told.stopping_ == ["local"]
    assert done.exit_code is ExitCode.CANCELLED
    checkpoint = engine.context.store.root / ".pulumi/stacks/mesh/local.json"
    assert '"signals": ["INT", "INT"]' in checkpoint.read_text()


def test_an_engine_that_does_not_end_is_killed_and_its_lock_removed(engine, interrupted):
    stop = Stop(patience=0.3, last_patience=0.3)
    done = interrupted(signal.SIGINT, stop=stop, sleep=3600, ignores=True)

    assert done.exit_code is ExitCode.CANCELLED
    assert not left(engine)


def test_an_engine_that_is_stuck_with_nothing_in_flight_is_ended_soon(
    engine, interrupted, monkeypatch
):
    monkeypatch.setattr(process, "Patience", partial(Patience, asked=0.3))
    done = interrupted(signal.SIGTERM, sleep=3600, ignores=True)

    assert done.exit_code is ExitCode.CANCELLED
    assert not left(engine)


def test_an_engine_that_says_nothing_any_more_is_ended_and_that_is_told(
    engine, assess, told, monkeypatch
):
    monkeypatch.setattr(process, "Patience", partial(Patience, stuck=0.5))
    engine.order("local", sleep=3600)
    done = planned_runs.bring_up(engine.context, assess(), ["local"], told)

    assert done.exit_code is ExitCode.FAILED
    assert "the engine has said nothing for 0 minutes" in done.results[0].message
    assert not left(engine)


PACK_END = "the policy pack guardrails ended by itself with exit code 3; its last words: too much"


def test_the_end_of_a_pack_is_a_reason_also_where_only_the_log_has_it(engine, assess, told):
    engine.order("local", code=255, says=f"    error: failed to run policy: EOF\n{PACK_END}")
    done = planned_runs.bring_up(engine.context, assess(), ["local"], told)

    assert done.results[0].message == PACK_END


def test_an_engine_that_dies_leaves_no_lock(engine, assess, told):
    engine.order("local", dies=True)
    done = planned_runs.bring_up(engine.context, assess(), ["local"], told)

    assert done.exit_code is ExitCode.FAILED
    assert not left(engine)


def test_the_lock_of_another_is_left_alone(engine, assess, told):
    lock = engine.context.store.root / LOCKS / "local" / "other.json"
    lock.parent.mkdir(parents=True)
    lock.write_text('{"pid": 1, "hostname": "elsewhere"}')
    engine.order("local", code=1, says="error: the stack is currently locked")
    planned_runs.bring_up(engine.context, assess(), ["local"], told)

    assert left(engine) == [lock]


LOCKED = "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es)"
HOLDER = '{"pid": 7, "hostname": "elsewhere", "username": "eve", "timestamp": "2026-01-01T10:00Z"}'


def test_who_comes_second_is_told_who_holds_the_lock_and_since_when(
    engine, assess, told, monkeypatch
):
    lock = engine.context.store.root / LOCKS / "local" / "other.json"

    def begun(*_):
        # After the run has looked, and before its engine has.
        lock.parent.mkdir(parents=True, exist_ok=True)
        lock.write_text(HOLDER)
        return ()

    monkeypatch.setattr(engine.account, "prepare", begun)
    engine.order("local", code=255, says=LOCKED)
    monkeypatch.setattr("meshwright.runner.stack_operation.PAUSE", (0, 0))
    done = planned_runs.bring_up(engine.context, assess(), ["local"], told)
    failed = next(r for r in done.results if r.stack == "local")

    assert failed.message.startswith(
        "local is locked by eve@elsewhere (process 7) since 2026-01-01T10:00Z; nothing was changed"
    )
    assert "mesh recover --release local" in failed.message
    assert engine.calls.count(["up", "local"]) == 1


@pytest.mark.parametrize(("attempts", "comes_up"), [(3, True), (99, False)])
def test_where_two_began_at_once_and_both_gave_up_it_is_tried_again(
    engine, assess, told, monkeypatch, attempts, comes_up
):
    monkeypatch.setattr("meshwright.runner.stack_operation.PAUSE", (0, 0))
    engine.order("local", locked_out=attempts)
    done = planned_runs.bring_up(engine.context, assess(), ["local"], told)
    result = next(r for r in done.results if r.stack == "local")

    assert (result.status.value == "done") is comes_up
    assert engine.calls.count(["up", "local"]) == (4 if comes_up else 6)
    assert comes_up or result.message == (
        "local was locked by another run, which has ended: run it again"
    )


def test_a_stack_that_waits_for_a_worker_is_not_begun(engine, assess, told, monkeypatch):
    monkeypatch.setattr(run, "side_by_side", lambda: 1)
    engine.order("local.finance", sleep=0.5)
    told.started = lambda stack: engine.context.stop.ask() if "." in stack else None
    planned_runs.bring_up(engine.context, assess(), (), told)

    assert ["up", "local.sales"] not in engine.calls


def test_what_is_done_by_then_stays_done(engine, interrupted, assess, told):
    interrupted(signal.SIGINT, sleep=3600)
    engine.order("local")
    again = planned_runs.bring_up(engine.context, assess(), (), told)

    assert again.exit_code is ExitCode.DONE


def test_the_handlers_from_before_are_back_afterwards(interrupted):
    before = signal.getsignal(signal.SIGTERM)
    interrupted(signal.SIGTERM, sleep=3600)

    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize(
    ("asked", "waited", "level"),
    [(0, 99, 0), (1, 0, 1), (1, 6, 2), (1, 9, 3), (2, 0, 2), (2, 3, 3)],
)
def test_waiting_makes_a_stop_more_urgent(monkeypatch, asked, waited, level):
    now = [0.0]
    monkeypatch.setattr("meshwright.runner.engine.stop.time.monotonic", lambda: now[0])
    stop = Stop(patience=5, last_patience=2)
    for _ in range(asked):
        stop.ask()
    now[0] = float(waited)

    assert stop.level == level
