"""A policy that never comes to its end: its pack ends, and says where it was."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from pulumi.runtime.proto.analyzer_pb2 import AnalyzeRequest
from pulumi.runtime.proto.analyzer_pb2_grpc import AnalyzerStub

ROOT = Path(__file__).parents[2]
PACK = """
import time
from pulumi_policy import PolicyPack, ResourceValidationPolicy

def check(args, report):
    while args.props.get("loops"):
        time.sleep(0.001)
    report("it came to its end")

PolicyPack("tiny", [ResourceValidationPolicy("one", "It may loop.", check)])
"""
RUN = """
import sys
sys.path.insert(0, sys.argv[1])
import policy_pack, stuck_policies
stuck_policies.SECONDS, stuck_policies.GLANCE = 1.0, 0.1
sys.argv = ["", "127.0.0.1:1", sys.argv[2]]
policy_pack.run()
"""


@pytest.fixture
def pack(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    (tmp_path / "__main__.py").write_text(PACK)
    command = [sys.executable, "-u", "-c", RUN, str(ROOT / "platform/engine"), str(tmp_path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        yield process
        process.kill()


def ask(pack: "subprocess.Popen[str]", *, seconds: float = 0, loops: bool = False) -> list[str]:
    """What the pack's policy says of a resource, asked again and again for a time."""
    assert pack.stdout is not None
    with grpc.insecure_channel(f"127.0.0.1:{pack.stdout.readline().strip()}") as channel:
        request = AnalyzeRequest(type="a:b/c:D", name="one", urn="urn:pulumi:s::p::a:b/c:D::one")
        request.properties.update({"loops": loops})
        stub = AnalyzerStub(channel)
        answers, until = [stub.Analyze(request, timeout=300)], time.monotonic() + seconds
        while time.monotonic() < until:
            answers.append(stub.Analyze(request, timeout=300))
    return [found.message for answer in answers for found in answer.diagnostics]


def test_a_pack_whose_policy_loops_ends_and_says_where(pack: "subprocess.Popen[str]") -> None:
    with pytest.raises(grpc.RpcError):
        ask(pack, loops=True)
    _, said = pack.communicate(timeout=300)

    assert pack.returncode == 1
    assert "a policy has not come to its end for 1 seconds, at " in said
    assert "__main__.py:" in said


def test_a_pack_that_is_asked_again_and_again_goes_on(pack: "subprocess.Popen[str]") -> None:
    assert len(ask(pack, seconds=2.5)) > 10
    assert pack.poll() is None
