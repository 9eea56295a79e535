"""A mesh whose tables live, once for all tests of a process: each takes what it finds."""

from collections.abc import Iterator

import pytest

from localaws import server
from meshwright.workspace import Workspace

from verbs.ledger import Ledger
from verbs.shop import DAILY, ORDERS, Shop, opened


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    root = tmp_path_factory.mktemp("shop")
    try:
        yield opened(root)
    finally:
        server.stop(Workspace(root).local)


@pytest.fixture(scope="session")
def first_orders(shop: Shop) -> Ledger:
    """A first run of all, so that there are rows to lose."""
    ledger = Ledger(shop)
    for words in (("ingest", ORDERS, ledger.next_file()), ("run", ORDERS, DAILY)):
        done = shop.mesh(*words)
        assert done.code == 0, done.err
    shop.settled()
    ledger.check("the first run")
    return ledger


@pytest.fixture
def ledger(first_orders: Ledger) -> Ledger:
    """What was sent so far, while nothing runs."""
    first_orders.shop.settled()
    return first_orders
