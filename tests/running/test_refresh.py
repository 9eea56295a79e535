"""The order of a run over several machines: whom it starts, follows and holds."""

from datetime import date

import pytest

from meshwright.running.refresh import Pace, Refresh
from meshwright.running.values import Request, State

from machines import Scripted, Told, machine, result

FLIGHTS, WEATHER = machine("ops.flights"), machine("weather.stations")
HOURLY = machine("ops.hourly", "ops.flights")
CAUSES = machine("plan.causes", "ops.hourly", "weather.stations")
ALL = (FLIGHTS, WEATHER, HOURLY, CAUSES)
NOTHING_SAID = Request()


@pytest.fixture
def service():
    return Scripted()


@pytest.fixture
def reporter():
    return Told()


@pytest.fixture
def refresh(service, reporter):
    def build(*machines, request=NOTHING_SAID, **more):
        pace = Pace(1.0, 3.0, service.clock, service.sleep)
        return Refresh(machines, service, request, reporter, pace, **more)

    return build


def states(outcomes):
    return {outcome.machine.product: outcome.state for outcome in outcomes}


def test_each_machine_is_started_when_its_inputs_are_refreshed(refresh, service, reporter):
    outcomes = refresh(*ALL).run()

    told = reporter.lines
    assert set(states(outcomes).values()) == {State.SUCCEEDED}
    assert [name for name, _ in service.inputs] == [m.product for m in ALL]
    assert told.index("succeeded ops.hourly") < told.index("started plan.causes")
    assert outcomes[0].seconds == 2.0


def test_those_that_rest_on_no_other_run_side_by_side(refresh, reporter):
    refresh(FLIGHTS, WEATHER).run()

    assert reporter.lines[:2] == ["started ops.flights", "started weather.stations"]


def test_an_input_that_is_not_run_is_not_waited_for(refresh):
    assert states(refresh(CAUSES).run()) == {"plan.causes": State.SUCCEEDED}


def test_what_rests_on_a_failed_one_is_held_and_the_rest_goes_on(refresh, service):
    service.start = lambda machine, _: service.add(
        machine, error="mesh.QualityFailed" if machine is FLIGHTS else ""
    )
    outcomes = refresh(*ALL).run()

    assert states(outcomes) == {
        "ops.flights": State.FAILED,
        "weather.stations": State.SUCCEEDED,
        "ops.hourly": State.HELD,
        "plan.causes": State.HELD,
    }
    assert outcomes[0].execution.error == "mesh.QualityFailed"
    assert outcomes[2].because == "ops.flights was not refreshed"
    assert [o.is_well for o in outcomes] == [False, True, False, False]


def test_what_reads_one_that_waits_for_inputs_waits_too(refresh, service):
    def start(machine, _):
        execution = service.add(machine)
        if machine is FLIGHTS:
            said = result(machine.product, service.now, state="waiting")
            said = said.model_copy(update={"waiting_for": "shop.carts.carts"})
            service.results[execution.arn] = said
        return execution

    service.start = start
    flights, hourly = refresh(FLIGHTS, HOURLY).run()

    assert (flights.state, flights.because) == (
        State.WAITING,
        "waiting for inputs: shop.carts.carts",
    )
    assert (hourly.state, hourly.because) == (State.WAITING, "waiting for inputs: ops.flights")
    assert hourly.execution is None


def test_a_machine_that_cannot_be_started_fails_alone(refresh, service):
    service.refused["ops.flights"] = "not deployed"
    flights, weather = refresh(FLIGHTS, WEATHER).run()

    assert (flights.state, flights.because, flights.fix) == (State.FAILED, "not deployed", "ask")
    assert flights.seconds == 0.0
    assert weather.state is State.SUCCEEDED


def test_an_execution_that_an_inputs_event_began_is_followed(refresh, service):
    service.listeners["ops.flights"] = [HOURLY]
    outcomes = refresh(FLIGHTS, HOURLY).run()

    assert states(outcomes)["ops.hourly"] is State.SUCCEEDED
    assert [name for name, _ in service.inputs] == ["ops.flights"]
    assert len(service.executions["ops.hourly"]) == 1


def test_an_event_that_never_comes_is_not_waited_for_long(refresh, service):
    refresh(FLIGHTS, HOURLY).run()

    begun = service.executions["ops.hourly"][0].started
    assert (begun - service.executions["ops.flights"][0].ended).total_seconds() == 3.0


def test_what_no_event_starts_is_started_at_once(refresh, service):
    refresh(FLIGHTS, machine("ops.hourly", "ops.flights", follows_inputs=False)).run()

    begun = service.executions["ops.hourly"][0].started
    assert begun == service.executions["ops.flights"][0].ended


def test_a_request_of_its_own_is_not_left_to_an_event(refresh, service):
    service.listeners["ops.flights"] = [HOURLY]
    request = Request(date(2026, 1, 1), date(2026, 1, 31))
    refresh(FLIGHTS, HOURLY, request=request).run()

    days = {"from": "2026-01-01", "to": "2026-01-31"}
    assert service.inputs == [("ops.flights", days), ("ops.hourly", days)]


def test_who_gives_way_follows_the_newest(refresh, service):
    service.seconds, service.idle = 0.5, True
    run = refresh(FLIGHTS)
    run._go_on(FLIGHTS)
    service.sleep(0.1)
    newest = service.add(FLIGHTS, seconds=9)
    (flights,) = run.run()

    assert flights.execution.arn == newest.arn
    assert flights.state is State.SUCCEEDED
    assert flights.result is not None


def test_the_run_that_landed_files_began_is_followed(refresh, service):
    service.sleep(5)
    landed = service.now
    run = refresh(FLIGHTS, landed={"ops.flights": landed})
    run._go_on(FLIGHTS)
    begun = service.add(FLIGHTS)
    (flights,) = run.run()

    assert flights.execution.arn == begun.arn
    assert service.inputs == []


def test_a_run_that_may_have_missed_the_last_file_is_not_the_last_to_be_followed(refresh, service):
    run = refresh(FLIGHTS, landed={"ops.flights": service.now})
    service.add(FLIGHTS)
    run._go_on(FLIGHTS)
    service.sleep(0.5)
    last = service.add(FLIGHTS, seconds=30)
    (flights,) = run.run()

    assert flights.execution.arn == last.arn


def test_landed_files_that_start_nothing_are_taken_by_a_run_of_its_own(refresh, service):
    (flights,) = refresh(FLIGHTS, landed={"ops.flights": service.now}).run()

    assert [name for name, _ in service.inputs] == ["ops.flights"]
    assert flights.state is State.SUCCEEDED


def test_a_run_without_a_result_that_gave_way_to_none_is_done(refresh, service):
    service.add(FLIGHTS, seconds=0)
    service.sleep(1)
    service.idle = True
    (flights,) = refresh(FLIGHTS).run()

    assert (flights.state, flights.result) == (State.SUCCEEDED, None)


def test_without_waiting_only_what_is_first_is_started(refresh, service):
    last = machine("plan.late", "ops.hourly", follows_inputs=False)
    outcomes = refresh(FLIGHTS, HOURLY, last).start_first()

    assert set(states(outcomes).values()) == {State.LEFT}
    assert [o.because for o in outcomes] == [
        "started",
        "starts by itself when ops.flights is refreshed",
        "not started: it reads ops.hourly, and its inputs' events do not start it",
    ]
    assert [name for name, _ in service.inputs] == ["ops.flights"]
    assert all(outcome.is_well for outcome in outcomes)
