"""What the hand-written side of a comparison makes is what the platform makes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from meshwright.errors import MeshError
from meshwright.plan import plan
from tools.bench import handwritten, specs
from tools.bench.previewing import agree, resources_of, typical

from meshes import TODAY, MeshOf, environment
from recorder import Made, record, record_text

ENDPOINT = "http://127.0.0.1:4566"
ENVIRONMENT = Path(__file__).parents[3] / "platform" / "environments" / "local.yaml"


def without_components(made: Made) -> Made:
    return {key: inputs for key, inputs in made.items() if not key[0].startswith("mesh:")}


@pytest.mark.parametrize("subject", ["sales", "sales.orders"])
def test_a_hand_written_program_makes_the_same_resources(mesh_of: MeshOf, subject: str) -> None:
    local = environment("local", assumeDeployer=False)
    stack = plan(mesh_of(), local, as_of=TODAY).stacks[f"local.{subject}"]
    text = handwritten.program(stack, endpoint=ENDPOINT)

    assert record_text(text) == without_components(record(stack, ENDPOINT))


def test_the_stack_in_the_middle_is_the_typical_one(tmp_path: Path) -> None:
    specs.write(tmp_path / "domains", specs.files(5, seed=1))
    (tmp_path / "platform" / "environments").mkdir(parents=True)
    (tmp_path / "platform" / "environments" / "local.yaml").write_text(ENVIRONMENT.read_text())
    stack = typical(tmp_path)

    assert stack.name.startswith("local.sales_000.")


def step(kind: str, name: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    urn = f"urn:pulumi:s::p::{kind}::{name}"
    return {"op": "create", "urn": urn, "newState": {"type": kind, "urn": urn, "inputs": inputs}}


def test_the_resources_of_a_preview_are_those_in_aws() -> None:
    bucket = step("aws:s3/bucket:Bucket", "data", {"bucket": "b", "__defaults": []})
    component = step("mesh:index:Storage", "storage", {})
    provider = step("pulumi:providers:aws", "aws", {"region": "r"})
    found = resources_of({"steps": [provider, component, bucket, {"op": "delete"}]})

    assert found == {("aws:s3/bucket:Bucket", "data"): {"bucket": "b"}}


def test_programs_that_differ_are_not_compared() -> None:
    key = ("aws:s3/bucket:Bucket", "data")
    agree({key: {"bucket": "b"}}, {key: {"bucket": "b"}})

    with pytest.raises(MeshError, match="differ in aws:s3/bucket:Bucket::data"):
        agree({key: {"bucket": "b"}}, {key: {"bucket": "c"}})
    with pytest.raises(MeshError, match="no resources at all"):
        agree({}, {})
