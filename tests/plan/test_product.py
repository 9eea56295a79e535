import json
from collections.abc import Callable

from meshwright.aws.resource_types import CELLS_FILTER, LF_TAGS, PERMISSIONS, TABLE
from meshwright.plan import plan
from meshwright.plan.declaration import Declaration, Plan
from meshwright.plan.descriptions import one_line
from meshwright.specs.environment import Environment

from living import LIVING
from meshes import FILES, TODAY, MeshOf, environment, pick

Find = Callable[[str, str, str], Declaration]
ORDERS = "dev.sales.orders"
BUCKET = "mesh-dev--sales--orders--111122223333"


def test_a_bucket_is_kept_and_never_emptied_by_force_outside_local(find: Find) -> None:
    bucket = find(ORDERS, "Bucket", "data")

    assert bucket.keep
    assert bucket.inputs["forceDestroy"] is False
    assert bucket.inputs["bucket"] == BUCKET


def test_nothing_is_kept_in_local(mesh_of: MeshOf, local: Environment) -> None:
    planned = plan(mesh_of(), local, as_of=TODAY)

    assert not any(d.keep for stack in planned.stacks.values() for d in stack.declarations)


def test_data_and_what_is_one_for_the_account_is_kept_outside_local(planned: Plan) -> None:
    kept = {
        d.type.rpartition(":")[2]
        for stack in planned.stacks.values()
        for d in stack.declarations
        if d.keep
    }

    assert kept == {
        "Bucket",
        "CatalogDatabase",
        "CatalogTable",
        "DataCatalogEncryptionSettings",
        "DataLakeSettings",
        "Key",
    }


def test_a_bucket_is_encrypted_with_its_domains_key_by_alias(find: Find) -> None:
    (rule,) = find(ORDERS, "BucketServerSideEncryptionConfiguration", "data").inputs["rules"]

    assert rule["bucketKeyEnabled"] is True
    assert rule["applyServerSideEncryptionByDefault"] == {
        "sseAlgorithm": "aws:kms",
        "kmsMasterKeyId": "arn:aws:kms:eu-central-1:111122223333:alias/mesh-dev--sales",
    }


def test_a_bucket_is_closed_to_the_public_and_to_requests_without_tls(find: Find) -> None:
    block = find(ORDERS, "BucketPublicAccessBlock", "data").inputs
    policy = json.loads(find(ORDERS, "BucketPolicy", "data").inputs["policy"])

    assert [value for value in block.values() if value is True] == [True] * 4
    assert policy["Statement"][:1] == [
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ]


def test_no_rule_expires_a_tables_current_objects(find: Find) -> None:
    rules = find(ORDERS, "BucketLifecycleConfiguration", "data").inputs["rules"]

    assert [rule["id"] for rule in rules] == [
        "abort-incomplete-uploads",
        "expire-noncurrent-versions",
        "remove-idle-delete-markers",
    ]
    assert rules[1]["noncurrentVersionExpiration"] == {"noncurrentDays": 30}
    assert rules[2]["expiration"] == {"expiredObjectDeleteMarker": True}
    assert not any("expiration" in rule for rule in rules[:2])


def test_where_objects_expire_delete_markers_go_with_them(find: Find) -> None:
    rules = find("dev.sales", "BucketLifecycleConfiguration", "results").inputs["rules"]

    assert [rule["expiration"] for rule in rules if "expiration" in rule] == [{"days": 30}]


def test_a_table_has_its_columns_apart_from_its_partitions(find: Find) -> None:
    table = find(ORDERS, "CatalogTable", "orders").inputs
    columns = table["storageDescriptor"]["columns"]

    assert [(c["name"], c["type"]) for c in columns] == [
        ("order_id", "string"),
        ("customer_email", "string"),
        ("margin", "decimal(18,2)"),
    ]
    assert [(c["name"], c["type"]) for c in table["partitionKeys"]] == [("ordered_on", "date")]
    assert table["storageDescriptor"]["location"] == f"s3://{BUCKET}/orders/"


def test_a_partition_key_carries_no_parameters_which_glue_refuses(planned: Plan) -> None:
    tables = [
        d.inputs
        for stack in planned.stacks.values()
        for d in stack.declarations
        if d.type == "aws:glue/catalogTable:CatalogTable"
    ]
    keys = [key for table in tables for key in table["partitionKeys"]]

    assert keys
    assert all(key.keys() <= {"name", "type", "comment"} for key in keys)


def test_a_column_carries_its_comment_classification_and_pii(find: Find) -> None:
    order_id, email, _ = find(ORDERS, "CatalogTable", "orders").inputs["storageDescriptor"][
        "columns"
    ]

    assert order_id["comment"] == "Shop order number"
    assert "comment" not in email
    assert email["parameters"] == {"mesh:classification": "internal", "mesh:pii": "true"}


def test_lf_tags_stand_on_the_database_and_on_columns_that_differ(planned: Plan) -> None:
    tagged = {
        d.name: [(tag["key"], tag["value"]) for tag in d.inputs["lfTags"]]
        for d in planned.stacks[ORDERS].declarations
        if d.type.endswith(":ResourceLfTags")
    }

    assert tagged == {
        "database": [("classification", "internal"), ("domain", "sales"), ("pii", "false")],
        "orders.customer_email": [("pii", "true")],
        "orders.margin": [("classification", "confidential")],
    }


