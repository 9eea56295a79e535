"""JSON Schemas become specs: types, keys and rules taken, the rest told with its line."""

import json
from typing import Any

import pytest

from meshwright.standards.json_schema import PLAIN
from meshwright.standards.readers import json_schema, json_schema_parts
from standards.odcs.contracts import SCHEMA, product_of, written
from standards.oracle import problems
from standards.readers.reading import columns, refused, taken, told, types

ORDER = """\
{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "Web Order",
  "description": "One row per order.",
  "type": "object",
  "properties": {
    "orderId": {"type": "string", "format": "uuid", "title": "Order number"},
    "day": {"type": "string", "format": "date"},
    "placed_at": {"type": ["string", "null"], "format": "date-time"},
    "status": {"enum": ["open", "paid"], "examples": ["open"]},
    "mail": {"type": "string", "format": "email", "maxLength": 80, "x-pii": true, "x-team": "crm"},
    "country": {"type": "string", "pattern": "^[A-Z]{2}$", "x-classification": "confidential"},
    "lines": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/line"}},
    "weight": {"type": "number", "minimum": 0, "exclusiveMaximum": 900},
    "count": {"type": "integer", "format": "int32", "maximum": 9},
    "labels": {"type": "object", "additionalProperties": {"type": "string"}},
    "paid": {"type": "boolean", "default": false}
  },
  "required": ["orderId", "day", "placed_at"],
  "additionalProperties": false,
  "$defs": {
    "line": {
      "type": "object",
      "properties": {
        "lineNo": {"type": "integer", "minimum": 1},
        "price": {"type": "number", "multipleOf": 0.01, "maximum": 99999}
      },
      "required": ["lineNo"]
    },
    "old": {"type": "string"}
  }
}
"""


def of(properties: str, more: str = "") -> str:
    return f'{{"title": "t",\n"description": "d", "properties": {{\n{properties}}}{more}}}'


def test_an_object_becomes_a_table() -> None:
    found = taken(json_schema.read, ORDER)

    spec = product_of(found).spec
    assert (found.product, spec.business_name) == ("sales.web_order", "Web Order")
    assert spec.description == spec.tables["web_order"].description == "One row per order."
    assert types(found, "web_order") == {
        "order_id": "uuid!",
        "day": "date!",
        "placed_at": "timestamptz",
        "status": "string",
        "mail": "string",
        "country": "string",
        "lines": "array<struct<line_no:bigint,price:decimal(7,2)>>",
        "weight": "double",
        "count": "int",
        "labels": "map<string,string>",
        "paid": "boolean",
    }


def test_columns_carry_what_a_spec_can_say() -> None:
    found = columns(taken(json_schema.read, ORDER), "web_order")

    assert found["order_id"].business_name == "Order number"
    assert found["status"].enum == ("open", "paid")
    assert found["mail"].pii
    assert found["country"].classification == "confidential"
    arguments = [dict(rule.arguments) for c in found.values() for rule in c.quality]
    assert arguments == [{"pattern": "^[A-Z]{2}$"}, {"minimum": 0}, {"maximum": 9}]


def test_the_rest_is_kept_or_told_with_its_line() -> None:
    kept = "is kept under extensions.odcs, without effect"
    assert told(taken(json_schema.read, ORDER)) == [
        f"7:5 IMP009 schema[].properties[].name {kept}",
        f"10:42 IMP009 schema[].properties[].examples {kept}",
        f"11:32 IMP009 schema[].properties[].logicalTypeOptions.format {kept}",
        f"11:83 IMP009 schema[].properties[].customProperties {kept}",
        f"13:32 IMP009 schema[].properties[].logicalTypeOptions (2 times) {kept}",
        "13:47 IMP015 that a field inside of a column is required is left out",
        "17:33 IMP015 'default' is left out",
        "25:9 IMP015 the former spelling of a name inside of a column is left out",
        "25:39 IMP015 'minimum' of what is inside a column is left out",
        "26:57 IMP015 'maximum' of what is inside a column is left out",
        "30:5 IMP015 a definition that no column uses is left out",
    ]


def test_what_comes_of_it_is_a_contract_of_the_standard() -> None:
    assert problems("json_schemas", [[SCHEMA, written(taken(json_schema.read, ORDER))]]) == []


