"""What a change concerns, told by planning what it can reach, is what two whole plans say."""

import random
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.conftest import write
from cli.random_changes import change
from meshwright.changes.base_commit import base_tree
from meshwright.errors import UsageError
from meshwright.fleet.affected import Change, affected
from meshwright.fleet.since import EnvironmentChange, change_in, change_of
from meshwright.gate.assessment import planned, specified
from meshwright.workspace import Workspace
from tools.bench import specs

from meshes import FILES, TODAY

REPOSITORY = Path(__file__).parents[2]
FEW, MANY = 30, 1000
MADE_UP = 12
"""Products beside the sample mesh, so that most changes reach few of all."""


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    subprocess.run(["git", "-C", root, *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def start(tmp_path: Path) -> Path:
    root = tmp_path / "start"
    write(root, {f"domains/{name}": text for name, text in FILES.items()})
    specs.write(root / "domains", specs.files(MADE_UP, seed=1))
    (root / "platform/environments").mkdir(parents=True)
    for file in ("Pulumi.yaml", "platform/environments/local.yaml"):
        shutil.copy(REPOSITORY / file, root / file)
    return root


@dataclass(frozen=True, slots=True)
class Answer:
    """All that is said of each stack."""

    stacks: Mapping[str, object]
    everything: object


def answer(found: Change) -> Answer:
    stacks = {
        s.name: (s.effect, s.other, s.declared and (s.declared.digest, s.declared.judged_by))
        for s in found.stacks
    }
    return Answer(stacks, found.everything)


def by_whole_plans(root: Path, code: tuple[str, ...]) -> Answer:
    """The oracle: both sides read and planned whole, with nothing kept from one to the other."""
    head = planned(Workspace(root), "local", as_of=TODAY)
    with base_tree(Workspace(root), "HEAD") as tree:
        try:
            rules = head.organisation.domain_rules
            base = specified(tree, "local", as_of=TODAY, own=rules).planned()
        except UsageError:
            base = None
    return answer(affected(base, head, code=code))


def narrowed(root: Path) -> EnvironmentChange | None:
    try:
        return change_in(Workspace(root), "HEAD", "local", as_of=TODAY)
    except UsageError:
        return None


def tried(rng: random.Random, start: Path) -> str:
    root = start.with_name("tried")
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(start, root, symlinks=True)
    made = change(root, rng, 3)
    git(root, "init", "-q")
    git(root, "add", "-A", "-f")
    git(root, "commit", "-q", "-m", "base")
    made += ["|", *change(root, rng, 2)]
    found = narrowed(root)
    if found is None:
        return "cannot be planned"
    assert answer(found.change) == by_whole_plans(root, found.code), made
    planned_here, there = len(found.head.plan.stacks), len(found.head.mesh.products)
    return "narrowed" if planned_here < there else "whole"


def trials(count: int, start: Path) -> None:
    seen: dict[str, int] = {}

    @settings(
        max_examples=count,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(st.integers(0, 2**32))
    def tried_with(seed: int) -> None:
        came_to = tried(random.Random(seed), start)  # noqa: S311 - a sample, not a secret
        seen[came_to] = seen.get(came_to, 0) + 1

    tried_with()
    assert seen.get("narrowed", 0) > count / 4, seen


def test_what_is_planned_of_a_change_says_what_whole_plans_say(start: Path) -> None:
    trials(FEW, start)


@pytest.mark.long
def test_what_is_planned_of_a_change_says_it_over_many_changes(start: Path) -> None:
    trials(MANY, start)


def test_a_change_of_one_product_plans_few_stacks(start: Path) -> None:
    git(start, "init", "-q")
    git(start, "add", "-A")
    git(start, "commit", "-q", "-m", "base")
    product = start / "domains/sales/invoices/product.yaml"
    product.write_text(product.read_text().replace("Invoices.", "All invoices."))
    found = change_in(Workspace(start), "HEAD", "local", as_of=TODAY)

    assert [stack.name for stack in found.change.stacks] == ["local.sales.invoices"]
    assert {*found.head.plan.stacks} == {
        "local",
        "local.sales",
        "local.sales.invoices",
        "local.sales.orders",
    }


def test_what_was_planned_already_says_the_same(start: Path) -> None:
    git(start, "init", "-q")
    git(start, "add", "-A")
    git(start, "commit", "-q", "-m", "base")
    shutil.rmtree(start / "domains/sales/invoices")
    found = change_in(Workspace(start), "HEAD", "local", as_of=TODAY)
    head = planned(Workspace(start), "local", as_of=TODAY)

    assert answer(change_of(Workspace(start), "HEAD", head).change) == answer(found.change)


def test_what_holds_for_the_whole_mesh_may_concern_every_stack(start: Path) -> None:
    git(start, "init", "-q")
    git(start, "add", "-A")
    git(start, "commit", "-q", "-m", "base")
    local = start / "platform/environments/local.yaml"
    local.write_text(local.read_text().replace("region: ", "region: eu-west-3 # "))
    found = change_in(Workspace(start), "HEAD", "local", as_of=TODAY)

    assert len(found.change.stacks) > MADE_UP
    assert answer(found.change) == by_whole_plans(start, ())
