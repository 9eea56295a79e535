from collections.abc import Mapping
from typing import Any

import pytest

from meshwright.plan import plan
from meshwright.plan.declaration import Declaration, Ref
from meshwright.program.stack import resource_class, snake_case

from meshes import TODAY, MeshOf, environment
from recorder import OUTPUTS, record

ENDPOINT = "http://127.0.0.1:4566"


def expected(declaration: Declaration) -> Any:
    def value(written: Any) -> Any:
        if isinstance(written, Ref):
            return OUTPUTS[written.output]
        if isinstance(written, Mapping):
            return {name: value(item) for name, item in written.items()}
        return [value(item) for item in written] if isinstance(written, list | tuple) else written

    return value(declaration.inputs)


@pytest.mark.parametrize("subject", ["", "sales", "sales.orders"])
def test_the_engine_receives_exactly_what_is_declared(mesh_of: MeshOf, subject: str) -> None:
    name = f"local.{subject}".rstrip(".")
    stack = plan(mesh_of(), environment("local"), as_of=TODAY).stacks[name]
    made = record(stack, ENDPOINT)

    for declaration in stack.declarations:
        assert made[declaration.type, declaration.name] == expected(declaration)


def test_components_stand_in_the_meshs_words_and_nothing_else_is_made(mesh_of: MeshOf) -> None:
    stack = plan(mesh_of(), environment("local"), as_of=TODAY).stacks["local.sales.orders"]
    made = record(stack, ENDPOINT)
    components = {(kind, name) for kind, name in made if kind.startswith("mesh:")}

    assert components == {
        ("mesh:index:DataProduct", "product"),
        ("mesh:index:Storage", "storage"),
        ("mesh:index:Table", "orders"),
        ("mesh:index:Table", "lines"),
        ("mesh:index:Agreement", "finance.reporting"),
        ("mesh:index:CatalogEntry", "entry"),
    }
    assert len(made) == len(stack.declarations) + len(components) + 1  # the provider


def test_local_is_pointed_at_its_endpoint_and_nothing_else_is(mesh_of: MeshOf) -> None:
    mesh = mesh_of()
    key = ("pulumi:providers:aws", "aws")
    at_home = record(plan(mesh, environment("local"), as_of=TODAY).stacks["local"], ENDPOINT)[key]
    abroad = record(plan(mesh, environment("dev"), as_of=TODAY).stacks["dev"], None)[key]

    assert ENDPOINT in str(at_home["endpoints"])
    assert "endpoints" not in abroad
    assert "mesh-deployer" in str(abroad["assumeRoles"])
    assert "111122223333" in str(abroad["allowedAccountIds"])


def test_every_declared_property_is_one_that_the_sdk_knows(mesh_of: MeshOf) -> None:
    planned = plan(mesh_of(), environment("dev"), as_of=TODAY)
    for stack in planned.stacks.values():
        for declaration in stack.declarations:
            made: Any = resource_class(declaration.type)
            known = made._internal_init.__annotations__
            assert {snake_case(name) for name in declaration.inputs} <= set(known)


def test_names_are_spelled_as_the_sdk_spells_them() -> None:
    assert snake_case("bytesScannedCutoffPerQuery") == "bytes_scanned_cutoff_per_query"
