"""A plan that is handed on as a file: lossless, for this user alone, and verified."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from meshwright.errors import MeshError, Position
from meshwright.ids import StackId
from meshwright.plan import plan
from meshwright.plan.declaration import (
    Component,
    Declaration,
    ProviderSettings,
    Ref,
    ResourceKey,
    StackPlan,
    as_json,
)
from meshwright.program.plan_file import (
    DIGEST_VARIABLE,
    FILE_VARIABLE,
    as_bytes,
    parse,
    planned_by_run,
    read_plan,
    write_plan,
)
from meshwright.specs.load import load_environment, load_mesh
from tools.bench import specs

from meshes import TODAY, MeshOf, environment

ROOT = Path(__file__).parents[2]
ORDERS = "local.sales.orders"


def plain(stack: StackPlan) -> Any:
    """A stack as values that compare: a list and a tuple are one and the same in JSON."""
    return replace(stack, declarations=()), [
        (replace(d, inputs={}), refs(d.inputs), as_json(d.inputs)) for d in stack.declarations
    ]


def refs(value: Any) -> list[Ref]:
    if isinstance(value, Ref):
        return [value]
    if isinstance(value, Mapping):
        return [found for name in sorted(value) for found in refs(value[name])]
    if isinstance(value, list | tuple):
        return [found for item in value for found in refs(item)]
    return []


def assert_lossless(stack: StackPlan) -> None:
    read = parse(as_bytes(stack))

    assert plain(read) == plain(stack)
    assert read.digest == stack.digest
    assert as_bytes(read) == as_bytes(stack)


@pytest.mark.parametrize("name", ["local", "dev", "prod"])
def test_the_example_mesh_comes_back_as_it_was(name: str) -> None:
    planned = plan(load_mesh(ROOT).mesh, load_environment(ROOT, name), as_of=TODAY)

    assert any(refs(d.inputs) for stack in planned.stacks.values() for d in stack.declarations)
    for stack in planned.stacks.values():
        assert_lossless(stack)


@pytest.mark.parametrize("seed", range(4))
def test_a_generated_mesh_comes_back_as_it_was(tmp_path: Path, seed: int) -> None:
    specs.write(tmp_path / "domains", specs.files(12, seed=seed))
    planned = plan(load_mesh(tmp_path).mesh, environment(), as_of=TODAY)

    assert len(planned.stacks) > 12
    for stack in planned.stacks.values():
        assert_lossless(stack)


LEAVES = ("", "text", "ä\u2028\ud7ff \x00", '{"$ref": "x"}', 0, -1, 1.5, 10**20, True, False, None)


def value(chance: Random, depth: int = 0) -> Any:
    kind = chance.randrange(6 if depth < 4 else 4)
    if kind == 3:
        return Ref(ResourceKey("aws:kms/key:Key", chance.choice(("key", "a::b"))), "keyId")
    if kind == 4:
        return [value(chance, depth + 1) for _ in range(chance.randrange(4))]
    if kind == 5:
        names = chance.sample(("a", "$ref", "b.c", "ü", ""), chance.randrange(4))
        return {name: value(chance, depth + 1) for name in names}
    return chance.choice(LEAVES)


def declaration(chance: Random, index: int) -> Declaration:
    return Declaration(
        type=chance.choice(("aws:s3/bucket:Bucket", "aws:kms/key:Key")),
        name=f"r{index}::{chance.choice(('a', 'b:c'))}",
        inputs={f"i{number}": value(chance) for number in range(chance.randrange(5))},
        component=tuple(Component("Table", f"t{n}") for n in range(chance.randrange(1, 4))),
        spec=Position("domains/ä/x.yaml", chance.randrange(1, 99), chance.randrange(1, 99)),
        where=chance.choice(("", "tables.orders")),
        after=tuple(
            ResourceKey("aws:iam/role:Role", f"x::{n}") for n in range(chance.randrange(3))
        ),
        keep=chance.random() < 0.5,
        delete_first=chance.random() < 0.5,
    )


@pytest.mark.parametrize("seed", range(50))
def test_any_plan_comes_back_as_it_was(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - the same plan each time is meant
    assert_lossless(
        StackPlan(
            id=StackId("dev", chance.choice(("", "sales", "sales.orders"))),
            provider=ProviderSettings("r", "1", chance.choice((None, "arn"))),
            declarations=tuple(declaration(chance, n) for n in range(chance.randrange(6))),
            next_change=chance.choice((None, date(2027, 1, 1))),
            judged_by=chance.choice(("", "abc")),
            uncertain=chance.random() < 0.5,
        )
    )


@pytest.fixture
def stack(mesh_of: MeshOf) -> StackPlan:
    return plan(mesh_of(), environment("local"), as_of=TODAY).stacks[ORDERS]


def test_a_plan_is_for_its_user_alone_and_named_by_its_digest(
    tmp_path: Path, stack: StackPlan
) -> None:
    folder = tmp_path / "plans" / "run"
    before = os.umask(0)
    try:
        variables = write_plan(folder, stack)
    finally:
        os.umask(before)
    file = Path(variables[FILE_VARIABLE])

    assert file == folder / f"{stack.digest}.json"
    assert variables[DIGEST_VARIABLE] == stack.digest
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert plain(read_plan(file)) == plain(stack)


def test_a_plan_that_is_handed_on_twice_is_written_anew(tmp_path: Path, stack: StackPlan) -> None:
    target = tmp_path / "elsewhere"
    target.write_text("not a plan")
    link = tmp_path / f"{stack.digest}.json"
    link.symlink_to(target)
    variables = write_plan(tmp_path, stack)
    write_plan(tmp_path, stack)

    assert planned_by_run(variables, ORDERS) is not None
    assert target.read_text() == "not a plan"


def test_nobody_hands_a_plan_on_to_plain_pulumi() -> None:
    assert planned_by_run({}, ORDERS) is None


def changed(content: bytes, change: str) -> bytes:
    document = json.loads(content)
    resource = document["resources"][0]
    match change:
        case "input":
            resource["inputs"]["bucket"] = "mine"
        case "keep":
            resource["keep"] = not resource["keep"]
        case "account":
            document["provider"]["account"] = "999999999999"
        case "role":
            document["provider"]["assumeRole"] = "arn:aws:iam::999999999999:role/mine"
        case "one less":
            document["resources"].pop()
        case "after":
            resource["after"] = ["aws:s3/bucket:Bucket::other"]
        case "component":
            resource["component"] = [["Table", "x"]]
        case "stack":
            document["stack"] = "local.sales.invoices"
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    "change", ["input", "keep", "account", "role", "one less", "after", "component", "stack"]
)
def test_a_plan_that_was_changed_is_refused(tmp_path: Path, stack: StackPlan, change: str) -> None:
    variables = write_plan(tmp_path, stack)
    file = Path(variables[FILE_VARIABLE])
    file.write_bytes(changed(file.read_bytes(), change))

    with pytest.raises(MeshError, match="is not the one that was checked") as error:
        planned_by_run(variables, ORDERS)
    assert error.value.fix == "run ./mesh up again"


def test_a_plan_for_another_stack_is_refused(tmp_path: Path, stack: StackPlan) -> None:
    with pytest.raises(MeshError, match=r"is for local\.sales\.orders, not for local\.sales$"):
        planned_by_run(write_plan(tmp_path, stack), "local.sales")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"version": 2}', b'{"version": 1}', b"\xff"]
)
def test_what_is_no_plan_is_refused_by_name(
    tmp_path: Path, stack: StackPlan, content: bytes
) -> None:
    variables = write_plan(tmp_path, stack)
    Path(variables[FILE_VARIABLE]).write_bytes(content)

    with pytest.raises(MeshError, match="holds no plan, or a damaged one"):
        planned_by_run(variables, ORDERS)


def test_a_plan_that_is_missing_is_named(tmp_path: Path, stack: StackPlan) -> None:
    variables = write_plan(tmp_path, stack)
    Path(variables[FILE_VARIABLE]).unlink()

    with pytest.raises(MeshError, match="cannot be read: No such file or directory"):
        planned_by_run(variables, ORDERS)


@pytest.mark.parametrize("left", [DIGEST_VARIABLE, FILE_VARIABLE])
def test_half_of_what_hands_a_plan_on_is_refused(
    tmp_path: Path, stack: StackPlan, left: str
) -> None:
    variables = {left: write_plan(tmp_path, stack)[left]}

    with pytest.raises(MeshError, match="a plan is handed on without MESH_PLAN") as error:
        planned_by_run(variables, ORDERS)
    assert "unset" in error.value.fix


PROGRAM = """
import asyncio, json, runpy, sys
from pulumi.runtime import mocks
from pulumi.runtime.stack import run_pulumi_func

