"""Several checkouts of one commit bring one mesh up together, on one backend and one account.

Each is a process of its own, as the jobs of a CI are; they share the local AWS and its backend: a
folder, or a bucket of that AWS, as jobs on several machines do.
"""

import re
import signal
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from meshwright.fleet.shards import shares
from meshwright.gate.assessment import assess
from meshwright.ids import StackKind
from meshwright.runner.state.checkpoint import Checkpoint, parse_checkpoint
from meshwright.workspace import Workspace

from checkouts import Checkout, copy_checkout, small_checkout_in
from e2e.accidents import Place, until

pytestmark = pytest.mark.e2e

SECONDS = 300
OWN = ("home", "logs", "engines")
"""What each checkout has of its own, beside the AWS and the backend."""

BUCKET = "mesh-state"
MAKING = re.compile(r"^ \+ +aws:\S+ \S+ creating", re.MULTILINE)
"""How the engine's log says that something in AWS is begun."""
IN_BUCKET = pytest.param(f"s3://{BUCKET}", id="bucket")
IN_FOLDER = pytest.param(None, id="folder", marks=pytest.mark.long)
"""As one machine has it; most of what its jobs do is what the others' do."""


@dataclass(frozen=True)
class InBucket(Place):
    """A place whose state lies in a bucket of its AWS."""

    def _objects(self, prefix: str) -> list[str]:
        client: Any = self.checkout.client("s3")
        found = client.list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", ())
        return [item["Key"] for item in found if item["Key"].endswith(".json")]

    @property
    def locks(self) -> list[Path]:
        return [Path(key) for key in self._objects(".pulumi/locks/")]

    def checkpoints(self) -> dict[str, Checkpoint]:
        found: dict[str, Checkpoint] = {}
        client: Any = self.checkout.client("s3")
        for key in self._objects(".pulumi/stacks/mesh/"):
            read = parse_checkpoint(client.get_object(Bucket=BUCKET, Key=key)["Body"].read())
            assert read is not None, key
            found[Path(key).stem] = read
        return found


def place_of(checkout: Checkout) -> Place:
    return InBucket(checkout) if BUCKET in local_file(checkout).read_text() else Place(checkout)


def local_file(checkout: Checkout) -> Path:
    return checkout.root / "platform/environments/local.yaml"


def joined(folder: Path, first: Checkout) -> Checkout:
    """Another checkout of the same commit, against the same AWS and the same backend."""
    other = copy_checkout(folder)
    subprocess.run(["rm", "-rf", other.root / "domains"], check=True)
    subprocess.run(["cp", "-r", first.root / "domains", other.root / "domains"], check=True)
    local_file(other).write_text(local_file(first).read_text())
    theirs, ours = first.root / ".mesh/local", other.root / ".mesh/local"
    ours.mkdir(parents=True)
    for entry in theirs.iterdir():
        if entry.name not in OWN:
            (ours / entry.name).symlink_to(entry)
    return other


def begun(checkout: Checkout, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        checkout.command(*arguments),
        cwd=checkout.root,
        env=checkout.variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def ended(processes: Sequence["subprocess.Popen[str]"]) -> list[tuple[int, str]]:
    words = [process.communicate(timeout=SECONDS)[0] for process in processes]
    return [(process.returncode, said) for process, said in zip(processes, words, strict=True)]


@pytest.fixture(scope="module", params=[IN_BUCKET, IN_FOLDER])
def first(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Checkout]:
    with small_checkout_in(tmp_path_factory.mktemp("first")) as checkout:
        keep_state_in(checkout, request.param)
        yield checkout


def keep_state_in(checkout: Checkout, backend: str | None) -> None:
    if backend is not None:
        with local_file(checkout).open("a") as file:
            file.write(f"backend: {backend}\n")


def in_shard(checkout: Checkout, number: int, count: int) -> list[str]:
    """The stacks of a shard."""
    plan = assess(Workspace(checkout.root), "local", as_of=date.today()).plan  # noqa: DTZ011
    products = [stack for stack in plan.stacks.values() if stack.kind is StackKind.PRODUCT]
    return [stack.name for stack in shares(products, count)[number - 1].stacks]


def has_begun(checkout: Checkout, stacks: Sequence[str]) -> bool:
    """Whether an engine of a checkout has begun with something in AWS, on one of some stacks.

    Its log says so at once and is read in no time; of so short a run a state in a bucket, which is
    asked for by many calls, may be seen when all is over.
    """
    logs = [checkout.root / f".mesh/local/logs/{stack}.log" for stack in stacks]
    return any(MAKING.search(log.read_text()) for log in logs if log.exists())


def test_two_shards_deploy_a_mesh_together_and_a_killed_one_is_finished_by_running_it_again(
    first: Checkout, tmp_path: Path
) -> None:
    assert first.run("up", "--stage", "before").returncode == 0
    second = joined(tmp_path / "second", first)
    place, others = place_of(first), in_shard(first, 2, 2)
    processes = [begun(first, "up", "--shard", "1/2"), begun(second, "up", "--shard", "2/2")]
    until(lambda: has_begun(second, others), SECONDS)
    Place(second).kill()
    (code, said), (killed, _) = ended(processes)
    again = second.document("up", "--shard", "2/2")
    after = first.document("up", "--stage", "after")

    assert (code, killed) == (0, -signal.SIGKILL), said
    assert again["returncode"] == after["returncode"] == 0
    assert [r["stack"] for r in again["results"]] == sorted(others)
    assert after["changes"] == 0
    assert first.document("up")["skipped"] == len(place.checkpoints())
    assert place.picture()["states"]


@pytest.mark.long
def test_of_six_runs_on_one_stack_one_wins_and_the_others_say_who_holds_the_lock(
    first: Checkout, tmp_path: Path
) -> None:
    assert first.run("up").returncode == 0
    checkouts = [first, *(joined(tmp_path / str(number), first) for number in range(5))]
    results = ended([begun(c, "up", "sales.orders", "--only", "--no-skip") for c in checkouts])

    won = [said for code, said in results if code == 0]
    assert len(won) >= 1, results
    for code, said in results:
        assert code == 0 or re.search(r"is locked by .* since 20\d\d-", said), said
    assert place_of(first).picture()["states"]


@pytest.mark.long
def test_two_shards_bring_the_example_up_together_on_a_backend_in_s3(tmp_path: Path) -> None:
    one = copy_checkout(tmp_path / "one")
    keep_state_in(one, f"s3://{BUCKET}")
    try:
        assert one.run("up", "--stage", "before").returncode == 0
        second = joined(tmp_path / "second", one)
        results = ended([begun(one, "up", "--shard", "1/2"), begun(second, "up", "--shard", "2/2")])
        after = one.document("up", "--stage", "after")
        again = second.document("up")

        assert [code for code, _ in results] == [0, 0], results
        assert (after["returncode"], after["changes"]) == (0, 0)
        assert again["skipped"] == len(place_of(one).checkpoints())
        assert place_of(one).picture()["states"]
    finally:
        one.run("local", "stop")
