"""The provider's Iceberg table: made by its schema alone, changed in place, never read back."""

import copy
import json
from typing import Any

import pytest

from local_aws.engine_side import EngineSide, Messages
from local_aws.iceberg.lake import BUCKET, REGION

TYPE = "aws:glue/catalogTable:CatalogTable"
NONE, SOME = Messages.DiffResponse.DIFF_NONE, Messages.DiffResponse.DIFF_SOME
TABLE = {
    "catalogId": "123456789012",
    "databaseName": "sales",
    "name": "orders",
    "openTableFormatInput": {
        "icebergInput": {
            "metadataOperation": "CREATE",
            "version": "2",
            "icebergTableInput": {
                "location": f"s3://{BUCKET}/orders",
                "schema": {
                    "type": "struct",
                    "fields": [
                        {"id": 1, "name": "id", "type": '"string"', "required": True},
                        {
                            "id": 2,
                            "name": "tags",
                            "type": json.dumps(
                                {
                                    "type": "list",
                                    "element-id": 3,
                                    "element": "string",
                                    "element-required": False,
                                }
                            ),
                            "required": False,
                            "doc": "Labels",
                        },
                    ],
                    "identifierFieldIds": [1],
                },
                "partitionSpec": {
                    "fields": [
                        {"fieldId": 1000, "name": "id", "sourceId": 1, "transform": "identity"}
                    ]
                },
                "properties": {"comment": "Orders"},
            },
        }
    },
}


@pytest.fixture
def glue(engine: EngineSide, client: Any) -> Any:
    assert engine
    client("s3").create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    client("glue").create_database(DatabaseInput={"Name": "sales"})
    return client("glue")


def changed(change: Any) -> dict[str, Any]:
    inputs = copy.deepcopy(TABLE)
    change(inputs["openTableFormatInput"]["icebergInput"])
    return inputs


def columns(glue: Any) -> dict[str, str]:
    table = glue.get_table(DatabaseName="sales", Name="orders")["Table"]
    return {c["Name"]: c["Type"] for c in table["StorageDescriptor"]["Columns"]}


def test_a_table_is_made_by_its_schema_and_needs_no_change(engine: EngineSide, glue: Any) -> None:
    born = engine.create(TYPE, TABLE)

    read = engine.read(born)
    assert columns(glue) == {"id": "string", "tags": "array<string>"}
    assert engine.diff(born, TABLE).changes == NONE
    assert engine.diff(read, TABLE).changes == NONE
    assert read.outputs["tableType"] == "EXTERNAL_TABLE"
    assert "metadata_location" not in read.outputs["parameters"]


def test_a_schema_is_changed_in_place(engine: EngineSide, glue: Any) -> None:
    born = engine.create(TYPE, TABLE)
    inputs = changed(
        lambda asked: asked["icebergTableInput"]["schema"]["fields"].append(
            {"id": 4, "name": "note", "type": '"string"', "required": False}
        )
    )
    diff = engine.diff(born, inputs)

    after = engine.update(born, inputs)

    assert diff.changes == SOME
    assert not diff.replaces
    assert list(columns(glue)) == ["id", "tags", "note"]
    assert engine.diff(engine.read(after), inputs).changes == NONE


@pytest.mark.parametrize(("name", "value"), [("version", "1"), ("metadataOperation", "OTHER")])
def test_another_format_is_another_table(
    engine: EngineSide, glue: Any, name: str, value: str
) -> None:
    assert glue
    born = engine.create(TYPE, TABLE)

    diff = engine.diff(born, changed(lambda asked: asked.update({name: value})))

    assert list(diff.replaces) == ["openTableFormatInput"]


def test_a_table_that_becomes_iceberg_is_replaced(engine: EngineSide, glue: Any) -> None:
    assert glue
    plain = {
        "catalogId": "123456789012",
        "databaseName": "sales",
        "name": "orders",
        "tableType": "EXTERNAL_TABLE",
    }
    born = engine.create(TYPE, plain)

    assert "openTableFormatInput" in list(engine.diff(born, TABLE).replaces)


def test_a_deleted_table_leaves_its_files(engine: EngineSide, glue: Any, client: Any) -> None:
    born = engine.create(TYPE, TABLE)

    engine.delete(born)

    assert engine.read(born) is None
    assert glue.get_tables(DatabaseName="sales")["TableList"] == []
    assert client("s3").list_objects_v2(Bucket=BUCKET)["KeyCount"] == 1
