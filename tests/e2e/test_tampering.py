"""Every way to tamper, on the real engine; a sample of them is tried with drift in each run."""

import json

import pytest

from tampering.mesh import DOMAINS, READERS
from tampering.ways import ROUNDS, WAYS, strangers

from checkouts import Checkout, put
from e2e.tampered import clients, is_found_and_put_right
from meshes import TODAY

pytestmark = [pytest.mark.e2e, pytest.mark.long]

DAY = ("--as-of", TODAY.isoformat())


@pytest.fixture(scope="module")
def whole(small_checkout: Checkout) -> Checkout:
    """Two domains with agreements on rows and files, and a reader of all, up."""
    for name, text in DOMAINS.items():
        put(small_checkout.root / "domains" / name, text)
    place = small_checkout.root / "platform/environments/local.yaml"
    put(place, f"{place.read_text()}readers: {json.dumps(READERS)}\n")
    # Lake Formation grants only to who is there.
    assert small_checkout.run("local", "start").returncode == 0
    strangers(clients(small_checkout))
    done = small_checkout.run("up", *DAY)
    assert done.returncode == 0, done.stdout + done.stderr
    return small_checkout


@pytest.mark.parametrize("name", ROUNDS)
def test_every_way_of_a_round_is_found_not_adopted_and_put_right(
    whole: Checkout, name: str
) -> None:
    is_found_and_put_right(whole, [way for way in WAYS if way.round == name], *DAY)
