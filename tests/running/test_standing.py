"""How a product stands: its last run, and whether its rows are as fresh as promised."""

from datetime import timedelta

import pytest

from meshwright.running.standing import standing
from meshwright.running.values import State

from machines import BEGIN, Scripted, machine, result

FLIGHTS = machine("ops.flights", freshness=timedelta(hours=4))


@pytest.fixture
def service():
    return Scripted()


def test_a_product_that_ran_in_time_is_well(service):
    service.add(FLIGHTS)
    service.sleep(3600)
    found = standing(service, FLIGHTS, service.now)

    assert found.is_well
    assert found.age == timedelta(seconds=3598)
    assert found.last
    assert (found.last.state, found.running) == (State.SUCCEEDED, None)


def test_rows_older_than_promised_are_stale(service):
    service.add(FLIGHTS)
    service.sleep(5 * 3600)

    assert standing(service, FLIGHTS, service.now).is_stale


@pytest.mark.parametrize(("promise", "stale"), [(None, False), (timedelta(hours=1), True)])
def test_a_product_that_never_ran_is_stale_where_it_promises(service, promise, stale):
    found = standing(service, machine("a.b", freshness=promise), BEGIN)

    assert (found.last, found.age, found.is_stale) == (None, None, stale)


def test_a_failed_run_leaves_the_rows_of_the_one_before(service):
    service.add(FLIGHTS)
    service.sleep(60)
    service.add(FLIGHTS, error="mesh.QualityFailed")
    service.sleep(60)
    found = standing(service, FLIGHTS, service.now)

    assert found.has_failed
    assert (found.is_stale, found.is_well) == (False, False)
    assert found.last
    assert found.last.error == "mesh.QualityFailed"
    assert found.refreshed == BEGIN + timedelta(seconds=2)


def test_a_run_that_waited_for_inputs_brings_no_rows(service):
    waiting = service.add(FLIGHTS)
    service.results[waiting.arn] = result("ops.flights", service.now, state="waiting")
    service.sleep(60)
    found = standing(service, FLIGHTS, service.now)

    assert found.result
    assert found.result.is_waiting
    assert (found.refreshed, found.has_failed, found.is_stale) == (None, False, True)


def test_a_run_that_gave_way_says_nothing_of_the_rows(service):
    service.add(FLIGHTS)
    service.sleep(10)
    service.add(FLIGHTS, idle=True)
    service.sleep(10)
    going = service.add(FLIGHTS)
    found = standing(service, FLIGHTS, service.now)

    assert found.last
    assert found.running
    assert found.last.arn == f"{FLIGHTS.arn}:0"
    assert found.running.arn == going.arn
