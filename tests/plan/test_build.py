import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from meshwright.plan import plan, stack_plan
from meshwright.plan.declaration import Plan, Ref, as_json
from meshwright.specs.environment import Environment

from meshes import FILES, TODAY, MeshOf

DIGESTS = """
import sys
from datetime import date
from pathlib import Path
from meshwright.plan import plan
from meshwright.specs.load import load_environment, load_mesh
root = Path(sys.argv[1])
planned = plan(load_mesh(root).mesh, load_environment(root, "local"), as_of=date(2026, 6, 1))
print({name: stack.digest for name, stack in planned.stacks.items()})
"""


def test_the_same_specs_give_the_same_bytes_whatever_the_hash_seed(
    mesh_of: MeshOf, tmp_path: Path
) -> None:
    mesh_of()
    environments = tmp_path / "platform" / "environments"
    environments.mkdir(parents=True)
    repository = Path(__file__).parents[2]
    source = repository / "platform" / "environments" / "local.yaml"
    (environments / "local.yaml").write_text(source.read_text())
    seen = {
        subprocess.run(
            [sys.executable, "-c", DIGESTS, str(tmp_path)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }

    assert len(seen) == 1


def test_the_order_in_which_files_were_written_changes_nothing(
    tmp_path: Path, mesh_of: MeshOf, dev: Environment
) -> None:
    one = plan(mesh_of(), dev, as_of=TODAY)
    for name in reversed(list(FILES)):
        (tmp_path / "domains" / name).unlink()
        (tmp_path / "domains" / name).write_text(FILES[name])
    other = plan(mesh_of(), dev, as_of=TODAY)

    assert [s.as_bytes() for s in one.stacks.values()] == [
        s.as_bytes() for s in other.stacks.values()
    ]


def test_a_stack_alone_is_what_the_whole_plan_says_of_it(
    mesh_of: MeshOf, dev: Environment, planned: Plan
) -> None:
    mesh = mesh_of()
    for stack in planned.stacks.values():
        assert stack_plan(mesh, dev, subject=stack.subject, as_of=TODAY) == stack


def test_there_is_no_plan_for_what_no_spec_describes(mesh_of: MeshOf, dev: Environment) -> None:
    assert stack_plan(mesh_of(), dev, subject="sales.nothing", as_of=TODAY) is None


def test_no_resource_stands_before_one_that_it_needs(planned: Plan) -> None:
    for stack in planned.stacks.values():
        seen = set()
        for declaration in stack.declarations:
            assert set(declaration.after) <= seen
            assert declaration.key not in seen
            seen.add(declaration.key)


def test_only_a_key_is_left_for_aws_to_decide(planned: Plan) -> None:
    def refs(value: Any) -> list[Ref]:
        if isinstance(value, Ref):
            return [value]
        children = value.values() if isinstance(value, dict) else value
        nested = children if isinstance(value, dict | list | tuple) else ()
        return [ref for child in nested for ref in refs(child)]

    found = {
        ref.key.type
        for stack in planned.stacks.values()
        for declaration in stack.declarations
        for ref in refs(dict(declaration.inputs))
    }

    assert found == {"aws:kms/key:Key"}


def test_a_ref_is_spelled_out_in_json(planned: Plan) -> None:
    (alias,) = (d for d in planned.stacks["dev"].declarations if d.type == "aws:kms/alias:Alias")

    assert as_json(alias.inputs)["targetKeyId"] == {
        "$ref": "aws:kms/key:Key::key",
        "output": "keyId",
    }


def test_a_new_product_without_inputs_touches_its_own_stack_and_its_domains(
    mesh_of: MeshOf, dev: Environment, planned: Plan
) -> None:
    text = "description: d\ntables: {t: {columns: {a: string}}}"
    after = plan(mesh_of({"sales/returns/product.yaml": text}), dev, as_of=TODAY)
    changed = {
        name
        for name, stack in after.stacks.items()
        if name not in planned.stacks or stack.digest != planned.stacks[name].digest
    }

    assert changed == {"dev.sales", "dev.sales.returns"}


def test_a_comment_changes_exactly_its_table_and_the_entry(
    mesh_of: MeshOf, dev: Environment, planned: Plan
) -> None:
    text = FILES["sales/orders/product.yaml"].replace("Shop order number", "The shop's number")
    after = plan(mesh_of({"sales/orders/product.yaml": text}), dev, as_of=date(2026, 6, 1))
    stack, was = after.stacks["dev.sales.orders"], planned.stacks["dev.sales.orders"]
    changed = [
        new.name
        for new, old in zip(stack.declarations, was.declarations, strict=True)
        if new.inputs != old.inputs
    ]

    assert changed == ["orders", "entry"]
