"""Access that is in force in a local AWS, read whole, proved, tampered with and put right."""

from typing import Any

import pytest

from meshwright.gate.assessment import Assessment
from meshwright.local_instance import LocalAws
from meshwright.operations.proof.prove import prove
from meshwright.operations.proof.repair import repairs
from meshwright.plan import plan
from meshwright.plan.tags import LF_CLASSIFICATION, LF_PII
from meshwright.runner.cloud import Cloud, connect
from meshwright.specs.environment import Environment

from local_aws.brought_up import bring_up
from local_aws.engine_side import EngineSide
from meshes import TODAY, MeshOf, environment

ACCOUNT = "123456789012"
ROLE, ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:role", f"arn:aws:iam::{ACCOUNT}:user/administrator"
EVE, AUDIT = f"{ROLE}/eve", f"{ROLE}/audit"
REPORTING = f"{ROLE}/mesh/finance/mesh-local--finance--reporting--runtime"
TABLE = {"DatabaseName": "sales__orders", "Name": "orders"}
TRUST = '{"Version": "2012-10-17", "Statement": []}'


@pytest.fixture
def place() -> Environment:
    return environment(
        "local",
        account=ACCOUNT,
        deployer=ADMINISTRATOR,
        administrators=[ADMINISTRATOR],
        readers={"audit": {"principal": AUDIT, "classifications": ["internal"]}},
    )


@pytest.fixture
def up(mesh_of: MeshOf, place: Environment, engine: EngineSide, client: Any) -> Assessment:
    """The sample mesh, in force."""
    mesh = mesh_of()
    planned = plan(mesh, place, as_of=TODAY)
    for name in ("eve", "audit"):
        client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
    client("glue").create_database(DatabaseInput={"Name": "default"})
    bring_up(planned, engine)
    return Assessment(mesh, place, planned, ())


@pytest.fixture
def cloud(aws: LocalAws, place: Environment) -> Cloud:
    return connect(place, aws.endpoint)


def granting(who: str, resource: dict[str, Any], *rights: str) -> dict[str, Any]:
    principal = {"DataLakePrincipalIdentifier": who}
    return {"Principal": principal, "Resource": resource, "Permissions": list(rights)}


def found(cloud: Cloud, up: Assessment) -> list[tuple[str, str]]:
    differences = prove(cloud, up).differences
    return [(d.kind.value, d.who.rpartition("/")[2]) for d in differences]


def test_what_is_up_is_as_agreed(up: Assessment, cloud: Cloud) -> None:
    proof = prove(cloud, up)

    assert proof.differences == ()
    assert proof.tables == 4
    assert proof.decisions > 50


def test_grants_by_hand_are_found_and_taken_back_only_when_named(
    up: Assessment, cloud: Cloud, client: Any
) -> None:
    lake = client("lakeformation")
    lake.grant_permissions(**granting(EVE, {"Table": TABLE}, "SELECT", "DROP"))
    assert found(cloud, up) == [("PRV001", "eve")]

    assert repairs(cloud, prove(cloud, up).differences, ()) == ()
    (done,) = repairs(cloud, prove(cloud, up).differences, (EVE,))

    assert done.fault == ""
    assert found(cloud, up) == []


def test_what_is_the_meshs_is_put_right_unasked(up: Assessment, cloud: Cloud, client: Any) -> None:
    lake = client("lakeformation")
    columns = {**TABLE, "ColumnNames": ["order_id", "margin"]}
    lake.revoke_permissions(**granting(REPORTING, {"TableWithColumns": columns}, "SELECT"))
    (place,) = [
        r
        for r in lake.list_resources()["ResourceInfoList"]
        if "--sales--orders-" in r["ResourceArn"]
    ]
    lake.deregister_resource(ResourceArn=place["ResourceArn"])
    assert found(cloud, up) == [("PRV009", ""), ("PRV002", REPORTING.rpartition("/")[2])]

    done = repairs(cloud, prove(cloud, up).differences, ())

    assert [each.fault for each in done] == ["", ""]
    assert found(cloud, up) == []


def test_a_repair_that_aws_refuses_says_why(up: Assessment, cloud: Cloud, client: Any) -> None:
    lake = client("lakeformation")
    lake.grant_permissions(**granting(EVE, {"Table": TABLE}, "SELECT"))
    differences = prove(cloud, up).differences
    lake.revoke_permissions(**granting(EVE, {"Table": TABLE}, "SELECT"))

    (done,) = repairs(cloud, differences, (EVE,))

    assert "No permissions revoked" in done.fault


def test_a_dead_grantee_is_found(up: Assessment, cloud: Cloud, client: Any) -> None:
    iam, name = client("iam"), "mesh-local--finance--reporting--runtime"
    client("lakeformation").grant_permissions(
        **granting(REPORTING, {"Table": {**TABLE, "Name": "lines"}}, "SELECT")
    )
    iam.delete_role_policy(RoleName=name, PolicyName="access")
    iam.delete_role(RoleName=name)

    assert ("PRV006", name) in found(cloud, up)


def test_tags_that_open_a_protected_column_are_found(
    up: Assessment, cloud: Cloud, client: Any
) -> None:
    resource = {"TableWithColumns": {**TABLE, "ColumnNames": ["customer_email"]}}
    open_ = [
        {"TagKey": LF_PII, "TagValues": ["false"]},
        {"TagKey": LF_CLASSIFICATION, "TagValues": ["internal"]},
    ]
    client("lakeformation").add_lf_tags_to_resource(Resource=resource, LFTags=open_)

    assert found(cloud, up) == [("PRV003", "audit")]


def test_a_policy_of_the_catalog_is_found(up: Assessment, cloud: Cloud, client: Any) -> None:
    open_ = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", '
        f'"Action": "glue:GetTable", "Resource": "arn:aws:glue:eu-central-1:{ACCOUNT}:*"}}]}}'
    )
    client("glue").put_resource_policy(PolicyInJson=open_)

    assert found(cloud, up) == [("PRV013", "")]
