"""`provider: official` in local.yaml, with a provider in its place that speaks as it does."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from localaws.install import BINARY, MARK, PLUGIN_VERSION

from local_aws.bridge import write_bridged

pytestmark = pytest.mark.e2e

SECONDS = 300
LOCAL = "platform/environments/local.yaml"


def test_a_state_made_by_one_provider_is_the_others_too(
    small_checkout: Any, tmp_path: Path
) -> None:
    plugin = write_bridged(tmp_path, Path(sys.executable))
    text = (small_checkout.root / LOCAL).read_text()
    official = text + f"provider: official\nplugin: {plugin}\n"
    plugins = small_checkout.root / ".mesh/local/home/plugins"
    mark = plugins / f"resource-aws-v{PLUGIN_VERSION}" / MARK

    with small_checkout.edited(LOCAL, official):
        up = small_checkout.document("up")
        assert up["returncode"] == 0, up
        assert up["changes"] > 0
        assert mark.exists()
        assert conforms(mark.with_name(BINARY))
        granted = permissions(small_checkout)
        asked(small_checkout)
        assert permissions(small_checkout) == granted
        assert '"__defaults"' in states(small_checkout)
    again = small_checkout.document("up", "--no-skip")

    assert again["returncode"] == 0, again
    assert again["changes"] == 0
    assert not mark.exists()


def asked(checkout: Any) -> None:
    """All that reads a state finds it to be as it should be, and changes nothing."""
    drift = checkout.document("drift")
    assert (drift["returncode"], drift["drifts"]) == (0, [])
    refreshed = checkout.document("up", "--refresh")
    assert (refreshed["returncode"], refreshed["changes"]) == (0, 0), refreshed
    swept = checkout.document("policy", "sweep")
    assert swept["returncode"] == 0, swept
    recovered = checkout.document("recover")
    assert recovered["returncode"] == 0, recovered


def permissions(checkout: Any) -> list[str]:
    """Every grant that Lake Formation lists."""
    lake = checkout.client("lakeformation")
    found = lake.list_permissions()["PrincipalResourcePermissions"]
    return sorted(json.dumps(grant, sort_keys=True) for grant in found)


def states(checkout: Any) -> str:
    """What the engine has written down of all stacks."""
    folder = checkout.root / ".mesh/local/state/.pulumi/stacks/mesh"
    return "".join(file.read_text() for file in folder.glob("*.json"))


def conforms(provider: Path) -> bool:
    """Whether a plugin as the engine has installed it holds to a few of the conformance cases."""
    suite = Path(__file__).parents[1] / "local_aws" / "test_conformance.py"
    command = [sys.executable, "-m", "pytest", "-q", str(suite), "-k", "Alias or Policy]"]
    done = subprocess.run(
        [*command, "--provider", str(provider)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert " passed" in done.stdout, done.stdout
    return done.returncode == 0
