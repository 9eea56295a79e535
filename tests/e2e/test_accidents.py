"""Accidents on the real engine: each ends in one clear line, and the next `mesh up` ends clean.

Clean means: every resource exactly once in state and cloud, no lock, nothing pending, and account
and states as an undisturbed run makes them.
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from checkouts import Checkout
from e2e.accidents import (
    GENERAL_SECONDS,
    STACK,
    TRACEBACK,
    Place,
    place_in,
    recovered,
    signal_all,
    until,
)

pytestmark = pytest.mark.e2e

SEED = 20261126
LONGEST = 6.0
"""Seconds in which an engine has done its work on one stack."""


@pytest.fixture(scope="module")
def place(small_checkout: Checkout) -> Place:
    return place_in(small_checkout)


# Killed runs


def test_recover_alone_says_what_it_found_and_the_second_finds_nothing(place: Place) -> None:
    place.without_product()
    with place.begun("up"):
        until(place.has_begun)
        place.kill()
    # What it was in the middle of may have come to its end before it was killed.
    locked, was_amid = place.locks, place.has_begun()
    first, second = place.checkout.document("recover"), place.checkout.document("recover")

    assert locked
    assert (first["returncode"], second["returncode"]) == (0, 0)
    assert any(
        note.endswith("belonged to an engine that no longer runs: released")
        for note in recovered(first)
    )
    created = any(" created" in note for note in recovered(first))
    assert created or not was_amid, recovered(first)
    assert recovered(second) == []
    assert recovered(place.comes_up()) == []


def test_where_only_mesh_is_killed_its_engine_stops_and_the_next_run_goes_on(place: Place) -> None:
    place.without_product()
    with place.begun("up") as run:
        until(place.has_begun)
        run.kill()
        run.wait()
        until(lambda: not place.processes())

    assert place.locks == []
    place.comes_up()


def test_what_a_killed_run_has_left_and_cannot_end_is_ended_by_the_next(place: Place) -> None:
    place.without_product()
    with place.begun("up") as run:
        until(place.has_begun)
        held = place.processes()
        signal_all(held, signal.SIGSTOP)
        run.kill()
        run.wait()
        with place.begun("up") as second:
            assert second.stdout is not None
            first_words = second.stdout.readline()
            until(lambda: not set(held) & set(place.processes()))
            words, _ = second.communicate(timeout=GENERAL_SECONDS)

    assert first_words.startswith("ending what a killed run has left: process")
    assert second.returncode == 0, words
    place.comes_up()


@pytest.mark.parametrize(
    ("command", "number"),
    [
        pytest.param(command, number, marks=pytest.mark.long)
        for command in ("up", "destroy")
        for number in range(25)
    ],
)
def test_a_run_killed_at_any_moment_is_finished_by_the_next(
    place: Place, command: str, number: int
) -> None:
    chance = random.Random(f"{SEED}:{command}:{number}")  # noqa: S311 - a test, not a secret
    seconds = chance.uniform(0.0, LONGEST)
    print(f"seed {SEED}:{command}:{number}, after {seconds:.2f} s")
    if command == "up":
        place.without_product()
    arguments = ("up",) if command == "up" else ("destroy", "sales.orders")
    with place.begun(*arguments):
        time.sleep(seconds)
        place.kill()

    place.comes_up()


@pytest.mark.long
@pytest.mark.parametrize("number", range(10))
def test_a_whole_mesh_killed_on_its_way_up_is_finished_by_the_next_run(
    place: Place, number: int
) -> None:
    chance = random.Random(f"{SEED}:whole:{number}")  # noqa: S311 - a test, not a secret
    seconds = chance.uniform(0.0, 3 * LONGEST)
    print(f"seed {SEED}:whole:{number}, after {seconds:.2f} s")
    assert place.checkout.run("destroy", "*").returncode == 0
    with place.begun("up"):
        time.sleep(seconds)
        place.kill()

    place.comes_up()


def test_a_killed_destruction_is_finished_by_the_next(place: Place) -> None:
    place.comes_up()
    with place.begun("destroy", "sales.orders"):
        until(place.has_begun)
        place.kill()
    again = place.checkout.document("destroy", "sales.orders")

    assert again["returncode"] == 0, again["results"]
    assert recovered(again)
    assert not place.checkpoint.exists()
    assert place.locks == []
    place.comes_up()


@pytest.mark.long
def test_a_killed_preview_leaves_nothing(place: Place) -> None:
    place.comes_up()
    place.unrecorded()
    with place.begun("preview"):
        until(lambda: bool(list((place.local / "engines").glob("*.json"))))
        time.sleep(1)
        place.kill()
    found = place.checkout.document("recover")

    assert (found["returncode"], recovered(found)) == (0, [])
    assert place.comes_up()["changes"] == 0


@pytest.mark.long
def test_a_checkpoint_cut_off_by_a_kill_costs_nothing(place: Place) -> None:
    place.without_product()
    with place.begun("up"):
        until(place.has_begun)
        place.kill()
    content = place.checkpoint.read_bytes()
    place.checkpoint.write_bytes(content[: len(content) // 2])

    assert any("its checkpoint could not be read" in note for note in recovered(place.comes_up()))


def test_a_lost_checkpoint_costs_nothing(place: Place) -> None:
    place.comes_up()
    place.checkpoint.unlink()
    looked = place.checkout.document("preview", "sales.orders")
    up = place.comes_up()

    assert any("is gone" in r["message"] for s in looked["results"] for r in s["reasons"]), looked
    assert any("its checkpoint was gone: taken from" in note for note in recovered(up))
    assert up["changes"] == 0


# Locks


@pytest.fixture
def others_lock(place: Place) -> Iterator[Path]:
    """Another host's lock on the product's stack."""
    place.comes_up()
    place.unrecorded()
    lock = place.state / f".pulumi/locks/organization/mesh/{STACK}/other.json"
    lock.parent.mkdir(parents=True, exist_ok=True)
    holder = {"pid": 7, "username": "eve", "hostname": "elsewhere"}
    lock.write_text(json.dumps(holder | {"timestamp": "2026-01-01T10:00:00.123456789Z"}))
    yield lock
    lock.unlink(missing_ok=True)


def test_another_hosts_lock_is_broken_by_a_person_alone(place: Place, others_lock: Path) -> None:
    held = f"{STACK} is locked by eve@elsewhere (process 7) since 2026-01-01T10:00:00.123456789Z"
    words = place.ended("up", code=1, says=f"{held}; nothing was changed")
    place.ended("recover", code=1, says=held)
    place.ended("recover", "--release", code=2, says="not a terminal: confirmation needed")
    still = others_lock.exists()
    place.ended("recover", "--release", "--yes", code=0, says=held)

    assert f"if it is dead: ./mesh recover --release {STACK}" in words
    assert still
    assert not others_lock.exists()
    place.comes_up()


@pytest.mark.parametrize("count", [6, pytest.param(30, marks=pytest.mark.long)])
def test_of_many_runs_at_once_one_runs_and_the_others_say_who_it_is(
    place: Place, count: int
) -> None:
    place.comes_up()
    place.unrecorded()
    runs = [
        subprocess.Popen(
            place.checkout.command("up"),
            cwd=place.checkout.root,
            env=place.checkout.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(count)
    ]
    said = {run.pid: (run.communicate(timeout=300)[0], run.returncode) for run in runs}
    # One that begins late may find the first at its end.
    winners = {pid for pid, (_, code) in said.items() if code == 0}
    busy = re.compile(
        rf"error: (`./mesh up` runs here as process ({'|'.join(map(str, winners))}) since 20.*"
        r"|another run has just begun in this checkout)\n"
        r"  fix: wait for it to end(; nothing was changed by this one)?\n"
    )

    assert winners
    for words, code in said.values():
        assert code == 0 or (code == 1 and busy.fullmatch(words)), words
    place.comes_up()


# Disks


@pytest.fixture(scope="module")
def mounts() -> list[str]:
    """The command that runs a script which may mount, seen by nobody else."""
    own = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]
    trial = [*own, "sh", "-c", "mount -t tmpfs tmpfs /mnt"]
    if shutil.which("unshare") and subprocess.run(trial, check=False).returncode == 0:
        return own
    return pytest.skip("disks: neither root nor anybody else may mount on this machine")


def scripted(place: Place, mounts: list[str], script: str) -> dict[str, tuple[int, str]]:
    """Runs a script; what each `step NAME COMMAND…` of it came to."""
    folder = place.checkout.root / ".steps"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    mesh = " ".join(f"'{word}'" for word in place.checkout.command())
    head = f"""
        set -eu
        S='{place.state}' COPY='{folder}/copy'
        mesh() {{ {mesh} "$@"; }}
        step() {{
            name=$1; shift; code=0
            "$@" > '{folder}'/$name.out 2>&1 || code=$?
            echo $code > '{folder}'/$name.code
        }}
    """
    done = subprocess.run(
        [*mounts, "bash", "-c", head + script],
        cwd=place.checkout.root,
        env=place.checkout.variables,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return {
        file.stem: (int(file.read_text()), file.with_suffix(".out").read_text())
        for file in folder.glob("*.code")
    }


SMALL_DISK = """
    cp -a "$S" "$COPY"
    used=$(du -sk "$S" | cut -f1)
    mount -t tmpfs -o size=$((used + {room}))k tmpfs "$S"
    cp -a "$COPY/." "$S/"
    {steps}
    mount -o remount,size=128m "$S"
    step again mesh up
    rm -rf "$S/fill" "$COPY" && cp -a "$S" "$COPY"
    umount "$S"
    find "$S" -mindepth 1 -delete
    cp -a "$COPY/." "$S/"
