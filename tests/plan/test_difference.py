from collections.abc import Callable
from dataclasses import replace

import pytest

from meshwright.aws.resource_types import ALIAS, KEY, PERMISSIONS, ROLE, TABLE
from meshwright.errors import Position
from meshwright.ids import StackId
from meshwright.plan import plan
from meshwright.plan.declaration import (
    Component,
    Declaration,
    Plan,
    ProviderSettings,
    Ref,
    ResourceKey,
    StackPlan,
)
from meshwright.plan.difference import (
    Fate,
    Operation,
    ResourceChange,
    aws_name,
    differences,
    resource_changes,
)

from meshes import FILES, TODAY, MeshOf, environment

SPEC = "sales/orders/product.yaml"
ORDERS = FILES[SPEC]
LINES = "  lines:\n    columns: {order_id: string, sku: string}\n"
Planned = Callable[..., Plan]
HERE = ProviderSettings("eu-central-1", "111122223333")


@pytest.fixture
def planned(mesh_of: MeshOf) -> Planned:
    def build(changes=None, **fields) -> Plan:
        return plan(mesh_of(changes or {}), environment(**fields), as_of=TODAY)

    return build


def declared(kind: str, inputs: dict, *, component: str = "Table") -> Declaration:
    return Declaration(kind, "one", inputs, (Component(component, "c"),), Position("p"))


def stack(*declarations: Declaration, place: ProviderSettings = HERE) -> StackPlan:
    return StackPlan(StackId("dev", "sales"), place, declarations)


def test_the_same_mesh_differs_in_nothing(planned: Planned) -> None:
    assert list(differences(planned(), planned())) == []


def test_a_line_that_moves_changes_nothing(planned: Planned) -> None:
    assert list(differences(planned(), planned({SPEC: f"# a comment\n{ORDERS}"}))) == []


def test_a_new_product_is_a_new_stack_and_a_role_of_its_domain(planned: Planned) -> None:
    new = "description: Returns.\ntables: {returns: {columns: {id: string}}}\n"
    base, head = planned(), planned({"sales/returns/product.yaml": new})

    found = {str(d.id): d for d in differences(base, head)}

    assert found["dev.sales.returns"].fate is Fate.NEW
    assert {c.operation for c in found["dev.sales.returns"].changes} == {Operation.CREATE}
    created = [c.key.type for c in found["dev.sales"].changes if c.operation is Operation.CREATE]
    assert ROLE in created
    assert set(found) == {"dev.sales", "dev.sales.returns"}


def test_a_stack_under_another_name_is_told_by_what_it_was(planned: Planned) -> None:
    base = planned()
    was = base.stacks["dev.sales.orders"]
    now = replace(was, id=StackId("dev", "finance.orders"))
    head = Plan("dev", TODAY, {**without(base, "dev.sales.orders"), "dev.finance.orders": now})

    (found,) = differences(base, head, {"dev.finance.orders": "dev.sales.orders"})

    assert (found.id, found.fate, found.was) == (now.id, Fate.MOVED, was.id)
    assert found.changes == ()


def without(of: Plan, stack: str) -> dict[str, StackPlan]:
    return {name: each for name, each in of.stacks.items() if name != stack}


def test_a_stack_without_a_spec_is_left_as_it_is(planned: Planned) -> None:
    base = planned()
    head = Plan("dev", TODAY, without(base, "dev.sales.orders"))

    found = {str(d.id): d for d in differences(base, head)}

    assert found["dev.sales.orders"].fate is Fate.LEFT
    assert found["dev.sales.orders"].changes == ()
    assert found["dev.sales.orders"].before


def test_a_table_that_goes_is_a_deletion_that_loses_data(planned: Planned) -> None:
    head = planned({SPEC: ORDERS.replace(LINES, "")})
    (found,) = (d for d in differences(planned(), head) if d.id.product == "orders")

    lost = [(c.operation, c.key.name, c.data) for c in found.changes if c.loses_data]

    assert lost == [(Operation.DELETE, "lines", "table")]
    assert found.count(Operation.DELETE) > 1


