"""Campaigns against a real engine: whatever is killed or hindered, nothing is lost or doubled."""

import random
from collections.abc import Callable, Iterator
from itertools import islice

import pytest

from campaign.stage import DOMAIN_STACK, PRODUCT, Stage, stage_in
from campaign.trials import Reference, difference, fault_trial, faults, kill_trial, learn, points
from checkouts import small_checkout_in

pytestmark = pytest.mark.e2e

SEED = 20261125
KILLS, MANY_KILLS = 8, 500
FAULTS, MANY_FAULTS = 12, 1_000
SHARES = {PRODUCT: 0.7, DOMAIN_STACK: 0.3}
"""How a campaign is divided between the stack of a product and that of a domain, with its key."""

Campaign = Callable[[Stage, str, Reference, random.Random, int], list[str]]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with (
        small_checkout_in(tmp_path_factory.mktemp("campaign")) as checkout,
        stage_in(checkout.root) as stage,
    ):
        yield stage


@pytest.fixture(scope="module")
def references(stage: Stage) -> dict[str, Reference]:
    """What undisturbed runs come to."""
    return {stack: learn(stage, stack) for stack in SHARES}


def kills(
    stage: Stage, stack: str, reference: Reference, rng: random.Random, count: int
) -> list[str]:
    found: list[str] = []
    trials = islice(points(rng, reference), count)
    for number, (operation, first, second) in enumerate(trials, 1):
        wrong = kill_trial(stage, stack, operation, (first, second), reference)
        found += [wrong] if wrong else []
        say_how_far(stack, number, "kills", found)
    return found


def hindered(
    stage: Stage, stack: str, reference: Reference, rng: random.Random, count: int
) -> list[str]:
    found: list[str] = []
    injected = 0
    for operation, decide in faults(rng, reference):
        if injected >= count:
            break
        wrong = fault_trial(stage, stack, operation, decide, reference)
        injected += len(stage.proxy.faults)
        found += [wrong] if wrong else []
        say_how_far(stack, injected, "faults", found)
    return found


def say_how_far(stack: str, count: int, what: str, found: list[str]) -> None:
    """For who watches a long campaign with `pytest -s`, or has to end it early."""
    print(f"{stack}: {count} {what}, {len(found)} wrong", *found[-1:], flush=True)


def campaign(
    stage: Stage, references: dict[str, Reference], run: Campaign, count: int, seed: int
) -> None:
    """Runs a campaign over both stacks, and fails with all that went wrong."""
    wrong: list[str] = []
    for stack, share in SHARES.items():
        print(f"seed {seed}:{stack}, {round(count * share)} of {count}")
        rng = random.Random(f"{seed}:{stack}")  # noqa: S311 - a campaign, not a secret
        wrong += run(stage, stack, references[stack], rng, round(count * share))
        stage.destroy(stack)
    assert not wrong, "\n".join(wrong)


def test_nothing_is_lost_or_doubled_by_a_sample_of_kills(
    stage: Stage, references: dict[str, Reference]
) -> None:
    campaign(stage, references, kills, KILLS, SEED)


def test_nothing_is_lost_or_doubled_by_a_sample_of_faults(
    stage: Stage, references: dict[str, Reference]
) -> None:
    campaign(stage, references, hindered, FAULTS, SEED)


@pytest.mark.long
def test_undisturbed_runs_come_to_the_same(stage: Stage, references: dict[str, Reference]) -> None:
    """What differs between them proves nothing."""
    for stack, reference in references.items():
        again = learn(stage, stack)
        assert not list(difference(reference.pictures, again.pictures))


@pytest.mark.long
def test_nothing_is_lost_or_doubled_by_many_kills(
    stage: Stage, references: dict[str, Reference]
) -> None:
    campaign(stage, references, kills, MANY_KILLS, SEED + 1)


@pytest.mark.long
def test_nothing_is_lost_or_doubled_by_many_faults(
    stage: Stage, references: dict[str, Reference]
) -> None:
    campaign(stage, references, hindered, MANY_FAULTS, SEED + 1)
