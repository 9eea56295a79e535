"""The catalog as it is deployed: the entries in an environment's bucket."""

from typing import Any

import pytest

from meshwright.catalog.deployed import deployed_products
from meshwright.catalog.view import catalog_of
from meshwright.errors import MeshError
from meshwright.local_instance import LocalAws
from meshwright.plan import names, plan
from meshwright.plan.declaration import Plan
from meshwright.runner.cloud import Cloud, connect
from meshwright.specs.environment import Environment
from meshwright.specs.models import Mesh

from meshes import TODAY, MeshOf, environment

ACCOUNT = "123456789012"
DRAFT = "description: Wishes.\nstatus: draft\ntables:\n  wishes: {columns: {wish: string}}\n"


@pytest.fixture
def place() -> Environment:
    return environment("local", account=ACCOUNT, drafts=True)


@pytest.fixture
def cloud(aws: LocalAws, place: Environment) -> Cloud:
    return connect(place, aws.endpoint)


@pytest.fixture
def mesh(mesh_of: MeshOf) -> Mesh:
    return mesh_of({"sales/wishes/product.yaml": DRAFT})


@pytest.fixture
def planned(mesh: Mesh, place: Environment) -> Plan:
    return plan(mesh, place, as_of=TODAY)


@pytest.fixture
def bucket(planned: Plan, place: Environment, client: Any) -> str:
    """The catalog's bucket, with the entries of a plan."""
    s3, name = client("s3"), names.catalog_bucket(place.place_of(None))
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    for stack in planned.stacks.values():
        for declared in stack.declarations:
            if declared.name == "entry":
                entry: Any = declared.inputs
                s3.put_object(Bucket=name, Key=entry["key"], Body=entry["content"].encode())
    return name


@pytest.mark.usefixtures("bucket")
def test_what_is_deployed_is_told_as_the_specs_tell_it_but_for_lineage(
    cloud: Cloud, mesh: Mesh, place: Environment, planned: Plan
) -> None:
    products, unread = deployed_products(cloud)

    known = catalog_of(mesh, place, planned).products
    assert [product.id for product in products] == list(known)
    assert unread == ()
    for product in products:
        told = known[product.id]
        assert (product.owner, product.read_by, product.sla) == (
            told.owner,
            told.read_by,
            told.sla,
        )
        assert [c.name for c in product.consumers] == [c.name for c in told.consumers]
        assert [c.opened for c in product.consumers] == [c.opened for c in told.consumers]
        assert [c.path for c in product.consumers] == [c.path for c in told.consumers]
        assert product.protected_columns == told.protected_columns


def test_an_entry_that_cannot_be_read_is_named(cloud: Cloud, bucket: str, client: Any) -> None:
    s3 = client("s3")
    for key, body in (("products/a.b.json", b'{"apiVersion": 9}'), ("products/c", b"\xff")):
        s3.put_object(Bucket=bucket, Key=key, Body=body)
    s3.put_object(Bucket=bucket, Key="runs/a.b/x.json", Body=b"{}")

    products, unread = deployed_products(cloud)

    assert len(products) == 3
    assert unread == ("products/a.b.json", "products/c")


def test_a_bucket_that_is_not_there_is_told_with_what_to_do(cloud: Cloud) -> None:
    with pytest.raises(MeshError, match="the catalog of local cannot be read") as refused:
        deployed_products(cloud)
    assert (refused.value.fix or "").endswith("mesh up")

    elsewhere = connect(environment("dev", assumeDeployer=False), None)
    there = Cloud(elsewhere.environment, cloud.session, cloud.options)
    with pytest.raises(MeshError) as refused:
        deployed_products(there)
    assert (refused.value.fix or "").endswith("mesh up --env dev")
