"""What drift tells of an account that lets more in than the plan does, and what puts it right."""

import json

import pytest

from meshwright.aws.resource_types import PERMISSIONS
from meshwright.operations.drift.grantees import Grantees, kept_grants, strangers_grants
from meshwright.operations.drift.grants import extra_grants
from meshwright.operations.drift.openings import open_databases, open_default
from meshwright.operations.drift.planned import planned
from meshwright.operations.drift.repair import is_ours, repair
from meshwright.operations.drift.state import Holdings
from meshwright.operations.drift.values import Kind
from meshwright.plan import plan
from meshwright.plan.declaration import Plan, StackPlan, as_json
from meshwright.runner.account import lake
from meshwright.runner.cloud import Cloud

import shapes
from meshes import TODAY
from runner.account.conftest import ACCOUNT, ADMINISTRATOR

EVERYONE = "IAM_ALLOWED_PRINCIPALS"
OPEN = [{"Principal": {"DataLakePrincipalIdentifier": EVERYONE}, "Permissions": ["ALL"]}]
ORDERS = "local.sales.orders"
TABLE = {"DatabaseName": "sales__orders", "Name": "orders"}
BEGUN = "arn:aws:iam::123456789012:role/mesh/"


@pytest.fixture
def up(account_of, cloud, mesh_of) -> Plan:
    """The sample mesh's plan, in an account where its databases are, and none of its roles."""
    settings = {"DataLakeAdmins": [{"DataLakePrincipalIdentifier": ADMINISTRATOR}]}
    cloud.client("lakeformation").put_data_lake_settings(DataLakeSettings=settings)
    make(cloud, "sales__orders")
    return plan(mesh_of(), account_of().environment, as_of=TODAY)


def make(cloud: Cloud, database: str, **more: object) -> None:
    glue = cloud.client("glue")
    glue.create_database(DatabaseInput={"Name": database, **more})
    columns = [{"Name": "order_id", "Type": "string"}]
    table = {"Name": "orders", "StorageDescriptor": {"Columns": columns}, "PartitionKeys": []}
    glue.create_table(DatabaseName=database, TableInput=table)


def make_role(cloud: Cloud, arn: str) -> None:
    path, _, name = arn.partition(":role")[2].rpartition("/")
    document = json.dumps({"Version": "2012-10-17", "Statement": []})
    cloud.client("iam").create_role(
        Path=f"{path}/", RoleName=name, AssumeRolePolicyDocument=document
    )


def remove_role(cloud: Cloud, arn: str) -> None:
    cloud.client("iam").delete_role(RoleName=arn.rpartition("/")[2])


def grant(cloud: Cloud, principal: str, resource: dict, *rights: str) -> None:
    cloud.client("lakeformation").grant_permissions(
        Principal={"DataLakePrincipalIdentifier": principal},
        Resource=resource,
        Permissions=list(rights),
    )


def held(stack: StackPlan) -> Holdings:
    """A stack that is as it was made."""
    own = (shapes.holding(d.type, as_json(d.inputs), name=d.name) for d in stack.declarations)
    return Holdings(stack.name, tuple(own))


def grantees_of(stack: StackPlan) -> set[str]:
    given = (str(d.inputs["principal"]) for d in stack.declarations if d.type == PERMISSIONS)
    return {principal for principal in given if principal.startswith(BEGUN)}


def left_over(cloud: Cloud, resource: dict) -> str:
    """A role of the mesh that was granted something and then deleted with its grants in place."""
    arn = f"{BEGUN}old/mesh-local--old--reader"
    make_role(cloud, arn)
    grant(cloud, arn, resource, "SELECT" if "Table" in resource else "DESCRIBE")
    remove_role(cloud, arn)
    return arn


def test_a_grant_to_a_role_that_is_gone_is_told_and_revoked(cloud, up):
    left_over(cloud, {"Table": TABLE})
    grantees = Grantees(cloud, up.stacks)
    found = list(extra_grants(held(up.stacks[ORDERS]), cloud, "sales.orders", grantees.is_gone))

    assert [drift.what for drift in found] == [
        "old/mesh-local--old--reader, a role that does not exist and has them again once it is "
        "created, has SELECT on table sales__orders.orders"
    ]
    assert repair(cloud, found[0], planned(up.stacks.values())).fault == ""
    assert list(extra_grants(held(up.stacks[ORDERS]), cloud, "sales.orders")) == []


def test_a_grant_to_a_role_that_is_there_is_told_as_ever(cloud, up):
    arn = f"{BEGUN}old/mesh-local--old--reader"
    make_role(cloud, arn)
    grant(cloud, arn, {"Table": TABLE}, "SELECT")
    grantees = Grantees(cloud, up.stacks)
    (found,) = extra_grants(held(up.stacks[ORDERS]), cloud, "", grantees.is_gone)

    assert found.what == "old/mesh-local--old--reader has SELECT on table sales__orders.orders"


