"""Iceberg tables are made and changed through Glue, their metadata in the bucket included."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_aws.iceberg.lake import BUCKET, COLUMNS, LOCATION, Lake, field

RENAMED = [field(1, "order_id"), field(2, "total", "double"), field(3, "day", "date")]


@pytest.fixture
def lake(client) -> Lake:
    return Lake.opened(client)


def test_a_new_table_has_metadata_in_its_bucket(lake: Lake) -> None:
    lake.create(COLUMNS)

    metadata = lake.metadata()
    assert metadata["format-version"] == 2
    assert metadata["location"] == LOCATION
    assert [f["id"] for f in metadata["schemas"][0]["fields"]] == [1, 2, 3]
    assert metadata["last-column-id"] == 3
    assert lake.keys() == [lake.place().removeprefix(f"s3://{BUCKET}/")]


def test_the_catalog_lists_its_columns_with_their_ids(lake: Lake) -> None:
    lake.create(COLUMNS)

    table = lake.table()
    assert table["TableType"] == "EXTERNAL_TABLE"
    assert table["Parameters"]["table_type"] == "ICEBERG"
    assert table["StorageDescriptor"]["Columns"] == [
        {
            "Name": name,
            "Type": kind,
            "Parameters": {
                "iceberg.field.id": str(number),
                "iceberg.field.optional": "true",
                "iceberg.field.current": "true",
            },
        }
        for number, name, kind in (
            (1, "order_id", "string"),
            (2, "amount", "float"),
            (3, "day", "date"),
        )
    ]


def test_partitions_and_nested_columns_are_kept_as_declared(lake: Lake) -> None:
    nested = {
        "type": "struct",
        "fields": [{"id": 4, "name": "city", "type": "string", "required": False}],
    }

    lake.create([*COLUMNS, field(5, "address", nested)], partition=3)

    metadata = lake.metadata()
    assert metadata["partition-specs"][0]["fields"] == [
        {"source-id": 3, "field-id": 1000, "transform": "identity", "name": "day"}
    ]
    address = lake.columns()["address"]
    assert address["Type"] == "struct<city:string>"


def test_a_column_is_renamed_widened_and_moved_in_place(lake: Lake) -> None:
    lake.create(COLUMNS)
    first = lake.place()

    lake.update([RENAMED[2], RENAMED[1], RENAMED[0]])

    metadata = lake.metadata()
    current = metadata["schemas"][-1]
    assert metadata["current-schema-id"] == current["schema-id"] == 1
    assert [(f["id"], f["name"]) for f in current["fields"]] == [
        (3, "day"),
        (2, "total"),
        (1, "order_id"),
    ]
    assert metadata["metadata-log"][0]["metadata-file"] == first
    assert lake.place() != first


def test_a_column_that_was_dropped_stays_listed_as_gone(lake: Lake) -> None:
    lake.create(COLUMNS)

    lake.update(COLUMNS[:2])

    columns = lake.columns()
    assert columns["amount"]["Parameters"]["iceberg.field.current"] == "true"
    assert columns["day"]["Parameters"]["iceberg.field.current"] == "false"


def test_an_update_that_changes_nothing_writes_nothing(lake: Lake) -> None:
    lake.create(COLUMNS, properties={"comment": "Orders"})
    first = lake.place()

    lake.update(COLUMNS, properties={"comment": "Orders"})

    assert lake.place() == first
    assert len(lake.keys()) == 1


def test_properties_are_set_and_the_schema_stays(lake: Lake) -> None:
    lake.create(COLUMNS, properties={"comment": "Orders"})

    lake.update(COLUMNS, properties={"comment": "All orders"})

    assert lake.metadata()["properties"] == {"comment": "All orders"}
    assert len(lake.metadata()["schemas"]) == 1


def test_deleting_the_table_leaves_its_files(lake: Lake) -> None:
    lake.create(COLUMNS)

    lake.glue.delete_table(DatabaseName="sales", Name="orders")

    assert len(lake.keys()) == 1


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ([*COLUMNS, field(4, "note", required=True)], "cannot add required column: note"),
        ([field(1, "order_id", required=True), *COLUMNS[1:]], "optional -> required"),
        ([field(1, "order_id", "long"), *COLUMNS[1:]], "string -> long"),
        ([*COLUMNS, field(3, "other")], "duplicate field ids"),
        ([*COLUMNS, field(4, "day")], "multiple fields for name day: 3 and 4"),
        ([field(1, "order_id", "words"), *COLUMNS[1:]], "Unsupported field type"),
        ([], "at least one field"),
    ],
)
def test_a_change_that_iceberg_cannot_read_is_refused(
    lake: Lake, columns: list[dict[str, Any]], said: str
) -> None:
    lake.create(COLUMNS)
    before = lake.place()

    with pytest.raises(ClientError, match=said):
        lake.update(columns)

    assert lake.place() == before


def test_a_column_that_parts_the_files_is_not_dropped(lake: Lake) -> None:
    lake.create(COLUMNS, partition=3)

    with pytest.raises(ClientError, match="Cannot find source column"):
        lake.update(COLUMNS[:2])


def test_a_partition_is_renamed_with_its_column(lake: Lake) -> None:
    lake.create(COLUMNS, partition=3)
    lake.update([*COLUMNS[:2], field(3, "sold_on", "date")], partition=3)

    metadata = lake.metadata()
    (current,) = (
        each
        for each in metadata["partition-specs"]
        if each["spec-id"] == metadata["default-spec-id"]
    )
    assert current["fields"] == [
        {"source-id": 3, "field-id": 1000, "transform": "identity", "name": "sold_on"}
    ]


def test_the_id_of_a_partition_is_given_to_no_other_column(lake: Lake) -> None:
    lake.create(COLUMNS, partition=3)

    with pytest.raises(ClientError, match="Partition field id 1000 was used by day"):
        lake.update(COLUMNS, partition=1)


def test_a_table_that_is_there_is_not_made_again(lake: Lake) -> None:
    lake.create(COLUMNS)

    with pytest.raises(ClientError, match="AlreadyExistsException"):
        lake.create(COLUMNS)

    assert len(lake.keys()) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"MetadataOperation": "UPDATE"}, "MetadataOperation must be CREATE"),
        ({"Version": "9"}, "Unsupported Iceberg version"),
        ({"Version": "1"}, "not implemented by the local AWS"),
        ({"CreateIcebergTableInput": None}, "not implemented by the local AWS"),
    ],
)
def test_what_makes_no_table_is_refused(lake: Lake, change: dict[str, Any], said: str) -> None:
    asked = {**lake.created(COLUMNS)["IcebergInput"], **change}
    given = {name: value for name, value in asked.items() if value is not None}

    status, body = lake.raw(
        "CreateTable",
        {
            "DatabaseName": "sales",
            "Name": "orders",
            "OpenTableFormatInput": {"IcebergInput": given},
        },
    )

    assert status == 400
    assert said in json.dumps(body)


def test_two_updates_of_one_version_conflict(lake: Lake) -> None:
    lake.create(COLUMNS)
    version = lake.table()["VersionId"]
    lake.update(COLUMNS[:2], VersionId=version)

    with pytest.raises(ClientError, match="ConcurrentModificationException"):
        lake.update(COLUMNS, VersionId=version)