"""
FILLS_UP = """
    log={log}
    rm -f "$log"
    fill() {{
        until grep -q ' created ' "$log" 2>/dev/null; do sleep 0.02; done
        sleep {seconds}
        dd if=/dev/zero of="$S/fill" bs=64k 2>/dev/null || true
    }}
    fill & filling=$!
    step full mesh up
    kill $filling 2>/dev/null || true
    wait $filling || true
"""
REMEDY = "fix: put that right and run it again: what was done is kept"


def is_clear(step: tuple[int, str]) -> bool:
    """Whether a step ended in a clear line on the full disk."""
    code, words = step
    return code == 1 and ": the disk is full" in words and REMEDY in words


@pytest.mark.parametrize(
    "seconds",
    [0.0, *(pytest.param(n / 10, marks=pytest.mark.long) for n in range(1, 20, 2))],
)
def test_a_disk_that_fills_up_on_the_way_is_named_and_loses_nothing(
    place: Place, mounts: list[str], seconds: float
) -> None:
    place.without_product()
    fills_up = FILLS_UP.format(log=place.local / "logs" / f"{STACK}.log", seconds=seconds)
    steps = scripted(place, mounts, SMALL_DISK.format(room=30 * 1024, steps=fills_up))

    # The disk may be full only when all is done.
    assert is_clear(steps["full"]) or (seconds and not steps["full"][0]), steps["full"]
    assert TRACEBACK not in steps["full"][1] + steps["again"][1]
    assert steps["again"][0] == 0, steps["again"][1]
    assert "could not be read" not in steps["again"][1]
    place.comes_up()


def test_on_a_full_disk_nothing_is_begun(place: Place, mounts: list[str]) -> None:
    place.comes_up()
    place.unrecorded()
    steps = scripted(place, mounts, SMALL_DISK.format(room=1024, steps="step full mesh up"))

    assert is_clear(steps["full"]), steps["full"]
    assert steps["again"][0] == 0, steps["again"][1]
    assert ": no change" in steps["again"][1]
    place.comes_up()


READ_ONLY = """
    mount --bind "$S" "$S"
    mount -o remount,ro,bind "$S"
    step up mesh up
    step destroy mesh destroy sales.orders
    step recover mesh recover
