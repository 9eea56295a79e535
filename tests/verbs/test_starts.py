"""Runs that start at once: one works, one waits, the rest end; each that worked is told of."""

from typing import Any

from verbs.ledger import Ledger
from verbs.shop import DAILY, ORDERS, SECONDS, Shop, until

AT_ONCE = 4
LIST, ENOUGH, LATER = "list all", "are all there", "later"


def gated(definition: dict[str, Any], executions: int) -> dict[str, Any]:
    """A machine whose runs go to work only once so many executions were started."""
    states = definition["States"]
    work = states["what to do"]["Default"]
    states["what to do"]["Default"] = LIST
    states[LIST] = {
        **states["list runs"],
        "Parameters": {"StateMachineArn.$": "$$.StateMachine.Id", "MaxResults": 1000},
        "ResultPath": "$.all",
        "Next": ENOUGH,
    }
    there = {"Variable": "$.all.number", "NumericGreaterThanEquals": executions, "Next": work}
    states[ENOUGH] = {"Type": "Choice", "Choices": [there], "Default": LATER}
    states[LATER] = {"Type": "Wait", "Seconds": 10, "Next": LIST}
    return definition


def test_of_four_starts_one_works_one_waits_and_readers_are_told_of_both(
    shop: Shop, ledger: Ledger
) -> None:
    orders, daily = len(shop.executions(ORDERS)), len(shop.executions(DAILY))

    with shop.redefined(ORDERS, gated(shop.definition(ORDERS), orders + AT_ONCE)):
        started = [shop.begun("run", ORDERS) for _ in range(AT_ONCE)]
        codes = [each.wait(SECONDS) for each in started]
        shop.settled()

    found, worked = shop.since(ORDERS, orders), shop.worked(ORDERS, orders)
    assert codes == [0] * AT_ONCE
    assert [each["status"] for each in found] == ["SUCCEEDED"] * AT_ONCE
    # What came in between sees its wish done by the newest.
    assert worked == [found[0], found[-1]]
    assert len(shop.worked(DAILY, daily)) == len(shop.since(DAILY, daily)) == len(worked)
    ledger.check("four starts")


def test_a_landed_file_starts_a_run_and_that_its_reader_each_once_and_by_event(
    shop: Shop, ledger: Ledger
) -> None:
    orders, daily = len(shop.executions(ORDERS)), len(shop.executions(DAILY))

    done = shop.mesh("ingest", ORDERS, ledger.next_file(), "--no-run")
    until(lambda: shop.since(DAILY, daily))
    shop.settled()

    assert done.code == 0, done.err
    assert (len(shop.since(ORDERS, orders)), len(shop.since(DAILY, daily))) == (1, 1)
    ledger.check("events alone")


def test_a_run_whose_process_is_killed_goes_on_and_is_done_once(shop: Shop, ledger: Ledger) -> None:
    orders = len(shop.executions(ORDERS))
    assert shop.mesh("ingest", ORDERS, ledger.next_file(), "--no-run").code == 0
    running = shop.begun("run", ORDERS, DAILY)
    until(lambda: shop.since(ORDERS, orders + 1))

    running.kill()
    running.wait(SECONDS)

    again = shop.mesh("run", ORDERS, DAILY)
    shop.settled()
    assert again.code == 0, again.err
    ledger.check("a killed process")
