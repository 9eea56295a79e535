"""A pack as `mesh new pack` makes it, on the real engine."""

import pytest

pytestmark = pytest.mark.e2e


def test_a_new_pack_is_on_in_the_next_run_and_refuses_nothing(small_checkout):
    assert small_checkout.run("new", "pack", "privacy").returncode == 0

    done = small_checkout.run("up", "finance")

    assert done.returncode == 0, done.stdout + done.stderr
    for stack in ("local", "local.finance"):
        log = (small_checkout.root / f".mesh/local/logs/{stack}.log").read_text()
        names = ("governance", "privacy", "security")
        assert all(f"{name}@v0.1.0 (local: policies/{name})" in log for name in names), log
