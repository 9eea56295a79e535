"""Drift on the real engine: all of it is found, nothing else is, and it can be put right."""

import json
import random
from typing import Any

import pytest

from tampering.ways import WAYS

from checkouts import keep_one_product
from drift.kind import Kind
from drift.table import KINDS, ROUNDS
from e2e.tampered import clients, is_found_and_put_right

pytestmark = pytest.mark.e2e

SEED = 20261123
SAMPLE = 4
"""Kinds that are changed, and as many that are extra."""
TAMPERED = 5
PRODUCT = "domains/sales/orders/product.yaml"
STACKS = 3


@pytest.fixture(scope="module")
def orders(small_checkout: Any) -> Any:
    """One product with its domain, up, and a stranger in its account."""
    keep_one_product(small_checkout)
    done = small_checkout.run("up")
    assert done.returncode == 0, done.stdout + done.stderr
    small_checkout.client("iam").create_user(UserName="eve")
    return small_checkout


def sample(seed: int, name: str, count: int) -> list[Kind]:
    of_round = [kind for kind in KINDS if kind.round == name]
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    return chance.sample(of_round, min(count, len(of_round)))


def happen(checkout: Any, kinds: list[Kind]) -> None:
    client = clients(checkout)
    for kind in kinds:
        kind.act(client)


def locks(checkout: Any) -> list[Any]:
    return list((checkout.root / ".mesh/local/state/.pulumi/locks").rglob("*.json"))


def missed(kinds: list[Kind], drifts: list[Any]) -> list[str]:
    return [kind.name for kind in kinds if not kind.is_among(drifts)]


def put_right(checkout: Any, kinds: list[Kind]) -> None:
    """What the refreshed update does, and after it a person."""
    done = checkout.document("up", "--refresh")
    named = {d["who"] for d in done["access"]["differences"] if d["who"]}
    assert done["returncode"] == (7 if done["access"]["differences"] else 0), done["results"]
    assert [d for d in done["access"]["differences"] if d["isOurs"]] == []
    if named:
        checkout.document(
            "access", "prove", "--repair", *(w for who in named for w in ("--revoke", who))
        )
    client = clients(checkout)
    for kind in kinds:
        if kind.undo is not None:
            kind.undo(client)


def test_there_are_kinds_enough_to_mean_something() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 40


def test_a_clean_mesh_has_no_drift_twice_in_a_row_and_is_left_as_it_was(orders: Any) -> None:
    first, second = orders.document("drift"), orders.document("drift")
    up = orders.document("up")

    assert (first["returncode"], first["drifts"], first["stacks"]) == (0, [], STACKS)
    assert (second["returncode"], second["drifts"], second["stacks"]) == (0, [], STACKS)
    assert up["skipped"] == STACKS
    assert locks(orders) == []


def test_a_sample_of_drift_is_found_and_put_right(orders: Any) -> None:
    kinds = [*sample(SEED, "changed", SAMPLE), *sample(SEED, "extra", SAMPLE)]
    print(f"seed {SEED}: {[kind.name for kind in kinds]}")
    happen(orders, kinds)
    found = orders.document("drift")
    put_right(orders, kinds)
    after = orders.document("drift")

    assert found["returncode"] == 7
    assert missed(kinds, found["drifts"]) == []
    assert all(drift["fix"] for drift in found["drifts"])
    assert (after["returncode"], after["drifts"]) == (0, [])


def test_a_sample_of_tampering_is_found_not_adopted_and_put_right(orders: Any) -> None:
    chance = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    ways = chance.sample([way for way in WAYS if not way.is_of_more], TAMPERED)
    print(f"seed {SEED}: {[way.name for way in ways]}")
    is_found_and_put_right(orders, ways)


def test_a_stack_without_a_spec_is_drift_and_named_with_its_remedy(orders: Any) -> None:
    with orders.edited(PRODUCT, None):
        found = orders.document("drift", "sales.orders")

    assert found["returncode"] == 7
    assert [(d["kind"], d["subject"]) for d in found["drifts"]] == [("orphan", "sales.orders")]
    assert found["drifts"][0]["fix"].startswith("./mesh destroy sales.orders")


@pytest.mark.long
@pytest.mark.parametrize("name", ROUNDS)
def test_every_kind_of_a_round_is_found_and_none_is_adopted(orders: Any, name: str) -> None:
    kinds = [kind for kind in KINDS if kind.round == name]
    happen(orders, kinds)
    found = orders.document("drift")
    orders.document("up", "--no-skip")
    still = orders.document("drift")
    put_right(orders, kinds)
    after = orders.document("drift")

    assert found["returncode"] == 7
    assert missed(kinds, found["drifts"]) == []
    assert [told(d) for d in still["drifts"]] == [told(d) for d in found["drifts"]]
    assert (after["returncode"], after["drifts"]) == (0, [])


def told(drift: Any) -> str:
    return json.dumps(drift, sort_keys=True)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ROUNDS)
def test_drift_in_any_mixture_is_found_and_put_right(orders: Any, name: str, seed: int) -> None:
    of_round = sum(kind.round == name for kind in KINDS)
    kinds = sample(SEED + seed, name, of_round * 2 // 5 + 1)
    print(f"seed {SEED + seed}: {[kind.name for kind in kinds]}")
    happen(orders, kinds)
    found = orders.document("drift")
    put_right(orders, kinds)
    after = orders.document("drift")

    assert missed(kinds, found["drifts"]) == []
    assert (after["returncode"], after["drifts"]) == (0, [])