@pytest.mark.parametrize(
    ("resource", "told"),
    [
        ({"Database": {"Name": "theirs"}}, "database theirs"),
        ({"Table": {"DatabaseName": "theirs", "Name": "orders"}}, "table theirs.orders"),
        ({"Table": {"DatabaseName": "theirs", "TableWildcard": {}}}, "table theirs.*"),
    ],
)
def test_a_role_that_is_gone_is_looked_for_on_what_no_stack_holds(cloud, up, resource, told):
    make(cloud, "theirs")
    arn = left_over(cloud, resource)
    stacks = [held(stack) for stack in up.stacks.values()]
    (found,) = strangers_grants(stacks, Grantees(cloud, up.stacks))

    assert found.what.endswith(f" on {told}")
    assert is_ours(found)
    assert repair(cloud, found, planned(up.stacks.values())).fault == ""
    assert list(strangers_grants(stacks, Grantees(cloud, up.stacks))) == []
    assert lake.rights_of(cloud, arn, resource) == ()


def test_what_stacks_look_at_themselves_and_others_roles_are_not_told_twice(cloud, up):
    make(cloud, "theirs")
    left_over(cloud, {"Table": TABLE})
    other = f"arn:aws:iam::{ACCOUNT}:role/analysts"
    make_role(cloud, other)
    grant(cloud, other, {"Database": {"Name": "theirs"}}, "DESCRIBE")
    remove_role(cloud, other)
    stacks = [held(stack) for stack in up.stacks.values()]

    assert list(strangers_grants(stacks, Grantees(cloud, up.stacks))) == []


def test_a_planned_grant_whose_role_is_gone_says_who_makes_the_role(cloud, up):
    stack, given = up.stacks[ORDERS], planned(up.stacks.values())
    roles = grantees_of(stack)
    found = list(kept_grants(held(stack), Grantees(cloud, up.stacks), "sales.orders"))

    assert roles
    assert {drift.kind for drift in found} == {Kind.GONE}
    assert {drift.what.partition(" with ")[0] for drift in found} == {
        f"role {role.removeprefix(BEGUN)}" for role in roles
    }
    assert "finance.reporting" in {drift.subject for drift in found}
    assert not any(is_ours(drift) for drift in found)
    assert given.grants


def test_roles_that_are_there_keep_their_planned_grants_in_silence(cloud, up):
    for role in grantees_of(up.stacks[ORDERS]):
        make_role(cloud, role)

    assert list(kept_grants(held(up.stacks[ORDERS]), Grantees(cloud, up.stacks), "")) == []


def test_a_grant_of_the_state_that_no_spec_gives_any_more_is_to_be_revoked(cloud, up):
    stack = held(up.stacks[ORDERS])
    without = {n: s for n, s in up.stacks.items() if n != ORDERS}
    found = list(kept_grants(stack, Grantees(cloud, without), "sales.orders"))

    assert found
    assert {(drift.kind, drift.opens, is_ours(drift)) for drift in found} == {
        (Kind.EXTRA, True, True)
    }


def test_a_database_that_opens_new_tables_is_told_and_closed(cloud, up):
    glue = cloud.client("glue")
    described = {"Name": "sales__orders", "Description": "Ours.", "Parameters": {"a": "b"}}
    opened = {**described, lake.TABLE_DEFAULTS: OPEN}
    glue.update_database(Name="sales__orders", DatabaseInput=opened)
    (found,) = open_databases(held(up.stacks[ORDERS]), cloud, lambda _: "sales.orders")

    assert found.what == f"database sales__orders opens each new table to {EVERYONE}"
    assert is_ours(found)
    assert repair(cloud, found, planned(up.stacks.values())).fault == ""
    assert list(open_databases(held(up.stacks[ORDERS]), cloud, str)) == []
    after = glue.get_database(Name="sales__orders")["Database"]
    assert {name: after[name] for name in described} == described


def test_a_database_that_is_gone_opens_nothing(cloud, up):
    cloud.client("glue").delete_database(Name="sales__orders")

    assert list(open_databases(held(up.stacks[ORDERS]), cloud, str)) == []


def test_all_that_fails_a_product_as_open_is_taken_back_by_a_refresh(account_of, cloud, up):
    cloud.client("glue").update_database(
        Name="sales__orders", DatabaseInput={"Name": "sales__orders", lake.TABLE_DEFAULTS: OPEN}
    )
    for resource in (
        {"Database": {"Name": "sales__orders"}},
        {"Table": {"DatabaseName": "sales__orders", "TableWildcard": {}}},
        {"Table": TABLE},
    ):
        grant(cloud, EVERYONE, resource, "ALL")
    stack, account = up.stacks[ORDERS], account_of()
    assert {r.message.split()[0] for r in account.settle(stack)} == {"CHK056"}
    for found in (
        *extra_grants(held(stack), cloud, "sales.orders"),
        *open_databases(held(stack), cloud, str),
    ):
        assert repair(cloud, found, planned(up.stacks.values())).fault == ""

    assert account.settle(stack) == ()


def test_what_all_of_iam_may_do_with_default_is_told_and_left_to_people(cloud, up):
    assert list(open_default(cloud)) == []
    cloud.client("glue").create_database(DatabaseInput={"Name": "default"})
    assert list(open_default(cloud)) == []
    grant(cloud, EVERYONE, {"Database": {"Name": "default"}}, "ALL")
    (found,) = open_default(cloud)

    assert found.what == f"right of {EVERYONE} to ALL on database default"
    assert not is_ours(found)
    assert found.remedy is not None
    assert repair(cloud, found, planned(up.stacks.values())).fault == ""
    assert list(open_default(cloud)) == []
