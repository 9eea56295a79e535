"""The example mesh, up once for all, and for each module a small one to break."""

from collections.abc import Iterator
from typing import Any

import pytest

from checkouts import Checkout, copy_checkout, small_checkout_in


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """The example mesh, up. Leave it as it was found."""
    checkout = copy_checkout(tmp_path_factory.mktemp("deployed"))
    try:
        done = checkout.run("up")
        assert done.returncode == 0, done.stdout + done.stderr
        yield checkout
    finally:
        checkout.run("local", "stop")


@pytest.fixture(scope="session")
def told(deployed: Checkout) -> Any:
    """What a load of the data set into the example mesh says of itself."""
    said = deployed.document("sample", "load")
    assert said["returncode"] == 0, said
    return said


@pytest.fixture(scope="session")
def loaded(deployed: Checkout, told: Any) -> Checkout:
    """The example mesh with its rows."""
    assert told["tables"]
    return deployed


@pytest.fixture(scope="module")
def small_checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """A checkout with the small mesh of the unit tests, not up; each module has its own."""
    with small_checkout_in(tmp_path_factory.mktemp("small")) as checkout:
        yield checkout
