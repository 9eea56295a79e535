"""Products shared out among jobs: each in one shard, evenly, and the same way in every job."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwright.errors import UsageError
from meshwright.fleet.shards import Shard, shared_out, shares
from meshwright.fleet.weights import SECONDS, STACK, weight
from meshwright.gate import assessment as gate
from meshwright.ids import StackKind
from meshwright.workspace import Workspace

from meshes import TODAY

ROOT = Path(__file__).parents[2]

NAMES = st.text("abcdefgh.", min_size=1, max_size=6)
WEIGHTS = st.dictionaries(NAMES, st.floats(0.1, 100), max_size=40)


@given(WEIGHTS, st.integers(1, 12))
def test_each_is_in_one_shard_and_the_largest_is_near_the_least_it_can_be(weights, count):
    shards = shared_out(weights, count)
    loads = [sum(w for n, w in weights.items() if shards[n] == i + 1) for i in range(count)]
    heaviest = sorted(weights.values(), reverse=True)
    pair = sum(heaviest[count - 1 : count + 1]) if len(heaviest) > count else 0
    least = max([sum(loads) / count, *heaviest[:1], pair])

    assert shards.keys() == weights.keys()
    assert set(shards.values()) <= set(range(1, count + 1))
    assert max(loads) <= 4 / 3 * least + 1e-9


@given(WEIGHTS, st.integers(1, 12), st.randoms())
def test_the_order_in_which_they_are_known_changes_nothing(weights, count, rng):
    names = [*weights]
    rng.shuffle(names)

    assert shared_out({n: weights[n] for n in names}, count) == shared_out(weights, count)


def test_two_shards_of_a_mesh_are_about_alike(planned):
    products = [s for s in planned.stacks.values() if s.kind is StackKind.PRODUCT]
    one, other = shares(products, 2)

    assert [str(one.shard), str(other.shard)] == ["1/2", "2/2"]
    assert {s.name for s in (*one.stacks, *other.stacks)} == {s.name for s in products}
    assert one.resources + other.resources == sum(len(s.declarations) for s in products)


@pytest.mark.parametrize(("count", "most"), [(2, 0.55), (3, 0.4), (4, 0.3)])
def test_the_shards_of_the_example_mesh_are_even(count, most):
    plan = gate.planned(Workspace(ROOT), "dev", as_of=TODAY).plan
    products = [s for s in plan.stacks.values() if s.kind is StackKind.PRODUCT]
    resources = [share.resources for share in shares(products, count)]

    assert max(resources) <= most * sum(resources)


def test_there_are_no_more_shards_than_products(planned):
    products = [s for s in planned.stacks.values() if s.kind is StackKind.PRODUCT]

    assert len(shares(products, 200)) == len(products)
    assert shares([], 4) == ()


def test_every_type_that_is_planned_was_measured(planned):
    types = {d.type for stack in planned.stacks.values() for d in stack.declarations}

    assert types - SECONDS.keys() == set()


def test_a_stack_that_cannot_be_planned_weighs_its_turn():
    assert weight(None) == STACK


@pytest.mark.parametrize(
    "text", ["0/2", "3/2", "2", "1/0", "a/b", "1/2/3", "-1/2", " 1/2", "1/2\n"]
)
def test_what_is_no_shard_is_refused(text):
    with pytest.raises(UsageError, match="is not a shard"):
        Shard.parse(text)


def test_a_shard_reads_as_it_is_written():
    for number, count in itertools.combinations_with_replacement(range(1, 12), 2):
        assert Shard.parse(f"{number}/{count}") == Shard(number, count)