@pytest.mark.parametrize(
    ("said", "kind", "message"),
    [
        ({"type": "string", "format": "time"}, "string", "IMP009"),
        ({"type": "string", "contentEncoding": "base64"}, "binary", ""),
        ({"type": ["string", "integer"]}, "string", "IMP016 string or integer is read as string"),
        ({"type": ["integer", "number"]}, "double", ""),
        ({"type": "number", "format": "float"}, "float", ""),
        ({"type": "number", "multipleOf": 0.5, "maximum": 9}, "double", "IMP009"),
        ({"type": "number", "multipleOf": 0.001, "exclusiveMaximum": 100}, "decimal(5,3)", ""),
        ({"type": "integer", "maximum": 10**30}, "decimal(38,0)", ""),
        ({"type": "thing"}, "string", "IMP016 'thing' is read as string"),
        ({}, "string", "IMP016 what has no type is read as string"),
        (True, "string", "IMP016 what has no type is read as string"),
        ({"const": 3}, "bigint", ""),
        ({"enum": [True, None]}, "boolean", "IMP015 'enum' is left out"),
        ({"enum": [1, "a"]}, "string", "IMP016 what has no type is read as string"),
        ({"type": "null"}, "string", "IMP016 what has no type is read as string"),
        ({"type": "integer", "format": "int64"}, "bigint", ""),
        ({"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1}, "int", ""),
        ({"type": "string", "pattern": PLAIN["timestamp"]["pattern"]}, "timestamp", ""),
        ({"items": {"type": "string"}}, "array<string>", ""),
        ({"type": "array"}, "array<string>", "IMP016 a list of what has no one type"),
        ({"type": "array", "items": [{}]}, "array<string>", "IMP016 a list of what has no one"),
        ({"type": "object"}, "string", "IMP016 an object without properties is read as string"),
        ({"properties": {"a": {"type": "date"}}}, "struct<a:string>", "IMP016 'date' is read as"),
        (
            {"properties": {"a": {"type": "boolean"}}, "additionalProperties": True},
            "struct<a:boolean>",
            "IMP015 'additionalProperties' is left out",
        ),
        ({"type": "object", "patternProperties": {}}, "string", "'patternProperties' is left out"),
        ({"anyOf": [{"type": "null"}, {"type": "boolean"}]}, "boolean", ""),
        ({"oneOf": [{"const": None}, {"type": "boolean"}]}, "boolean", ""),
        ({"anyOf": [{"type": "boolean"}]}, "boolean!", ""),
        ({"anyOf": [{"type": "integer"}, {"type": "number"}]}, "double!", ""),
        ({"anyOf": [{"const": "a"}, {"type": "string"}]}, "string!", "'const' of what is inside"),
        (
            {"oneOf": [{"type": "integer"}, {"type": "boolean"}, {"type": "null"}]},
            "string",
            "IMP016 one of 2 types is read as string",
        ),
        ({"$ref": "other.json#/a"}, "string!", "IMP017 'other.json#/a' is not in this file"),
        ({"$ref": "#text"}, "string!", ""),
        ({"$ref": "#/$defs/a~1b/oneOf/0"}, "boolean!", ""),
        ({"$ref": "#/$defs/n", "type": "integer"}, "bigint!", "IMP015 a second 'type' is left"),
        ({"type": "string", "deprecated": True}, "string!", "IMP015 'deprecated' is left out"),
        ({"type": "string", "pattern": 3}, "string!", "IMP009"),
        ({"type": "string", "x-classification": "odd"}, "string!", "'x-classification' is left"),
        ({"type": "string", "x-pii": False}, "string!", ""),
        ({"type": "string", "nullable": True}, "string", ""),
    ],
)
def test_each_type_comes_to_one_of_ours(said: Any, kind: str, message: str) -> None:
    defs = {
        "a/b": {"oneOf": [{"type": "boolean"}]},
        "text": {"$anchor": "text", "type": "string"},
        "n": {"type": "number"},
    }
    more = f', "required": ["a"], "$defs": {json.dumps(defs)}'
    found = taken(json_schema.read, of(f'"a": {json.dumps(said)}', more))

    assert types(found, "t")["a"].rstrip("!") == kind.rstrip("!")
    if kind.endswith("!"):
        assert types(found, "t")["a"] == kind
    notes = [each for each in told(found) if "no column uses" not in each]
    assert any(message in each for each in notes) if message else notes == []


JOINED = """{"title": "t", "description": "d", "allOf": [{"$ref": "#/$defs/base"}],
"properties": {"b": {"type": "integer"}, "c": {"$ref": "#/$defs/base"}},
"$defs": {"base": {
  "properties": {"a": {"type": "string"}, "b": {"type": "boolean"}}, "required": ["a"]}}}
"""


def test_all_of_joins_objects() -> None:
    found = types(taken(json_schema.read, JOINED), "t")

    assert found == {"b": "bigint", "c": "struct<a:string,b:boolean>", "a": "string!"}


def test_lists_of_rows_and_alternatives_are_tables() -> None:
    row = '{"title": "row", "properties": {"a": {"type": "string"}}, "x-team": 7, "not": {}}'
    rows = taken(json_schema.read, f'{{"type": "array", "items": {row}}}')
    either = taken(
        json_schema.read,
        '{"title": "sales.shop", "description": "d", "maxItems": 3,'
        f'"oneOf": [{row}, {{"type": "string"}}]}}',
    )

    plain = taken(
        json_schema.read, '{"properties": {"a": {"type": "string"}}}', "a/goods.schema.json"
    )

    assert (plain.product, types(plain, "goods")) == ("sales.goods", {"a": "string"})
    assert (rows.product, types(rows, "row")) == ("sales.shop", {"a": "string"})
    assert [each.partition(" ")[2] for each in told(rows)] == [
        "IMP010 nothing says what the product is about, so its name stands for the description",
        "IMP009 schema[].customProperties is kept under extensions.odcs, without effect",
        "IMP015 'not' is left out",
    ]
    assert product_of(either).spec.business_name is None
    assert {each.partition(" ")[2] for each in told(either)} >= {
        "IMP015 'maxItems' is left out",
        "IMP015 an alternative of oneOf without properties is left out",
    }


def test_what_nobody_sees_is_taken_out_of_texts() -> None:
    found = taken(
        json_schema.read,
        of(
            r'"a": {"type": "string", "description": "x\u202ey", "enum": ["\u200bp"],'
            r'"x-n": {"k\u0007": 1}}'
        ),
    )

    assert columns(found, "t")["a"].description == "xy"
    assert columns(found, "t")["a"].enum == ("p",)
    assert "3:25 IMP015 an invisible character in a text (3 times) is left out" in told(found)


def test_a_required_name_without_a_property_is_told() -> None:
    found = taken(json_schema.read, of('"a": {"type": "string"}', ', "required": ["b", 3]'))

    assert "1:1 IMP015 'b', which is required and no property, is left out" in told(found)


def test_types_deeper_than_a_column_are_texts() -> None:
    said: Any = {"type": "string"}
    for _ in range(17):
        said = {"type": "array", "items": said}

    found = taken(json_schema.read, of(f'"a": {json.dumps(said)}'))

    assert types(found, "t") == {"a": "string"}
    assert told(found) == ["3:1 IMP016 it is read as string: a type nests at most 16 levels deep"]


TREE = of(
    '"a": {"$ref": "#/$defs/n"}', ',\n"$defs": {"n": {"properties": {"of": {"$ref": "#/$defs/n"}}}}'
)
BOMB = of(
    '"a": {"$ref": "#/$defs/d0"}',
    ',"$defs": {' + ",".join(
        f'"d{at}": {{"properties": {{"a": {{"$ref": "#/$defs/d{at + 1}"}},'
        f' "b": {{"$ref": "#/$defs/d{at + 1}"}}}}}}'
        for at in range(15)
    ) + ',"d15": {"type": "string"}}',
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("7", "1:1 IMP011 a schema is an object of keywords"),
        ("[]", "1:1 IMP011 a schema is an object of keywords"),
        ("{", "1:2 IMP011 a key in double quotes is expected here"),
        ('{"type": "string"}', "1:1 IMP014 the schema is of no object with properties"),
        ("true", "1:1 IMP014 the schema is of no object with properties"),
        (of('"a": 3'), "3:1 IMP011 a schema is an object of keywords"),
        (of('"a": {"$ref": "#/b"}'), "3:7 IMP011 there is no '#/b' in this file"),
        (of('"a": {"$ref": "#b"}'), "3:7 IMP011 there is no '#b' in this file"),
        (TREE, "4:39 IMP013 '#/$defs/n' refers to itself"),
        (BOMB, "1:1 IMP012"),
        (of('"a": {"type": "string"}, "A": {"type": "string"}'), "IMP005 two properties come to"),
        (of('"?": {"type": "string"}'), "IMP004 the property's name '?' comes to no id"),
        (
            of('"a": {"properties": {"b": true,\n"B": true}}'),
            "4:1 IMP018 two fields come to the id",
        ),
        (of('"a": {"properties": {"?": true}}'), "3:22 IMP011 the field's name '?' comes to no id"),
    ],
)
def test_what_is_no_table_is_refused_at_its_line(text: str, message: str) -> None:
    found = refused(taken(json_schema.read, text))

    assert len(found) == 1
    assert message.partition(" ")[2] in found[0]
    if message[0].isdigit() and "IMP012" not in message:
        assert found == [message] or found[0].startswith(message)


def test_thousands_of_columns_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = of(",".join(f'"c{at}": {{"type": "string"}}' for at in range(2_000)))
    found = taken(json_schema.read, text)

    assert len(types(found, "t")) == 2_000
    monkeypatch.setattr(json_schema_parts, "MAX_PARTS", 1_000)
    assert "more than 1,000 parts" in refused(taken(json_schema.read, text))[0]
