"""An agreement with `files: true` in force in a local AWS: who reads files by it, and the proof."""

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from meshwright.gate.assessment import Assessment
from meshwright.local_instance import LocalAws
from meshwright.loopback import kept_on
from meshwright.operations.proof.prove import prove
from meshwright.operations.proof.repair import repairs
from meshwright.plan import names, plan, whole_files
from meshwright.runner.cloud import Cloud, connect
from meshwright.specs.environment import Environment

from local_aws.brought_up import bring_up
from local_aws.engine_side import EngineSide
from meshes import TODAY, MeshOf, environment

ACCOUNT = "123456789012"
ROLE, ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:role", f"arn:aws:iam::{ACCOUNT}:user/administrator"
CONSUMER = f"{ROLE}/mesh/finance/mesh-local--finance--reporting--runtime"
STRANGER = f"{ROLE}/mesh/finance/mesh-local--finance--reader"
OWN = f"{ROLE}/mesh/sales/mesh-local--sales--orders--runtime"
BUCKET = f"mesh-local--sales--orders--{ACCOUNT}"
AGREEMENT = """\
purpose: Monthly revenue report
tables: {lines: {columns: all}}
files: true
expires: 2099-12-31
"""
S3 = Callable[[str], Any]
"""S3 as a role sees it."""


@pytest.fixture
def place() -> Environment:
    return environment(
        "local", account=ACCOUNT, deployer=ADMINISTRATOR, administrators=[ADMINISTRATOR]
    )


@pytest.fixture
def up(mesh_of: MeshOf, place: Environment, engine: EngineSide, client: Any) -> Assessment:
    """The sample mesh with the agreement, in force, and a file in each table's folder."""
    mesh = mesh_of({"sales/orders/access/finance.reporting.yaml": AGREEMENT})
    planned = plan(mesh, place, as_of=TODAY)
    client("glue").create_database(DatabaseInput={"Name": "default"})
    bring_up(planned, engine)
    for folder in ("lines", "lines__next", "orders"):
        client("s3").put_object(Bucket=BUCKET, Key=f"{folder}/1.parquet", Body=folder.encode())
    return Assessment(mesh, place, planned, ())


@pytest.fixture
def cloud(aws: LocalAws, place: Environment) -> Cloud:
    return connect(place, aws.endpoint)


@pytest.fixture
def s3(aws: LocalAws, client: Any) -> S3:
    def as_role(arn: str) -> Any:
        given = client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
        session = boto3.Session(
            given["AccessKeyId"],
            given["SecretAccessKey"],
            given["SessionToken"],
            region_name=aws.region,
        )
        session.events.register("before-send", kept_on(aws.endpoint))
        return session.client("s3", endpoint_url=aws.endpoint)

    return as_role


def arn_of(up: Assessment) -> str:
    product = up.mesh.products["sales.orders"]
    (agreement,) = product.agreements
    arn = whole_files.access_point_arn(up.mesh, product, agreement, up.environment)
    assert arn is not None
    return arn


def read(s3: Any, bucket: str, key: str) -> bytes | str:
    """What is in a file, or the code of the refusal."""
    try:
        return s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        return error.response["Error"]["Code"]


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def kinds(cloud: Cloud, up: Assessment) -> list[str]:
    return [d.kind.value for d in prove(cloud, up).differences]


def test_the_consumer_reads_whole_files_of_the_agreed_table_alone(up: Assessment, s3: S3) -> None:
    way, consumer = arn_of(up), s3(CONSUMER)

    assert read(consumer, way, "lines/1.parquet") == b"lines"
    assert read(consumer, way, "orders/1.parquet") == "AccessDenied"
    assert read(consumer, way, "lines__next/1.parquet") == "AccessDenied"
    assert read(consumer, BUCKET, "lines/1.parquet") == "AccessDenied"
    listed = consumer.list_objects_v2(Bucket=way, Prefix="lines/")["Contents"]
    assert [each["Key"] for each in listed] == ["lines/1.parquet"]


def test_nobody_else_reads_through_it(up: Assessment, s3: S3) -> None:
    assert read(s3(STRANGER), arn_of(up), "lines/1.parquet") == "AccessDenied"
    # The product's own jobs have the bucket, and not what was agreed with others.
    assert read(s3(OWN), BUCKET, "lines/1.parquet") == b"lines"


