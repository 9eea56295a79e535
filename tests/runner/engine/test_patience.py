"""An engine that says nothing is not waited for without end."""

import pytest

from meshwright.runner.engine import patience as module
from meshwright.runner.engine.events import EventLog
from meshwright.runner.engine.patience import Patience


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def events(tmp_path):
    return EventLog(tmp_path / "events")


def after(clock, patience, seconds, *, is_asked=False):
    clock[0] += seconds
    return patience.is_over(is_asked=is_asked)


def test_silence_with_nothing_under_way_ends(clock, events):
    patience = Patience(events, stuck=60)

    assert not after(clock, patience, 59)
    assert after(clock, patience, 2)
    assert patience.fault == (
        "the engine has said nothing for 1 minutes, with nothing under way: ended"
    )


def test_each_word_begins_the_silence_anew(clock, events):
    patience = Patience(events, stuck=60)
    after(clock, patience, 50)
    events._offset = 7

    assert not after(clock, patience, 50)
    assert not after(clock, patience, 59)
    assert after(clock, patience, 2)


def test_a_call_in_flight_has_longer(clock, events):
    patience = Patience(events, stuck=60, stuck_in_a_call=600)
    events.in_flight.add("urn:bucket")

    assert not after(clock, patience, 599)
    assert after(clock, patience, 2)
    assert "with urn:bucket under way" in patience.fault


def test_one_that_was_asked_to_stop_has_little_time_when_nothing_is_in_flight(clock, events):
    patience = Patience(events, asked=10)
    after(clock, patience, 100)

    assert not after(clock, patience, 1, is_asked=True)
    assert not after(clock, patience, 9, is_asked=True)
    assert after(clock, patience, 2, is_asked=True)


def test_what_was_in_flight_when_it_was_asked_is_waited_for(clock, events):
    patience = Patience(events, asked=10)
    events.in_flight.add("urn:bucket")

    assert not after(clock, patience, 1, is_asked=True)
    assert not after(clock, patience, 100, is_asked=True)
    events.in_flight.clear()
    events._offset = 7
    assert not after(clock, patience, 1, is_asked=True)
    assert after(clock, patience, 11, is_asked=True)
