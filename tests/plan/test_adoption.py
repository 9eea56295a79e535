"""What was in AWS before a product is taken over by its id, and read as before."""

import json

from meshwright.aws.resource_types import (
    BUCKET,
    DATABASE,
    LOCATION,
    PERMISSIONS,
    ROLE_POLICY,
    TABLE,
)
from meshwright.plan import names, plan
from meshwright.plan.declaration import Plan, StackPlan
from meshwright.program.plan_file import as_bytes, parse
from meshwright.specs.environment import Environment

from meshes import TODAY, MeshOf, environment, pick

SPEC = """\
description: Customers.
tables:
  visits: {format: csv, columns: {visitor: string}}
  fresh: {columns: {id: string}}
"""
LOCK = """\
adopted:
  database: crm_raw
  bucket: acme-lake
  prefix: PREFIX
  tables:
    visits:
      location: crm/Visits
      inputFormat: in.Text
      outputFormat: out.Text
      serialization: LazySimpleSerDe
      serializationParameters: {field.delim: ","}
      parameters: {skip.header.line.count: "1", classification: csv}
      owner: hadoop
      buckets: -1
"""
FOLDER = {"databases": {"crm_raw": "sales.crm"}, "locations": {"acme-lake/crm/": "sales.crm"}}
WHOLE = FOLDER | {"locations": {"acme-lake": "sales.crm"}}


def planned(mesh_of: MeshOf, prefix: str, dev: Environment) -> dict[str, StackPlan]:
    lock = LOCK.replace("PREFIX", json.dumps(prefix))
    files = {"sales/crm/product.yaml": SPEC, "sales/crm/product.lock.yaml": lock}
    return {**plan(mesh_of(files), dev, as_of=TODAY).stacks}


def test_a_whole_bucket_its_database_and_its_tables_are_taken_over(mesh_of: MeshOf) -> None:
    stack = planned(mesh_of, "", environment("local", adopted=WHOLE))["local.sales.crm"]
    found = {f"{d.type}::{d.name}": d for d in stack.declarations}
    visits, bucket = found[f"{TABLE}::visits"], found[f"{BUCKET}::data"]

    taken = {key: d.adopts for key, d in found.items() if d.adopts}
    assert taken == {
        f"{BUCKET}::data": "acme-lake",
        f"{DATABASE}::database": "111122223333:crm_raw",
        f"{TABLE}::visits": "111122223333:crm_raw:visits",
    }
    # Protected in `local` too, where nothing of the mesh's own is.
    assert all(found[key].keep for key in taken)
    assert not found[f"{TABLE}::fresh"].keep
    assert bucket.inputs["forceDestroy"] is False
    assert visits.inputs["owner"] == "hadoop"
    read = dict(visits.inputs["storageDescriptor"])
    del read["columns"]
    assert read == {
        "location": "s3://acme-lake/crm/Visits",
        "inputFormat": "in.Text",
        "outputFormat": "out.Text",
        "serDeInfo": {
            "serializationLibrary": "LazySimpleSerDe",
            "parameters": {"field.delim": ","},
        },
        "numberOfBuckets": -1,
    }
    assert visits.inputs["parameters"]["skip.header.line.count"] == "1"
    descriptor = found[f"{TABLE}::fresh"].inputs["storageDescriptor"]
    assert descriptor["location"] == "s3://acme-lake/fresh/"
    assert parse(as_bytes(stack)) == stack


def test_the_products_own_jobs_write_no_file_that_is_not_parquet(mesh_of: MeshOf) -> None:
    stack = planned(mesh_of, "", environment("local", adopted=WHOLE))["local.sales.crm"]
    rights = {d.name: d.inputs["permissions"] for d in stack.declarations if d.type == PERMISSIONS}

    assert rights["visits:runtime"] == ["SELECT"]
    assert "INSERT" in rights["fresh:runtime"]


def test_of_a_shared_bucket_the_folder_alone_is_registered_and_reached(mesh_of: MeshOf) -> None:
    stacks = planned(mesh_of, "crm/", environment("local", adopted=FOLDER))
    own = stacks["local.sales.crm"].declarations
    (location,) = (d for d in own if d.type == LOCATION)
    roles = {
        d.name: json.loads(d.inputs["policy"])["Statement"]
        for d in stacks["local.sales"].declarations
        if d.type == ROLE_POLICY
    }

    assert not [d for d in own if d.type.startswith("aws:s3/bucket") and d.name == "data"]
    assert location.inputs["arn"] == "arn:aws:s3:::acme-lake/crm"
    for role, sid in (("data-access", "Adopted1"), ("runtime:sales.crm", "Files")):
        said = {s["Sid"]: s for s in roles[role]}
        assert said[f"{sid}Objects"]["Resource"] == ["arn:aws:s3:::acme-lake/crm/*"]
        assert said[f"{sid}List"]["Condition"]["StringLike"] == {"s3:prefix": ["crm/*"]}
    boundary = next(d for d in stacks["local"].declarations if d.name == "boundary").inputs[
        "policy"
    ]
    assert "arn:aws:s3:::acme-lake/crm/*" in boundary


def test_where_nothing_is_given_a_product_is_made_anew_and_read_alike(mesh_of: MeshOf) -> None:
    dev = environment(adopted={"databases": FOLDER["databases"]})
    stacks = planned(mesh_of, "crm/", dev)
    found = stacks["dev.sales.crm"]
    visits = pick(Plan("dev", TODAY, stacks), "dev.sales.crm", "CatalogTable", "visits")
    bucket = "mesh-dev--sales--crm--111122223333"

    assert not [d for d in found.declarations if d.adopts]
    assert visits.inputs["databaseName"] == "crm_raw"
    assert visits.inputs["storageDescriptor"]["location"] == f"s3://{bucket}/visits/"
    assert visits.inputs["storageDescriptor"]["inputFormat"] == "in.Text"


def test_the_names_of_a_product_that_took_nothing_over_are_its_own(mesh_of: MeshOf) -> None:
    product = mesh_of({}).products["sales.orders"]
    place = environment("local").place_of("sales")

    assert names.bucket_of(product, place) == names.bucket("sales.orders", place)
    assert names.database_of(product) == "sales__orders"
    assert names.adopted_buckets(environment(adopted=WHOLE).place_of(None)) == ("acme-lake",)
