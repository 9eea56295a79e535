"""Each kind of process of a run is killed at random: the next run starts soon and leaves nothing.

Twenty times each under `long`; once each otherwise.
"""

import json
import os
import random
import signal
import time
from pathlib import Path

import pytest

from checkouts import Checkout
from e2e.accidents import GENERAL_SECONDS, Place, place_in, until

pytestmark = pytest.mark.e2e

SEED = 20261127
TRIALS = 20
LONGEST = 3.0
"""Seconds after which a process of a run is killed, counted from when it is first seen."""
FROM_NOTHING = 0.3
"""How often the killed run had to make the product; else it finds it as it should be."""
END_SECONDS = 600.0
"""In which a run has to end, one way or another, when a part of it is gone."""


KINDS = ("engine", "server", "host", "provider", "pack")
"""What a run consists of: engines, and who forks plugins for them."""
VICTIMS = ("mesh", *KINDS, "moto")


@pytest.fixture(scope="module")
def place(small_checkout: Checkout) -> Place:
    return place_in(small_checkout)


def of_kind(place: Place, kind: str) -> list[int]:
    return sorted(pid for pid in place.processes() if kind_of(pid) == kind)


def kind_of(pid: int) -> str | None:
    """The kind of a process: a forked one has a name of its own, others what they were told."""
    folder = Path(f"/proc/{pid}")
    try:
        name, words = (folder / "comm").read_text().strip(), (folder / "cmdline").read_bytes()
    except OSError:
        return None
    if name.startswith("mesh-"):
        return name.removeprefix("mesh-")
    if words.partition(b"\0")[0].endswith(b"/pulumi"):
        return "engine"
    return "server" if b"plugin_server.py" in words else None


def victim(place: Place, kind: str, mesh: int, chance: random.Random) -> int:
    """One process of a run, as soon as there is one of its kind."""
    if kind == "mesh":
        until(lambda: of_kind(place, "engine"))
        return mesh
    if kind == "moto":
        until(lambda: of_kind(place, "engine"))
        return json.loads((place.local / "aws.json").read_text())["pid"]
    found: list[int] = []
    until(lambda: found.extend(of_kind(place, kind)) or found)
    return chance.choice(found)


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        pytest.param(kind, number, marks=[pytest.mark.long] if number else [])
        for number in range(TRIALS)
        for kind in VICTIMS
    ],
)
def test_a_run_of_which_a_part_was_killed_leaves_nothing_after_the_next(
    place: Place, kind: str, number: int
) -> None:
    chance = random.Random(f"{SEED}:{kind}:{number}")  # noqa: S311 - a test, not a secret
    seconds = chance.uniform(0.0, LONGEST)
    while not killed_in_a_run(place, kind, seconds, chance):
        seconds /= 4
    next_run(place)

    assert place.processes() == []
    assert place.picture() == place.undisturbed


def killed_in_a_run(place: Place, kind: str, seconds: float, chance: random.Random) -> bool:
    """Kills one process in a run; not so when it has ended by itself before its time."""
    if chance.random() < FROM_NOTHING:
        place.without_product()
    else:
        place.unrecorded()
    with place.begun("up") as run:
        pid = victim(place, kind, run.pid, chance)
        time.sleep(seconds)
        lives = is_alive(pid)
        if lives:
            os.kill(pid, signal.SIGKILL)
        run.communicate(timeout=END_SECONDS)
    assert lives or run.returncode == 0
    print(f"{kind} {pid} {'killed' if lives else 'was gone'} after {seconds:.2f} s")
    return lives


def is_alive(pid: int) -> bool:
    """Whether it runs: one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def next_run(place: Place) -> None:
    """Brings all up."""
    with place.begun("up") as run:
        words, _ = run.communicate(timeout=GENERAL_SECONDS)
        assert run.returncode == 0, words