def test_who_writes_through_an_access_point_does_not_read_by_it_what_is_copied(
    up: Assessment, s3: S3, client: Any
) -> None:
    """The bucket trusts the account's access points, and nobody comes through one to copy."""
    assert up
    own = {"AccountId": ACCOUNT, "Name": "mesh-local-own"}
    trust = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}
    client("iam").create_role(RoleName="eve", AssumeRolePolicyDocument=document(trust))
    client("s3").create_bucket(
        Bucket="eves", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    made = client("s3control").create_access_point(**own, Bucket="eves")["AccessPointArn"]
    eve = {"Effect": "Allow", "Principal": {"AWS": f"{ROLE}/eve"}, "Action": "s3:*"}
    places = [made, f"{made}/object/*"]
    client("s3control").put_access_point_policy(**own, Policy=document({**eve, "Resource": places}))
    places = ["arn:aws:s3:::eves", "arn:aws:s3:::eves/*"]
    client("s3").put_bucket_policy(Bucket="eves", Policy=document({**eve, "Resource": places}))
    s3(f"{ROLE}/eve").put_object(Bucket=made, Key="mine", Body=b"written")

    with pytest.raises(ClientError, match=r"AccessDenied.*s3:GetObject on resource"):
        s3(f"{ROLE}/eve").copy_object(
            Bucket=made, Key="theirs", CopySource=f"{BUCKET}/lines/1.parquet"
        )


def test_without_the_key_nothing_can_be_read(up: Assessment, s3: S3, client: Any) -> None:
    assert up
    key = client("kms").describe_key(KeyId="alias/mesh-local--sales")["KeyMetadata"]["KeyId"]
    policy = json.loads(client("kms").get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    kept = [s for s in policy["Statement"] if not s["Sid"].startswith("FilesUntil")]
    text = json.dumps({**policy, "Statement": kept})
    client("kms").put_key_policy(KeyId=key, PolicyName="default", Policy=text)

    assert read(s3(CONSUMER), arn_of(up), "lines/1.parquet") == "AccessDenied"


def test_what_is_up_is_as_agreed(up: Assessment, cloud: Cloud) -> None:
    assert kinds(cloud, up) == []


def widened(client: Any, named: dict[str, str]) -> None:
    written = client.get_access_point_policy(**named)["Policy"]
    client.put_access_point_policy(**named, Policy=written.replace("lines/*", "*"))


def opened(client: Any, named: dict[str, str]) -> None:
    client.delete_access_point(**named)
    block = dict.fromkeys(
        ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), False
    )
    client.create_access_point(**named, Bucket=BUCKET, PublicAccessBlockConfiguration=block)


def added(client: Any, named: dict[str, str]) -> None:
    other = {**named, "Name": f"mesh-local-{'0' * 20}"}
    client.create_access_point(**other, Bucket=BUCKET)


@pytest.mark.parametrize(
    ("tamper", "kind"),
    [
        (lambda client, named: client.delete_access_point(**named), "PRV015"),
        (lambda client, named: client.delete_access_point_policy(**named), "PRV016"),
        (widened, "PRV016"),
        (opened, "PRV016"),
        (added, "PRV017"),
    ],
    ids=["deleted", "without a policy", "widened", "open to the public", "added"],
)
def test_what_was_done_to_it_is_found_and_put_right(
    up: Assessment,
    cloud: Cloud,
    client: Any,
    s3: S3,
    tamper: Callable[[Any, dict[str, str]], None],
    kind: str,
) -> None:
    named = {"AccountId": ACCOUNT, "Name": arn_of(up).rpartition("/")[2]}
    tamper(client("s3control"), named)
    assert kinds(cloud, up) == [kind]

    done = repairs(cloud, prove(cloud, up).differences, ())

    assert [each.fault for each in done] == [""]
    assert kinds(cloud, up) == []
    assert read(s3(CONSUMER), arn_of(up), "lines/1.parquet") == b"lines"


def test_an_agreement_that_has_ended_leaves_nothing_that_is_not_found(
    up: Assessment, cloud: Cloud, mesh_of: MeshOf, place: Environment
) -> None:
    mesh = mesh_of({"sales/orders/access/finance.reporting.yaml": None})
    after = Assessment(mesh, place, plan(mesh, place, as_of=TODAY), ())

    assert up.plan != after.plan
    assert "PRV017" in kinds(cloud, after)


def test_the_name_in_dns_is_that_of_the_arn(up: Assessment, place: Environment) -> None:
    name = arn_of(up).rpartition("/")[2]

    assert names.access_point_arn(name, place.place_of("sales")) == arn_of(up)
