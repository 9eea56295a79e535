"""Whatever a change breaks, the narrowed check says: over random changes of random meshes."""

import itertools
import json
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from fix_lines import missing_files
from meshwright.cli.app import run

from .conftest import write
from .random_changes import PRODUCT, change

FEW, MANY = 20, 500
CHAIN = ("a", "b", "c", "d", "e", "")
OF_THE_FOUNDATION = 2
ARN = "arn:aws:iam::444455556666:role/deployer"
PLACE = (
    'account: "444455556666"\nregion: eu-west-1\nbackend: s3://state\n'
    f"deployer: {ARN}\nadministrators: [{ARN}]\n"
)
Errors = Callable[..., set[tuple[str, ...]] | None]


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    subprocess.run(["git", "-C", root, *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def errors(checkout: Path, capsys: pytest.CaptureFixture[str]) -> Errors:
    """The errors of a check, by all that tells one from another but its line.

    None where the check itself cannot be made. No remedy names a file that is not there.
    """

    def said(*arguments: str) -> set[tuple[str, ...]] | None:
        capsys.readouterr()
        code = run(["check", "--json", *arguments])
        out = capsys.readouterr().out
        assert code in (0, 2, 5), out
        if code == 2:
            return None
        found = json.loads(out)["findings"]
        assert [f["fix"] for f in found if missing_files(f["fix"], checkout)] == []
        names = ("code", "path", "subject", "where", "resource", "message")
        return {tuple(f[n] for n in names) for f in found if f["severity"] == "error"}

    return said


def tried(seed: int, checkout: Path, errors: Errors) -> str:
    """What became of one random change."""
    rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
    start = checkout.with_name("start")
    shutil.rmtree(checkout)
    shutil.copytree(start, checkout, symlinks=True)
    # Half of the meshes have errors before anybody changes anything.
    made = change(checkout, rng, 3) if rng.random() < 0.5 else []
    git(checkout, "init", "-q", "-b", "main")
    # Also what a .gitignore hides: what is checked before is then what the base commit holds.
    git(checkout, "add", "-A", "-f")
    git(checkout, "commit", "-q", "-m", "base")
    before = errors()
    git(checkout, "switch", "-q", "-c", "change")
    made += ["|", *change(checkout, rng, 4)]
    if rng.random() < 0.5:
        git(checkout, "add", "-A")
        git(checkout, "commit", "-q", "--allow-empty", "-m", "change")
    after, narrowed = errors(), errors("--changed-since", "main")
    if after is None or narrowed is None:
        assert after == narrowed, (seed, made)
        return "cannot be checked"
    missing = after - (before or set()) - narrowed
    assert not missing, (seed, made, missing)
    if before is None:
        return "no base"
    return "brings errors" if after - before else "brings none"


@pytest.fixture
def start(checkout: Path) -> Path:
    """A mesh to begin each trial from: two environments, and as many buckets as they may have.

    Products read each other along a chain, so that a change shows far from where it was made.
    """
    write(checkout, {"platform/environments/prod.yaml": PLACE})
    for name, read in itertools.pairwise(CHAIN):
        inputs = f"inputs: [sales.{read}]\n" if read else ""
        write(checkout, {f"domains/sales/{name}/product.yaml": PRODUCT.format(name, inputs)})
    buckets = len([*checkout.glob("domains/*/*.yaml"), *checkout.glob("domains/*/*/*.yaml")])
    with (checkout / "platform/environments/local.yaml").open("a") as file:
        file.write(f"quotas: {{buckets: {buckets + OF_THE_FOUNDATION}}}\n")
    shutil.copytree(checkout, checkout.with_name("start"))
    return checkout


def trials(count: int, checkout: Path, errors: Errors) -> Counter[str]:
    seen = Counter(tried(seed, checkout, errors) for seed in range(count))
    assert seen.total() == count
    # A sample that breaks nothing, or only what cannot be checked, would show nothing.
    assert seen["brings errors"] > count / 4, seen
    assert seen["brings none"] > 0, seen
    return seen


def test_a_few_random_changes_bring_no_error_that_is_not_said(start: Path, errors: Errors) -> None:
    trials(FEW, start, errors)


@pytest.mark.long
def test_many_random_changes_bring_no_error_that_is_not_said(start: Path, errors: Errors) -> None:
    print(trials(MANY, start, errors))