"""


def test_a_state_that_cannot_be_written_is_named_and_stays_as_it_is(
    place: Place, mounts: list[str]
) -> None:
    place.comes_up()
    (place.state / ".pulumi/meshwright/local.json").touch()
    place.unrecorded()
    before = place.checkpoint.read_bytes()
    steps = scripted(place, mounts, READ_ONLY)

    for name in ("up", "destroy"):
        code, words = steps[name]
        assert code == 1, words
        assert ": the file system is read-only" in words
        assert REMEDY in words
        assert TRACEBACK not in words
    assert steps["recover"][0] == 0
    assert place.checkpoint.read_bytes() == before
    place.comes_up()


def test_a_truncated_checkpoint_is_kept_and_the_newest_readable_one_goes_on(place: Place) -> None:
    place.comes_up()
    content = place.checkpoint.read_bytes()
    place.checkpoint.write_bytes(content[:-2000])
    place.unrecorded()
    place.ended("preview", code=1, says=f"the checkpoint of {STACK} cannot be read")
    up = place.comes_up()
    kept = place.checkpoint.with_name(place.checkpoint.name + ".damaged")

    assert any(f"(kept as {kept})" in note for note in recovered(up))
    assert kept.read_bytes() == content[:-2000]
    assert up["changes"] == 0


# A local AWS that goes away


def test_a_local_aws_that_dies_on_the_way_is_named_and_the_next_run_starts_afresh(
    place: Place,
) -> None:
    place.without_product()
    with place.begun("up") as run:
        until(place.has_begun)
        place.kill_aws()
        words, _ = run.communicate(timeout=GENERAL_SECONDS)
    afresh = place.ended("up", code=0, says="starting afresh, what was deployed is gone")

    assert run.returncode == 1
    assert "the local AWS does not run, `./mesh local start` starts a new one" in words
    assert TRACEBACK not in words
    assert "3 stacks" in afresh
    place.comes_up()


@pytest.mark.long
def test_a_local_aws_that_is_gone_before_a_run_is_started_afresh(place: Place) -> None:
    place.comes_up()
    place.kill_aws()
    place.ended("up", code=0, says="starting afresh, what was deployed is gone")

    place.comes_up()


# What the page shows


def test_the_commands_on_the_page_work_as_shown(place: Place) -> None:
    page = Path(__file__).parents[2] / "docs/how-to/recover.md"
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text(), re.DOTALL)
    commands = [line.split() for block in blocks for line in block.splitlines()]

    assert len(commands) == 4
    assert {program for program, *_ in commands} == {"./mesh"}
    for _, *arguments in commands:
        place.ended(*arguments, code=0, says="0 changes")
