"""`mesh doctor` beside a mesh that is up."""

from typing import Any

import pytest

pytestmark = pytest.mark.e2e

ASKED = {
    "administrators",
    "account settings",
    "aws plugin",
    "backend",
    "clock",
    "credentials",
    "database default",
    "engine",
    "environment file",
    "git",
    "language host",
    "listed settings",
    "local AWS",
    "locks",
    "network",
    "packs",
    "python",
    "secrets",
    "sharing version",
    "states",
    "user",
}


def test_a_mesh_that_is_up_is_in_order(deployed: Any) -> None:
    found = deployed.document("doctor")
    health = {verdict["subject"]: verdict["health"] for verdict in found["verdicts"]}

    # The copy shares the .venv of another checkout, and this machine may have little room.
    assert health.keys() == ASKED | {"packages", "disk"}
    assert {subject: health[subject] for subject in ASKED} == dict.fromkeys(ASKED, "ok")
    assert found["returncode"] == 0
