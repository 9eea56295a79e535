"""The example mesh as it is up: another run has nothing to do."""

import pytest

pytestmark = pytest.mark.e2e


def test_the_second_run_skips_every_stack(deployed):
    again = deployed.document("up")

    assert (again["returncode"], again["changes"]) == (0, 0)
    assert again["skipped"] == again["stacks"] > 0


def test_the_engine_has_nothing_to_change_either(deployed):
    again = deployed.document("up", "--no-skip")

    assert (again["returncode"], again["changes"], again["skipped"]) == (0, 0, 0)