made = []

class Recorder(mocks.Mocks):
    def new_resource(self, args):
        made.append([args.typ, args.name])
        return f"{args.name}-id", {**args.inputs, "keyId": "k", "arn": "a"}

    def call(self, args):
        raise AssertionError(args.token)

asyncio.set_event_loop(asyncio.new_event_loop())
mocks.set_mocks(Recorder(), project="mesh", stack=sys.argv[2])
program = lambda: runpy.run_path(sys.argv[1], run_name="__main__")
asyncio.get_event_loop().run_until_complete(run_pulumi_func(program))
print(json.dumps({"made": made, "modules": sorted(sys.modules)}))
"""


def run_program(stack: str, variables: Mapping[str, str], folder: Path) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(ROOT / "platform/__main__.py"), stack],
        env={
            **os.environ,
            "PYTHONPATH": f"{ROOT / 'platform'}:{ROOT / 'policies'}",
            "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
            **variables,
        },
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr


def test_the_program_declares_the_plan_that_it_is_handed_and_reads_no_spec(
    tmp_path: Path, stack: StackPlan
) -> None:
    # There is no mesh where it starts: what it declares can come from the file alone.
    done = run_program(ORDERS, write_plan(tmp_path / "plans", stack), tmp_path)
    keys = {(d.type, d.name) for d in stack.declarations}
    unneeded = (
        "meshwright.specs",
        "meshwright.checks",
        "meshwright.gate",
        "meshwright.runner",
        "pydantic",
    )

    assert {tuple(key) for key in done["made"]} >= keys
    assert [name for name in done["modules"] if name.startswith(unneeded)] == []


def test_the_program_refuses_a_plan_that_was_changed(tmp_path: Path, stack: StackPlan) -> None:
    variables = write_plan(tmp_path, stack)
    file = Path(variables[FILE_VARIABLE])
    file.write_bytes(changed(file.read_bytes(), "input"))
    said = run_program(ORDERS, variables, tmp_path)

    assert "is not the one that was checked" in said
    assert "fix: run ./mesh up again" in said
