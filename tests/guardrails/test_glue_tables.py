"""Tables of Hive's and of Iceberg's are read alike."""

import json
from typing import Any

import pytest

from guardrails import glue_tables

HIVE = {
    "description": "Orders.",
    "storageDescriptor": {"columns": [{"name": "id", "type": "string"}]},
    "partitionKeys": [{"name": "day", "type": "date"}],
}
FIELDS = [{"id": 1, "name": "id", "type": "string"}, {"id": 2, "name": "day", "type": "date"}]
ICEBERG = {
    "openTableFormatInput": {
        "icebergInput": {
            "icebergTableInput": {
                "schema": {"fields": FIELDS},
                "partitionSpec": {"fields": [{"sourceId": 2, "name": "day"}]},
                "properties": {"comment": "Orders."},
            }
        }
    }
}


@pytest.mark.parametrize("table", [HIVE, ICEBERG], ids=["hive", "iceberg"])
def test_a_table_says_what_it_is_and_what_parts_it(table: dict[str, Any]) -> None:
    assert glue_tables.description(table) == "Orders."
    assert glue_tables.partitioned_by(table) == ("day",)
    assert [column.name for column in glue_tables.columns(table)] == ["id", "day"]


@pytest.mark.parametrize(
    ("written", "glue"),
    [
        ("long", "bigint"),
        ("decimal(9, 2)", "decimal(9,2)"),
        ({"type": "list", "element": "long"}, "array<bigint>"),
        ({"type": "map", "key": "string", "value": "timestamptz"}, "map<string,timestamp>"),
        ({"type": "struct", "fields": [{"name": "a", "type": "int"}]}, "struct<a:int>"),
        ({"type": "variant"}, ""),
        (7, ""),
    ],
    ids=json.dumps,
)
def test_a_type_of_icebergs_is_told_in_glues_words(written: object, glue: str) -> None:
    assert glue_tables.glue_type(written) == glue
