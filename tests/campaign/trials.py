"""Trials: an operation is killed or hindered, then done again, and no trace may be left of it."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from meshwright.runner.results import StackResult, Status

from campaign.proxy import Call, Decide, Fault
from campaign.stage import After, AtCall, AtWrite, Point, Stage

CYCLE = ("create", "preview", "change", "destroy")
RETRIES = 10
"""More often than the provider tries: what fails so often fails for good."""
CALL = re.compile(r": [A-Z][a-z]+[A-Za-z]+: ")
"""A call as AWS names it, between the resource and what is wrong."""
LONGEST = 4.0
"""Seconds in which an undisturbed operation ends."""


@dataclass
class Reference:
    """What an undisturbed run comes to, and how many points there are to disturb it at."""

    pictures: dict[str, dict[str, object]]
    calls: dict[str, int]


def learn(stage: Stage, stack: str) -> Reference:
    """Runs the operations undisturbed, and counts what each of them does."""
    pictures: dict[str, dict[str, object]] = {}
    calls: dict[str, int] = {}
    for operation in CYCLE:
        stage.proxy.reset()
        done = stage.do(operation, stack)
        assert done.status is Status.DONE, done.message
        calls[operation] = len(stage.proxy.calls)
        pictures[operation] = stage.picture(stack)
    return Reference(pictures, calls)


def points(rng: random.Random, reference: Reference) -> Iterator[tuple[str, Point, Point | None]]:
    """Points without end, operation by operation; some runs after a kill are killed as well."""
    while True:
        for operation in CYCLE:
            again = _point(rng, reference.calls[operation]) if rng.random() < 0.2 else None
            yield operation, _point(rng, reference.calls[operation]), again


def _point(rng: random.Random, calls: int) -> Point:
    chance = rng.random()
    if chance < 0.25:
        return AtWrite(rng.randint(1, 40))
    if chance < 0.35:
        return After(rng.uniform(0.0, LONGEST))
    return AtCall(rng.randint(1, calls), rng.choice(("before", "after")))


def kill_trial(
    stage: Stage,
    stack: str,
    operation: str,
    kills: tuple[Point, Point | None],
    reference: Reference,
) -> str | None:
    """A kill, perhaps one more in the run after it, and a last run; what is wrong then, or None."""
    first, second = kills
    stage.killed(operation, stack, first)
    between = stage.disturbed(operation, stack, second) if second else ""
    what = f"{first} {second or ''} {between}"
    return verdict(stage, stack, operation, reference, what)


def fault_trial(
    stage: Stage, stack: str, operation: str, decide: Decide, reference: Reference
) -> str | None:
    """One operation with faults, and one without; what is wrong with either, or None."""
    stage.proxy.reset(decide)
    done = stage.do(operation, stack)
    stage.proxy.decide = nothing_more
    stage.proxy.wait_until_idle()
    injected = told(stage.proxy.faults)
    unsaid = unclear(done)
    wrong = verdict(stage, stack, operation, reference, injected)
    return f"{operation} {stack} with {injected}: {unsaid}" if unsaid else wrong


def nothing_more(_call: Call) -> Fault | None:
    return None


def faults(rng: random.Random, reference: Reference) -> Iterator[tuple[str, Decide]]:
    """Faults without end: a call that fails for good, or now and then any call."""
    while True:
        for operation in CYCLE:
            if rng.random() < 0.4:
                number = rng.randint(1, reference.calls[operation])
                yield operation, burst(number, rng.randint(1, RETRIES), rng.choice(list(Fault)))
            else:
                yield operation, rain(rng.getrandbits(32), rng.choice((0.05, 0.1, 0.25)))


def burst(number: int, length: int, fault: Fault) -> Decide:
    """The nth call has a fault, and so have the next of its kind."""
    struck: list[tuple[str, str]] = []

    def decide(call: Call) -> Fault | None:
        if call.number == number:
            struck.append((call.service, call.operation))
        kind = (call.service, call.operation)
        if struck and kind == struck[0] and len(struck) <= length:
            struck.append(kind)
            return fault
        return None

    return decide


def rain(seed: int, rate: float) -> Decide:
    """Each call has a fault by chance."""

    def decide(call: Call) -> Fault | None:
        rng = random.Random(f"{seed}:{call.number}")  # noqa: S311 - a campaign, not a secret
        return rng.choice(list(Fault)) if rng.random() < rate else None

    return decide


def told(injected: list[tuple[Call, Fault]]) -> str:
    return ", ".join(f"{f.value} {c.service}.{c.operation} ({c.number})" for c, f in injected)


def unclear(done: StackResult) -> str | None:
    """What a person could not make out of a failure, or None."""
    if done.log is not None and "Traceback" in done.log.read_text(errors="replace"):
        return f"a traceback in its log: {done.log.read_text(errors='replace')[-1500:]}"
    if done.status is Status.DONE:
        return None
    if not done.reasons:
        return "no reason is given"
    vague = [r.message for r in done.reasons if not (r.resource and CALL.search(r.message))]
    return f"does not name call and resource: {vague}" if vague else None


def verdict(
    stage: Stage, stack: str, operation: str, reference: Reference, what: str
) -> str | None:
    """Does the operation undisturbed; what is wrong after it, or None."""
    done = stage.do(operation, stack)
    if done.status is not Status.DONE:
        return f"{operation} {stack} {what}: {done.message} (recovered: {done.notes})"
    what = f"{what} (recovered: {done.notes})"
    try:
        now = stage.picture(stack)
    except AssertionError as error:
        return f"{operation} {stack} {what}: {error}"
    wanted = reference.pictures[operation]
    if now == wanted:
        return None
    return f"{operation} {stack} {what}: " + "; ".join(difference(wanted, now))


def difference(wanted: object, now: object, path: str = "") -> Iterator[str]:
    """Where two values differ, in short."""
    if isinstance(wanted, dict) and isinstance(now, dict):
        for name in sorted({*wanted, *now}):
            if wanted.get(name) != now.get(name):
                yield from difference(wanted.get(name), now.get(name), f"{path}/{name}")
    elif isinstance(wanted, list) and isinstance(now, list):
        less = [item for item in wanted if item not in now]
        more = [item for item in now if item not in wanted]
        yield f"{path}: missing {str(less)[:400]}, too much {str(more)[:400]}"
    else:
        yield f"{path}: {str(wanted)[:300]} became {str(now)[:300]}"