LIVES = """\
description: Orders by day.
tables:
  daily:
    source: {format: csv}
    primaryKey: [day]
    columns: {day: date, person: {type: string, pii: true}}
"""
SOME_ROWS = """\
purpose: x
tables: {daily: {columns: [day], rows: "person = 'ann'"}}
expires: 2026-12-31
"""


def test_what_aws_deletes_with_a_table_is_replaced_with_it(mesh_of: MeshOf) -> None:
    added = {
        "sales/days/product.yaml": LIVES,
        "sales/days/access/finance.yaml": SOME_ROWS,
    }
    planned = plan(mesh_of(added), environment("dev"), as_of=TODAY)
    declared = [d for stack in planned.stacks.values() for d in stack.declarations]
    on_tables = [d for d in declared if d.type in (CELLS_FILTER, LF_TAGS, PERMISSIONS)]

    named = {d.key: table_of(d) for d in on_tables}
    assert {d.key: {key.name for key in d.lost_with} for d in on_tables} == named
    assert {key.type for d in declared for key in d.lost_with} == {TABLE}
    assert {key.type for key, tables in named.items() if tables} == {d.type for d in on_tables}


def table_of(declared: Declaration) -> set[str]:
    """The table that a grant, filter or tag is on, where it is on one."""
    for kind in ("table", "tableWithColumns", "dataCellsFilter", "tableData"):
        if on := declared.inputs.get(kind):
            return {on.get("tableName") or on["name"]}
    return set()


def test_a_product_is_tagged_by_its_most_sensitive_column(find: Find) -> None:
    tags = find(ORDERS, "Bucket", "data").inputs["tags"]

    assert tags == {
        "mesh:environment": "dev",
        "mesh:owner": "team-sales@acme.example",
        "mesh:cost-center": "cc-1",
        "mesh:classification": "confidential",
        "mesh:managed-by": "meshwright",
        "mesh:domain": "sales",
        "mesh:product": "orders",
    }


def test_a_resource_comes_from_the_line_that_says_so(find: Find) -> None:
    table = find(ORDERS, "CatalogTable", "lines")

    assert str(table.spec) == "domains/sales/orders/product.yaml:11:3"
    assert table.where == "tables.lines"


def test_logical_names_hold_neither_domain_nor_product(planned: Plan) -> None:
    logical = [d.name for d in planned.stacks[ORDERS].declarations if "Permissions" not in d.type]

    assert not any("sales" in name for name in logical)


def test_a_long_description_is_cut_at_awss_limit() -> None:
    assert one_line("a\n  b", 10) == "a b"
    assert one_line("a" * 11, 10) == "a" * 9 + "…"


def retired_lines(mesh_of: MeshOf) -> Plan:
    file = "sales/orders/product.yaml"
    spec = FILES[file].replace("  lines:\n", "  lines:\n    status: retired\n")
    return plan(mesh_of({file: spec}), environment(), as_of=TODAY)


def test_nothing_of_a_retired_table_is_deployed_but_its_name_in_the_catalog(
    mesh_of: MeshOf,
) -> None:
    planned = retired_lines(mesh_of)
    names = {d.name for d in planned.stacks[ORDERS].declarations if not d.type.endswith("Objectv2")}
    entry = json.loads(pick(planned, ORDERS, "BucketObjectv2", "entry").inputs["content"])

    assert not any(name.partition(":")[0].partition(".")[0] == "lines" for name in names)
    assert [(t["name"], t["status"]) for t in entry["tables"]] == [
        ("orders", "active"),
        ("lines", "retired"),
    ]
    assert entry["tables"][1]["exampleQuery"] is None


def test_what_holds_data_is_protected_unless_a_local_aws_keeps_nothing(mesh_of: MeshOf) -> None:
    def kept(place: Environment) -> set[str]:
        stack = plan(mesh_of(), place, as_of=TODAY).stacks[f"{place.name}.sales.orders"]
        bucket = next(d for d in stack.declarations if d.type == "aws:s3/bucket:Bucket")
        assert bucket.inputs["forceDestroy"] is not bucket.keep
        return {d.type.rpartition(":")[2] for d in stack.declarations if d.keep}

    everything = {"Bucket", "CatalogDatabase", "CatalogTable"}
    assert kept(environment("dev")) == everything
    assert kept(environment("dev", keepData=False)) == everything
    assert kept(environment("local", keepData=True)) == everything
    assert kept(environment("local")) == set()


def test_every_table_comes_after_the_bucket_and_its_encryption(mesh_of: MeshOf) -> None:
    """Glue writes the first metadata of an Iceberg table itself, when it makes the table."""
    planned = plan(mesh_of(dict(LIVING)), environment(), as_of=TODAY)
    needed = {"Bucket", "BucketServerSideEncryptionConfiguration"}

    for stack in planned.stacks.values():
        for table in stack.declarations:
            if table.type.endswith(":CatalogTable"):
                before = {key.type.rpartition(":")[2] for key in table.after if key.name == "data"}
                assert before == needed, table.name
