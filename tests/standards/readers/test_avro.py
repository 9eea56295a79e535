"""Avro schemas become specs: names resolved, logical types taken, the rest told with its line."""

import json
from typing import Any

import pytest

from meshwright.standards.readers import avro, avro_types
from standards.odcs.contracts import SCHEMA, product_of, written
from standards.oracle import problems
from standards.readers.reading import columns, refused, taken, told, types

ORDER = """\
{
  "type": "record",
  "name": "WebOrder",
  "namespace": "example.shop",
  "doc": "One row per order.",
  "aliases": ["Order"],
  "fields": [
    {"name": "orderId", "type": {"type": "string", "logicalType": "uuid"}, "doc": "Number"},
    {"name": "status", "type": {"type": "enum", "name": "Status", "symbols": ["OPEN", "PAID"]}},
    {"name": "before", "type": ["null", "Status"], "default": null},
    {"name": "amount",
     "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
    {"name": "count", "type": ["int", "null"], "default": 0, "order": "ignore", "pii.level": 3},
    {"name": "from", "type": {"type": "record", "name": "Address", "fields": [
      {"name": "zipCode", "type": "string", "doc": "Digits"},
      {"name": "last", "type": ["null", "Status"], "default": null}
    ]}},
    {"name": "to", "type": ["null", "example.shop.Address"], "aliases": ["target"]},
    {"name": "tags", "type": {"type": "array", "items": "string", "default": []}},
    {"name": "labels", "type": {"type": "map", "values": ["null", "long"]}}
  ]
}
"""

ONE_NAME = ": a table and a column have one name here, by which Glue and Athena know them"


def of(kind: Any) -> str:
    field = f'{{"name": "a", "type": {json.dumps(kind)}}}'
    return f'{{"type": "record", "name": "t", "doc": "d", "fields": [\n{field}]}}'


def test_a_record_becomes_a_table() -> None:
    found = taken(avro.read, ORDER)

    assert found.product == "sales.web_order"
    assert product_of(found).tables["web_order"].description == "One row per order."
    assert types(found, "web_order") == {
        "order_id": "uuid!",
        "status": "string!",
        "before": "string",
        "amount": "decimal(9,2)!",
        "count": "int",
        "from": "struct<zip_code:string,last:string>!",
        "to": "struct<zip_code:string,last:string>",
        "tags": "array<string>!",
        "labels": "map<string,bigint>!",
    }
    assert columns(found, "web_order")["before"].enum == ("OPEN", "PAID")


def test_the_rest_is_kept_or_told_with_its_line() -> None:
    kept = "is kept under extensions.odcs, without effect"

    assert told(taken(avro.read, ORDER)) == [
        f"1:1 IMP009 schema[].customProperties {kept}",
        f"3:3 IMP009 schema[].physicalName {kept}{ONE_NAME}",
        f"8:5 IMP009 schema[].properties[].name {kept}",
        "13:48 IMP015 'default' is left out",
        "13:62 IMP015 'order' is left out",
        f"13:81 IMP009 schema[].properties[].customProperties (2 times) {kept}",
        "15:7 IMP015 the former spelling of a name inside of a column is left out",
        "15:45 IMP015 'doc' of what is inside a column is left out",
        "16:7 IMP015 an enum inside of a column is left out",
        "19:67 IMP015 'default' of what is inside a column is left out",
    ]


def test_what_comes_of_it_is_a_contract_of_the_standard() -> None:
    assert problems("json_schemas", [[SCHEMA, written(taken(avro.read, ORDER))]]) == []


