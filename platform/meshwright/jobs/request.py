"""What a run is asked for: the states that read its input and refuse what they cannot make of it.

The input is an object with any of `from` and `to` (days, both or neither), `full`, `allowEmpty` and
`maintain` (each `true`). Days end up in statements, so they are looked at first: what is no
timestamp with a time behind it is no day, and can hold nothing else.
"""

from collections.abc import Mapping

from meshwright.jobs import asl
from meshwright.jobs.asl import State
from meshwright.jobs.conditions import (
    every,
    has_quote,
    is_there,
    is_timestamp,
    is_true,
    no,
    not_after,
    one_of,
)
from meshwright.jobs.window import ALL_DAYS, LAST_DAY

BAD_INPUT = "mesh.BadInput"
REFUSAL = (
    "the input is an object with any of from and to, both days such as 2026-01-31 and the first"
    " not after the last, and full, allowEmpty and maintain"
)
FROM, TO = "$.input.from", "$.input.to"
FULL, ALLOW_EMPTY, MAINTAIN = "$.input.full", "$.input.allowEmpty", "$.input.maintain"
START = "read range"


def request(following: str) -> Mapping[str, State]:
    """The states that put the days of a run at `$.days`; the first is `START`."""
    days = {"back": 0, "from.$": FROM, "to.$": TO}
    times = {
        "from.$": f"States.Format('{{}}T00:00:00Z', {FROM})",
        "to.$": f"States.Format('{{}}T00:00:00Z', {TO})",
    }
    return {
        START: asl.choice(
            [
                (every([is_there(FROM), is_there(TO)]), "take range"),
                (one_of([is_there(FROM), is_there(TO)]), "refuse input"),
                (is_true(FULL), "take all"),
            ],
            "take window",
        ),
        "take range": asl.passing(times, "$.times", "check range"),
        "check range": asl.choice(
            [(every([*_are_days(), not_after(FROM, TO)]), "use range")], "refuse input"
        ),
        "use range": asl.passing(days, "$.days", following),
        "take all": asl.constant(ALL_DAYS, "$.days", following),
        "take window": asl.passing(_today(), "$.days", following),
        "refuse input": asl.constant({"Error": BAD_INPUT, "Cause": REFUSAL}, "$.error", asl.FAILED),
    }


def _are_days() -> list[asl.Condition]:
    times = [is_timestamp("$.times.from"), is_timestamp("$.times.to")]
    return [*times, no(has_quote(FROM)), no(has_quote(TO))]


def _today() -> Mapping[str, object]:
    """The day on which the run was started, and no end: rows of days to come are rows too."""
    return {"back": 1, "from.$": "$.today", "to": LAST_DAY}
