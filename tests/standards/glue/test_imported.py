"""A Glue database that was found, as the spec and the lock of a new product."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import yaml

from crawled_lake import DATABASE, columns, csv_table, parquet_table
from meshwright.errors import Severity
from meshwright.specs.adopted import Adopted
from meshwright.specs.lock_file import lock_text
from meshwright.specs.models import Domain, DomainSpec, LockSpec
from meshwright.specs.source import Source
from meshwright.standards.glue.found import FoundBucket, FoundDatabase
from meshwright.standards.glue.imported import ImportedDatabase, imported

from meshes import DOMAIN, environment

BUCKET = FoundBucket("acme-crm-raw", "eu-central-1")
ROOT = "s3://acme-crm-raw/raw/"
CUSTOMERS = parquet_table("customers", f"{ROOT}Customers", customer_id="string", age="int")
CUSTOMERS["PartitionKeys"] = columns(country="string")
VISITS = csv_table("visits", f"{ROOT}visits/", visitor="string", seconds="bigint")
LAKE = FoundDatabase(
    DATABASE, (CUSTOMERS, VISITS), "Customers of the shop.", buckets={BUCKET.name: BUCKET}
)
SALES = Domain(
    "sales", DomainSpec.model_validate(yaml.safe_load(DOMAIN.format("sales"))), Source("d")
)
GIVEN = {"databases": {DATABASE: "sales.crm_raw"}, "locations": {"acme-crm-raw": "sales.crm_raw"}}


def taken(
    found: FoundDatabase | str = LAKE,
    *,
    into: str = "sales",
    name: str = "",
    products: Mapping[str, str] | None = None,
    adopted: Mapping[str, Any] = GIVEN,
) -> ImportedDatabase:
    dev = environment(adopted=adopted)
    return imported(found, {"sales": SALES}, products or {}, dev, into=into, name=name)


def said(made: ImportedDatabase) -> set[str]:
    return {f"{f.position.path} {f.code}" for f in made.findings}


def with_tables(*tables: Mapping[str, Any], **changes: Any) -> FoundDatabase:
    return replace(LAKE, tables=tables, **changes)


def test_tables_become_a_spec_and_what_they_are_read_by_a_lock() -> None:
    made = taken()
    spec, lock = yaml.safe_load(made.spec), LockSpec.model_validate(yaml.safe_load(made.lock))

    assert made.is_usable
    assert [*made.files] == [f"domains/sales/crm_raw/product{end}.yaml" for end in ("", ".lock")]
    assert spec["description"] == "Customers of the shop."
    assert spec["tables"] == {
        "customers": {
            "partitionBy": ["country"],
            "columns": {"customer_id": "string", "age": "int", "country": "string"},
        },
        "visits": {"format": "csv", "columns": {"visitor": "string", "seconds": "bigint"}},
    }
    assert lock.adopted is not None
    assert (lock.adopted.database, lock.adopted.bucket, lock.adopted.prefix) == (
        DATABASE,
        "acme-crm-raw",
        "",
    )
    kept = lock.adopted.tables
    # A location without a slash at its end stays without.
    assert kept["customers"].location == "raw/Customers"
    assert kept["visits"].parameters == VISITS["Parameters"]
    assert kept["visits"].serialization_parameters == {"field.delim": ","}
    assert kept["visits"].buckets == -1


def test_what_a_person_has_to_say_and_to_know_is_told() -> None:
    assert said(taken()) == {
        "glue:crm_raw/visits IMP040",
        "glue:crm_raw IMP041",
        "glue:crm_raw IMP039",
        "s3:acme-crm-raw IMP037",
    }
    nameless = replace(LAKE, description="", readers=("IAM_ALLOWED_PRINCIPALS has ALL on it",))
    assert "glue:crm_raw IMP037" in said(taken(nameless))
    assert "the database has no description: what is it about?" in {
        f.message for f in taken(nameless).findings
    }


def test_a_table_left_out_is_told_where_its_files_are_closed_with_the_others() -> None:
    beside = csv_table("Order-Lines", f"{ROOT}lines/", line="string")
    elsewhere = csv_table("Old-Lines", "s3://acme-attic/lines/", line="string")
    view = {**csv_table("top", "", line="string"), "TableType": "VIRTUAL_VIEW"}
    found = taken(with_tables(CUSTOMERS, beside, elsewhere, view)).findings
    closed = [(f.position.path, f.message) for f in found if f.code == "IMP037"]

    assert closed[-1] == (
        "glue:crm_raw/Order-Lines",
        "it is left out, and its files lie in the bucket, which is taken: who reads or writes them"
        " by rights on the bucket is refused from then on",
    )
    assert [path for path, _ in closed if "/" in path] == ["glue:crm_raw/Order-Lines"]


@pytest.mark.parametrize(("folder", "closed"), [("raw/lines/", True), ("lines/", False)])
def test_of_a_shared_bucket_the_files_in_the_folder_are_closed_alone(
    folder: str, closed: bool
) -> None:
    shared = {BUCKET.name: replace(BUCKET, others=("shop.sales",))}
    beside = csv_table("Order-Lines", f"s3://{BUCKET.name}/{folder}", line="string")
    found = taken(with_tables(CUSTOMERS, VISITS, beside, buckets=shared)).findings
    told = [f.message for f in found if f.position.path == "glue:crm_raw/Order-Lines"]

    assert [m for m in told if "lie in raw/, which is taken" in m] == (told[-1:] if closed else [])
    assert len(told) == 1 + closed


def test_the_lines_that_the_environment_file_lacks_are_named() -> None:
    found = [f.message for f in taken(adopted={}).findings if f.code == "IMP042"]

    assert found == [
        "under `adopted`: databases: {crm_raw: sales.crm_raw},"
        " locations: {acme-crm-raw: sales.crm_raw}"
    ]


def test_a_comment_and_a_description_are_carried() -> None:
    table = parquet_table("customers", f"{ROOT}c/", customer_id="string")
    table["Description"] = "One row per customer."
    table["StorageDescriptor"]["Columns"][0]["Comment"] = "Of the\nshop"
    spec = yaml.safe_load(taken(with_tables(table)).spec)["tables"]["customers"]

    assert spec["description"] == "One row per customer."
    assert spec["columns"]["customer_id"] == {"type": "string", "description": "Of the shop"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"TableType": "VIRTUAL_VIEW"}, "it is a view"),
        ({"Parameters": {"table_type": "ICEBERG"}}, "it is a table of iceberg"),
        ({"TargetTable": {"DatabaseName": "a", "Name": "b"}}, "it is a link"),
        ({"StorageDescriptor": {"Location": "hdfs://x/y"}}, "its files do not lie in S3"),
        ({"StorageDescriptor": {"Location": f"{ROOT}c/"}}, "its files are read by no library"),
        ({"Name": "Customers-2"}, "its name is none"),
        ({"PartitionKeys": columns(**{"Order-Day": "date"})}, "names of columns are none"),
        ({"PartitionKeys": columns(day="smallint")}, "column day is of type smallint"),
        ({"PartitionKeys": columns(day="double")}, "it is partitioned by day of type double"),
        (
            {"PartitionKeys": [{"Name": "day", "Type": "date", "Parameters": {"a": "b"}}]},
            "its partition keys have parameters",
        ),
        (
            {"StorageDescriptor": {**CUSTOMERS["StorageDescriptor"], "SortColumns": [1]}},
            "its storage descriptor has SortColumns",
        ),
    ],
)
def test_a_table_that_cannot_be_taken_is_named_with_its_reason(
    change: Mapping[str, Any], reason: str
) -> None:
    made = taken(with_tables({**CUSTOMERS, **change}, VISITS))
    (found,) = (f for f in made.findings if f.code == "IMP033")

    assert found.message.startswith(reason)
    assert found.severity is Severity.WARNING
    assert [*yaml.safe_load(made.spec)["tables"]] == ["visits"]


def test_a_database_without_a_table_that_can_be_taken_is_refused() -> None:
    made = taken(with_tables({**CUSTOMERS, "TableType": "VIRTUAL_VIEW"}))

    assert not made.is_usable
    assert "glue:crm_raw IMP032" in said(made)


def test_tables_of_another_bucket_are_left_out() -> None:
    far = parquet_table("far", "s3://elsewhere/far/", a="string")
    buckets = {BUCKET.name: BUCKET, "elsewhere": FoundBucket("elsewhere", "eu-central-1")}
    made = taken(with_tables(CUSTOMERS, far, VISITS, buckets=buckets))

    assert "glue:crm_raw/far IMP034" in said(made)
    assert [*yaml.safe_load(made.spec)["tables"]] == ["customers", "visits"]


def test_of_a_bucket_that_others_use_the_folder_alone_is_taken() -> None:
    shared = {BUCKET.name: replace(BUCKET, others=("erp.invoices",))}
    made = taken(replace(LAKE, buckets=shared))
    one = taken(with_tables(VISITS, buckets=shared))

    assert made.is_usable
    assert 'prefix: "raw/"' in made.lock
    assert {"s3:acme-crm-raw IMP035", "env.yaml IMP042"} <= said(made)
    assert 'prefix: "raw/visits/"' in one.lock


def test_tables_at_the_root_of_a_shared_bucket_are_refused() -> None:
    shared = {BUCKET.name: replace(BUCKET, others=("erp.invoices",))}
    root = parquet_table("root", "s3://acme-crm-raw/other/", a="string")
    made = taken(with_tables(CUSTOMERS, root, buckets=shared))

    assert not made.is_usable
    assert "s3:acme-crm-raw IMP036" in said(made)


@pytest.mark.parametrize(
    ("bucket", "registered", "reason"),
    [
        ({"region": "us-east-1"}, {}, "the bucket lies in us-east-1"),
        ({"key": "arn:aws:kms:k"}, {}, "files are encrypted by arn:aws:kms:k"),
        ({}, {"arn:aws:s3:::acme-crm-raw": "arn:r"}, "arn:aws:s3:::acme-crm-raw is registered"),
    ],
)
def test_what_stands_in_the_way_is_refused(
    bucket: Mapping[str, Any], registered: Mapping[str, str], reason: str
) -> None:
    lake = replace(LAKE, buckets={BUCKET.name: replace(BUCKET, **bucket)}, registered=registered)
    (found,) = (f for f in taken(lake).findings if f.code == "IMP038")

    assert found.message.startswith(reason)


def test_what_is_taken_back_from_who_works_there_is_told() -> None:
    busy = replace(BUCKET, policy=True, rules=2, tags=("team",), versioned=True)
    made = taken(replace(LAKE, buckets={BUCKET.name: busy}))
    found = [f.message for f in made.findings if f.code == "IMP037"]

    assert [message.partition(",")[0] for message in found] == [
        "its policy is replaced by that of the mesh",
        "its 2 lifecycle rules are replaced",
        "its tags team are replaced",
        "new files are encrypted by the domain's key",
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"found": "gone"}, "IMP030"),
        ({"into": "people"}, "IMP007"),
        ({"into": ""}, "IMP007"),
        ({"found": replace(LAKE, product="sales.crm")}, "IMP031"),
        ({"products": {DATABASE: "sales.crm"}}, "IMP031"),
        ({"products": {"other": "sales.crm_raw"}}, "IMP006"),
        ({"found": replace(LAKE, name="---")}, "IMP004"),
    ],
)
def test_what_cannot_be_imported_at_all(changes: dict[str, Any], code: str) -> None:
    made = taken(**changes)

    assert not made.is_usable
    assert [finding.code for finding in made.findings] == [code]


def test_what_a_spec_cannot_take_is_said() -> None:
    table = parquet_table("only_keys", f"{ROOT}k/")
    table["PartitionKeys"] = columns(day="date")
    made = taken(with_tables(table))

    assert [f.message for f in made.findings if f.message.startswith("as ")] == [
        "as tables.only_keys.partitionBy:"
        " every column is a partition column, so none is left for the files"
    ]


def test_tables_that_no_crawler_writes_and_a_lake_that_is_given() -> None:
    table = parquet_table("plain", f"{ROOT}plain/", a="string")
    table["Parameters"] = {}
    made = taken(with_tables(table))

    assert not {"glue:crm_raw IMP041", "env.yaml IMP042"} & said(made)


def test_a_lock_without_tables_names_database_and_bucket_alone() -> None:
    adopted = Adopted(database="crm_raw", bucket="acme-crm")

    assert lock_text(LockSpec(adopted=adopted)).splitlines()[1:] == [
        "adopted:",
        '  database: "crm_raw"',
        '  bucket: "acme-crm"',
    ]
