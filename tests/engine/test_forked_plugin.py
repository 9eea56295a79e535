"""What a plugin server loads before it forks."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from localaws.provider.process import SERVICES

ROOT = Path(__file__).parents[2]
LOADS = """
import os, sys
root, kind = sys.argv[1:]
sys.path[:0] = [f"{root}/platform", f"{root}/policies", f"{root}/platform/engine"]
from forked_plugin import KINDS

KINDS[kind].load()
print(len(os.listdir("/proc/self/task")), *sorted(sys.modules))
"""
NEEDED = {
    "host": {"language_host", "pulumi_aws.lakeformation", "meshwright.program.stack"},
    "pack": {"pulumi_policy", "guardrails.rules", "meshwright.governance.packs.pack"},
    "provider": {"localaws.types.registry", "botocore.client", "localaws.provider.process"},
}


@pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked elsewhere")
@pytest.mark.parametrize("kind", NEEDED)
def test_what_is_loaded_starts_no_thread_that_a_fork_would_lose(kind: str) -> None:
    command = [sys.executable, "-I", "-c", LOADS, str(ROOT), kind]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()

    assert said[0] == "1"
    assert {*said[1:], *NEEDED[kind]} == set(said[1:])
    assert "grpc._server" in said


def test_models_are_read_of_every_service_that_a_type_asks() -> None:
    texts = (file.read_text() for file in ROOT.glob("platform/localaws/types/*.py"))
    asked = {name for text in texts for name in re.findall(r'(?:client|once)\("(\w+)"\)', text)}

    assert asked | {"sts"} == set(SERVICES)
