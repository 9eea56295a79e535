"""Access that is in force in a local AWS, read whole, proved, tampered with and put right."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from meshwright.errors import MeshError
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


ALL_OF_S3 = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", '
    '"Action": ["s3:*", "kms:*"], "Resource": "*"}}'
)
OTHER = "999988887777"


def bucket_of(client: Any) -> str:
    names = [bucket["Name"] for bucket in client("s3").list_buckets()["Buckets"]]
    return next(name for name in names if "--sales--orders-" in name)


def key_of(client: Any) -> tuple[str, dict[str, Any]]:
    kms = client("kms")
    key = kms.describe_key(KeyId="alias/mesh-local--sales")["KeyMetadata"]["KeyId"]
    return key, json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])


def open_key(client: Any, principal: str) -> None:
    """Lets somebody use the key of the domain `sales`."""
    key, document = key_of(client)
    document["Statement"].append(
        {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "kms:*", "Resource": "*"}
    )
    client("kms").put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(document))


def test_rights_of_s3_alone_read_nothing_and_with_the_key_they_do(
    up: Assessment, cloud: Cloud, client: Any
) -> None:
    iam = client("iam")
    iam.put_role_policy(RoleName="eve", PolicyName="all", PolicyDocument=ALL_OF_S3)
    iam.create_group(GroupName="friends")
    iam.put_group_policy(GroupName="friends", PolicyName="all", PolicyDocument=ALL_OF_S3)
    iam.create_user(UserName="bob")
    iam.create_policy(PolicyName="all", PolicyDocument=ALL_OF_S3)
    iam.attach_role_policy(RoleName="audit", PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/all")
    iam.add_user_to_group(GroupName="friends", UserName="bob")
    assert found(cloud, up) == []

    open_key(client, f"arn:aws:iam::{ACCOUNT}:root")

    who = set(found(cloud, up))
    assert who == {("PRV022", ""), *(("PRV010", name) for name in ("audit", "bob", "eve"))}


def test_a_bucket_and_a_key_that_are_opened_to_another_account_are_found(
    up: Assessment, cloud: Cloud, client: Any
) -> None:
    s3, name = client("s3"), bucket_of(client)
    document = json.loads(s3.get_bucket_policy(Bucket=name)["Policy"])
    document["Statement"].append(
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"},
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{name}/*",
        }
    )
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps(document))
    open_key(client, f"arn:aws:iam::{OTHER}:root")

    told = [(d.kind.value, d.who) for d in prove(cloud, up).differences]

    assert sorted(told) == [
        ("PRV010", f"arn:aws:iam::{OTHER}:user/anybody"),
        ("PRV021", ""),
        ("PRV022", ""),
    ]


def test_a_policy_more_on_a_role_of_the_domain_and_a_grant_of_its_key_are_found(
    up: Assessment, cloud: Cloud, client: Any
) -> None:
    reader = "mesh-local--sales--reader"
    client("iam").put_role_policy(RoleName=reader, PolicyName="x", PolicyDocument=ALL_OF_S3)
    key, _ = key_of(client)
    client("kms").create_grant(KeyId=key, GranteePrincipal=EVE, Operations=["Decrypt"])

    differences = {(d.kind.value, d.who.rpartition("/")[2]) for d in prove(cloud, up).differences}

    assert ("PRV012", "eve") in differences
    assert ("PRV010", reader) in differences


def test_a_bucket_that_is_gone_or_has_lost_its_policy_reads_as_it_is(
    up: Assessment, cloud: Cloud, client: Any
) -> None:
    s3, name = client("s3"), bucket_of(client)
    others = [b["Name"] for b in s3.list_buckets()["Buckets"] if "--sales--invoices-" in b["Name"]]
    s3.delete_bucket_policy(Bucket=name)
    s3.delete_bucket(Bucket=others[0])
    client("iam").put_role_policy(RoleName="eve", PolicyName="all", PolicyDocument=ALL_OF_S3)

    # The key does not know it still.
    assert found(cloud, up) == [("PRV021", ""), ("PRV021", "")]


def test_aws_that_does_not_answer_is_an_error(
    up: Assessment, cloud: Cloud, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    del client

    def refused(*_: Any) -> Any:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetRole")

    monkeypatch.setattr("meshwright.operations.proof.prove.access_in_force", refused)

    with pytest.raises(MeshError, match="AWS could not be asked"):
        prove(cloud, up)