@pytest.mark.parametrize(
    ("said", "kind", "message"),
    [
        ("long", "bigint!", ""),
        ({"type": "long", "logicalType": "timestamp-millis"}, "timestamptz!", ""),
        ({"type": "long", "logicalType": "local-timestamp-micros"}, "timestamp!", ""),
        ({"type": "int", "logicalType": "date"}, "date!", ""),
        ({"type": "int", "logicalType": "time-millis"}, "int!", "IMP015 the logical type 'time-"),
        ({"type": "string", "avro.java.string": "String"}, "string!", "IMP015 'avro.java.string'"),
        ({"type": "fixed", "name": "f", "size": 4}, "binary!", ""),
        ({"type": "fixed", "name": "f", "size": 16, "logicalType": "uuid"}, "uuid!", ""),
        ({"type": "bytes", "logicalType": "decimal", "precision": 5}, "decimal(5,0)!", ""),
        ({"type": "bytes", "logicalType": "decimal", "precision": 60}, "double!", "IMP016 a dec"),
        ({"type": "bytes", "logicalType": "decimal"}, "double!", "IMP016 a decimal of"),
        ({"type": {"type": "boolean"}, "x": 1}, "boolean!", "IMP015 'x' of what is inside"),
        ({"type": "null"}, "string", "IMP016 what is always null is read as string"),
        (["null"], "string", "IMP016 one of 0 types is read as string"),
        (["int", "long"], "bigint!", ""),
        (["null", "float", "double"], "double", ""),
        (["string", {"type": "string"}], "string!", ""),
        (["string", "long"], "string!", "IMP016 one of 2 types is read as string"),
        ({"type": "record", "name": "r", "fields": []}, "string!", "IMP016 a record without"),
        (
            {"type": "error", "name": "r", "fields": [{"name": "b", "type": "int"}]},
            "struct<b:int>!",
            "",
        ),
        (
            {
                "type": "array",
                "logicalType": "map",
                "items": {
                    "type": "record",
                    "name": "e",
                    "fields": [{"name": "key", "type": "int"}, {"name": "value", "type": "long"}],
                },
            },
            "map<int,bigint>!",
            "",
        ),
    ],
)
def test_each_type_comes_to_one_of_ours(said: Any, kind: str, message: str) -> None:
    found = taken(avro.read, of(said))

    assert types(found, "t") == {"a": kind}
    assert any(message in each for each in told(found)) if message else told(found) == []


def test_a_union_is_a_product_of_several_tables() -> None:
    other = '{"type": "record", "name": "x.Other", "fields": [{"name": "a", "type": "int"}]}'
    found = taken(avro.read, f'[{of("string")}, {other}, "int"]', "shop.avsc")

    assert found.product == "sales.shop"
    assert types(found, "t") == {"a": "string!"}
    assert types(found, "other") == {"a": "int!"}
    assert "1:1 IMP015 a type that is no record is left out" in [
        "1:1" + each[each.index(" ") :] for each in told(found)
    ]


STATE = {"type": "enum", "name": "State", "symbols": ["NEW"]}
LINE = {"type": "record", "name": "Line", "fields": [{"name": "state", "type": STATE}]}


def test_a_name_inside_of_a_name_is_given_once_wherever_it_stands() -> None:
    fields = [{"name": "first", "type": LINE}, {"name": "last", "type": "Line"}]
    found = taken(avro.read, json.dumps({"type": "record", "name": "t", "fields": fields}))

    assert types(found, "t") == {"first": "struct<state:string>!", "last": "struct<state:string>!"}


TREE = {"type": "record", "name": "n", "fields": [{"name": "of", "type": ["null", "n"]}]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "1:2 IMP011 a key in double quotes is expected here"),
        ("[]", "1:1 IMP014 the schema is of no record"),
        ('"int"', "1:1 IMP014 the schema is of no record"),
        ("7", "1:1 IMP011 a type is a name, a list or an object with a type"),
        ('{"type": "record", "fields": []}', "1:1 IMP011 a type of kind record has a name"),
        ('{"type": "record", "name": "t", "fields": [7]}', "IMP011 a field has a name and a type"),
        ('{"type": "record", "name": "t"}', "IMP002"),
        (of("Nothing"), "2:15 IMP011 there is no type 'Nothing' before this line"),
        (of(TREE), "IMP013 'n' holds itself"),
        (of(["t"]), "IMP013 't' holds itself"),
        (of({**LINE, "fields": [*LINE["fields"], {"name": "t", "type": "t"}]}), "IMP013 't' holds"),
        (of({"type": "enum", "name": "t", "symbols": []}), "IMP011 the name 't' is given twice"),
        (
            of({"type": "record", "name": "r", "fields": [
                {"name": "b", "type": "int"}, {"name": "B", "type": "int"}]}),
            "IMP018 two fields come to the id 'b'",
        ),
        (
            of({"type": "record", "name": "r", "fields": [{"name": "_", "type": "int"}]}),
            "IMP018 a name comes to no id",
        ),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_at_its_line(text: str, message: str) -> None:
    found = refused(taken(avro.read, text))

    assert len(found) == 1
    assert message in found[0]


def test_names_that_come_to_too_much_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(avro_types, "MAX_TYPES", 3)

    assert "more than 3 types" in refused(taken(avro.read, of(["null", ["int", ["long"]]])))[0]


def test_names_that_hold_names_are_counted_wherever_they_stand() -> None:
    kind: Any = "int"
    for level in range(9):
        again = ["int" if level == 0 else f"R{level - 1}"] * 8
        fields = [{"name": f"f{n}", "type": each} for n, each in enumerate([kind, *again])]
        kind = {"type": "record", "name": f"R{level}", "fields": fields}

    assert "more than 50,000 types" in refused(taken(avro.read, of(kind)))[0]
