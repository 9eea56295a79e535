from dataclasses import replace
from datetime import date, timedelta

import pytest

from meshwright.runner.state import records
from meshwright.runner.state.records import Record

from meshes import TODAY

STACK = "local.sales.orders"


@pytest.fixture
def store(engine):
    return engine.context.store


@pytest.fixture
def stack(assess):
    return assess().plan.stacks[STACK]


@pytest.fixture
def checkpoint(store):
    file = store.root / ".pulumi/stacks/mesh" / f"{STACK}.json"
    file.parent.mkdir(parents=True)
    file.write_text("one")
    return file


def is_current(store, stack, *, code="code", as_of=TODAY):
    return records.staleness(store, stack, code=code, as_of=as_of) is None


@pytest.mark.usefixtures("checkpoint")
def test_a_recorded_stack_is_current(store, stack):
    records.write(store, stack, code="code")

    assert is_current(store, stack)


@pytest.mark.usefixtures("checkpoint")
def test_a_stack_without_a_record_is_not_current(store, stack):
    assert not is_current(store, stack)


@pytest.mark.usefixtures("checkpoint")
def test_another_plan_is_not_current(store, stack):
    records.write(store, stack, code="code")

    assert not is_current(store, replace(stack, declarations=stack.declarations[:-1]))


@pytest.mark.usefixtures("checkpoint")
def test_other_code_is_not_current(store, stack):
    records.write(store, stack, code="code")

    assert not is_current(store, stack, code="newer")


def test_a_checkpoint_written_by_another_is_noticed(store, stack, checkpoint):
    records.write(store, stack, code="code")
    checkpoint.write_text("two")

    assert not is_current(store, stack)


def test_a_stack_that_has_gone_is_noticed(store, stack, checkpoint):
    records.write(store, stack, code="code")
    checkpoint.unlink()

    assert not is_current(store, stack)


@pytest.mark.usefixtures("checkpoint")
def test_a_record_holds_until_the_day_before_the_next_change(store, stack):
    change = date(2027, 1, 1)
    changing = replace(stack, next_change=change)
    records.write(store, changing, code="code")

    assert is_current(store, changing, as_of=change - timedelta(days=1))
    assert not is_current(store, changing, as_of=change)


def test_the_sample_agreement_ends_the_record_of_its_producer(stack):
    assert stack.next_change == date(2027, 1, 1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"version": 2, "digest": "d", "fingerprint": "f", "holds_until": null}',
        b'{"version": 1, "digest": "d", "fingerprint": "f", "holds_until": "soon"}',
        b"\xff",
    ],
)
def test_a_damaged_record_is_none(content):
    assert records.parse_record(content) is None


@pytest.mark.parametrize("until", [None, date(2026, 6, 1)])
def test_a_record_survives_its_file(until):
    record = Record("digest", "fingerprint", until)

    assert records.parse_record(record.as_bytes()) == record