def test_other_columns_of_a_grant_replace_it(planned: Planned) -> None:
    head = planned({SPEC: ORDERS.replace("sku: string", "sku: string, price: int")})
    (found,) = (d for d in differences(planned(), head) if d.id.product == "orders")
    by_key = {(c.key.type, c.key.name): c for c in found.changes}

    assert by_key[TABLE, "lines"].operation is Operation.UPDATE
    assert by_key[TABLE, "lines"].properties == ("storageDescriptor",)
    assert by_key[PERMISSIONS, "lines:reader"].operation is Operation.REPLACE
    assert by_key[PERMISSIONS, "lines:reader"].forcing == ("tableWithColumns",)


def test_what_cannot_be_changed_in_place_is_replaced() -> None:
    old, new = {"name": "a", "tags": {}}, {"name": "b", "tags": {"k": "v"}}

    (change,) = resource_changes(stack(declared(TABLE, old)), stack(declared(TABLE, new)))

    assert change.operation is Operation.REPLACE
    assert (change.properties, change.forcing) == (("name", "tags"), ("name",))
    assert (change.identity, change.loses_data) == ("a", True)


@pytest.mark.parametrize(
    ("place", "forcing"),
    [
        (ProviderSettings("eu-central-1", "444455556666"), ("account",)),
        (ProviderSettings("eu-west-1", "444455556666"), ("account", "region")),
    ],
)
def test_another_place_replaces_all(place: ProviderSettings, forcing: tuple[str, ...]) -> None:
    one = declared(TABLE, {"name": "a"})

    (change,) = resource_changes(stack(one), stack(one, place=place))

    assert (change.operation, change.forcing) == (Operation.REPLACE, forcing)


def test_another_place_in_the_tree_is_another_resource_to_the_engine() -> None:
    one, other = (declared(TABLE, {"name": "a"}, component=c) for c in ("Table", "Agreement"))

    (change,) = resource_changes(stack(one), stack(other))

    assert (change.operation, change.properties) == (Operation.REPLACE, ("component",))


def test_a_grant_stays_itself_where_an_agreement_takes_its_place() -> None:
    grant = {"principal": "a"}
    one, other = (declared(PERMISSIONS, grant, component=c) for c in ("Table", "Agreement"))

    assert resource_changes(stack(one), stack(other)) == ()


def test_what_holds_a_replaced_resources_id_changes_with_it() -> None:
    key = ResourceKey(KEY, "one")
    alias = declared(ALIAS, {"name": "alias/a", "targetKeyId": [1, Ref(key, "keyId")]})
    old, new = declared(KEY, {"keyUsage": "A"}), declared(KEY, {"keyUsage": "B"})

    first, second = resource_changes(stack(old, alias), stack(new, alias))

    assert first.operation is Operation.REPLACE
    assert (second.key.type, second.properties) == (ALIAS, ("targetKeyId",))
    assert second.operation is Operation.UPDATE


def test_what_holds_anothers_id_stays_where_that_stays() -> None:
    key, other = ResourceKey(KEY, "one"), ResourceKey(KEY, "other")
    alias = declared(ALIAS, {"name": "alias/a", "targetKeyId": Ref(other, "keyId")})
    old, new = declared(KEY, {"keyUsage": "A"}), declared(KEY, {"keyUsage": "B"})

    (change,) = resource_changes(stack(old, alias), stack(new, alias))

    assert change.key == key


def test_a_resource_that_holds_no_data_loses_none() -> None:
    assert not ResourceChange(ResourceKey(ROLE, "r"), Operation.DELETE).loses_data


def test_a_name_that_is_not_known_is_empty() -> None:
    assert aws_name({"description": "d", "name": Ref(ResourceKey(KEY, "k"), "id")}) == ""


@pytest.mark.parametrize(
    ("inputs", "name"),
    [
        ({"bucket": "b", "key": "k/e.json"}, "b/k/e.json"),
        ({"databaseName": "sales__orders", "name": "orders"}, "sales__orders.orders"),
        ({"bucket": "b"}, "b"),
        ({"arn": "arn:aws:s3:::b"}, "arn:aws:s3:::b"),
        ({"principal": "p", "table": {"databaseName": "d", "name": "t"}}, "d.t"),
        ({"lfTags": [], "database": {"name": "d"}}, "d"),
    ],
)
def test_a_resource_is_called_as_aws_calls_it(inputs: dict, name: str) -> None:
    assert aws_name(inputs) == name
