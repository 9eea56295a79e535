"""Every format of a product, held against the schema or the tool of its standard."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from sqlglot import exp

from meshwright.specs.models import Mesh
from meshwright.specs.yaml import read_yaml
from meshwright.standards.exports import ALL_FORMATS, FORMATS
from reports.test_strangers_text import obeyed
from standards.lineage.conftest import mesh_of
from standards.oracle import problems, schema_of

from meshes import FILES, environment

DEV = environment()
HOSTILE = "It's \"so\" \\\\ {{ env_var('HOME') }} {% x %} </script> `;--\\n::error::x ##[x]"
CALLED = "It is 'so' {{ x }} {% x %} </script> `;-- ::error::x ##[x]"
WIDE = f"""\
description: "{HOSTILE.replace('"', chr(92) + '"')}"
businessName: "{CALLED}"
tags: [shop, "a 'b'"]
terms:
  usage: "{CALLED}"
  limitations: "{CALLED}"
  license: https://creativecommons.org/licenses/by/4.0/
  price: {{amount: 2.5, currency: EUR, unit: month}}
support:
  - {{channel: "{CALLED}", tool: other, scope: issues, description: "{CALLED}"}}
  - {{channel: chat, url: "https://chat.acme.example/sales", description: Anything}}
  - {{channel: odd, url: "https://chat.acme.example/{{x}}|`"}}
inputs: [sales.orders, sales.gone]
tables:
  wide:
    businessName: "{CALLED}"
    description: One of each.
    partitionBy: [day]
    columns:
      a: {{type: string, required: true, unique: true, enum: [x, "{{{{ y }}}}"], description: it's}}
      b: {{type: boolean, businessName: "{CALLED}"}}
      c: {{type: int, references: [kept.id, sales.orders.orders.order_id]}}
      d: {{type: bigint, enum: [1, 2]}}
      e: float
      f: double
      g: decimal(18,2)
      h: timestamp
      i: timestamptz
      j: binary
      k: uuid
      l: "array<struct<x:int,y:map<string,date>>>"
      m: "map<int,string>"
      n: "struct<x:decimal(5,1),y:struct<z:string>>"
      o: {{type: string, pii: true}}
      p: {{type: string, minLength: 2, maxLength: 3, pattern: "^[A-Z]+$"}}
      day: date
  kept:
    format: iceberg
    primaryKey: [id]
    partitionBy: [id]
    columns: {{id: string, at: timestamp}}
sla: {{freshness: 4h, availability: 99.5%, retention: 2y}}
extensions: {{steward: Kim, many: [1, {{a: null}}]}}
"""


@pytest.fixture
def mesh(tmp_path: Path) -> Mesh:
    made = mesh_of(tmp_path, {**FILES, "sales/wide/product.yaml": WIDE})
    assert "sales.wide" in made.products
    return made


def text_of(mesh: Mesh, name: str, product: str = "sales.wide") -> str:
    """All files of a product in a format, one after the other."""
    return "".join(FORMATS[name].files(mesh, mesh.products[product], DEV).values())


def document_of(mesh: Mesh, name: str, product: str = "sales.wide") -> Any:
    text = text_of(mesh, name, product)
    if FORMATS[name].suffix.endswith((".yaml", ".yml")):
        read = read_yaml(text.encode(), name)
        assert read.findings == ()
        return read.value
    return json.loads(text)


def test_files_of_different_formats_do_not_meet() -> None:
    assert len({each.suffix for each in ALL_FORMATS}) == len(ALL_FORMATS)
    assert [*FORMATS] == [each.name for each in ALL_FORMATS]


@pytest.mark.parametrize("name", FORMATS)
def test_a_text_is_the_same_twice_and_obeyed_by_nobody(mesh: Mesh, name: str) -> None:
    text = text_of(mesh, name)

    assert text == text_of(mesh, name)
    assert text.endswith("\n")
    assert obeyed(text) == []


@pytest.mark.parametrize("product", ["sales.wide", "sales.orders", "finance.reporting"])
def test_contracts_and_products_are_bitols(mesh: Mesh, product: str) -> None:
    odcs, odps = (document_of(mesh, name, product) for name in ("odcs", "odps"))

    assert problems("json_schemas", [[ODCS, odcs], [ODPS, odps]]) == []
    assert {port["contractId"] for port in odps["outputPorts"]} == {odcs["id"]}


ODCS = "open_data_contract_standard/schema.json"
ODPS = "dataproduct/schemas/odps-1.0.0.schema.json"


def test_a_products_ports_are_its_tables_and_what_it_reads(mesh: Mesh) -> None:
    odps = document_of(mesh, "odps")

    assert [port["name"] for port in odps["outputPorts"]] == ["wide", "kept"]
    assert [port["name"] for port in odps["inputPorts"]] == ["sales.orders"]
    assert problems("json_schemas", [[ODPS, {**odps, "colour": "red"}]]) != []


def test_channels_of_support_stand_where_a_format_has_a_place_for_them(mesh: Mesh) -> None:
    odcs, odps, dprod = (document_of(mesh, name) for name in ("odcs", "odps", "dprod"))

    assert [each["channel"] for each in odcs["support"]] == [CALLED, "chat", "odd"]
    assert [each["channel"] for each in odps["support"]] == ["chat", "odd"]
    assert [each.get("vcard:hasURL") for each in dprod["dcat:contactPoint"]] == [
        None,
        {"@id": "https://chat.acme.example/sales"},
        None,
    ]


def test_terms_stand_where_a_format_has_a_place_for_them(mesh: Mesh) -> None:
    odcs, odps, dprod = (document_of(mesh, name) for name in ("odcs", "odps", "dprod"))
    licence = "https://creativecommons.org/licenses/by/4.0/"

    assert odcs["price"] == {"priceAmount": 2.5, "priceCurrency": "EUR", "priceUnit": "month"}
    assert {"property": "license", "value": licence} in odcs["customProperties"]
    assert odcs["description"] == odps["description"]
    assert odcs["description"]["usage"] == odcs["description"]["limitations"] == CALLED
    assert dprod["dct:license"]["@id"] == licence
    assert dprod["dct:rights"]["label"] == CALLED


def test_a_licence_that_is_a_name_has_no_address(tmp_path: Path) -> None:
    named = "terms:\n  license: proprietary\n"
    files = {**FILES, "sales/orders/product.yaml": FILES["sales/orders/product.yaml"] + named}
    found = document_of(mesh_of(tmp_path, files), "dprod", "sales.orders")

    assert found["dct:license"] == {"@type": "dct:LicenseDocument", "label": "proprietary"}


def test_how_texts_look_stands_where_a_format_has_a_place_for_it(mesh: Mesh) -> None:
    said = {"minLength": 2, "maxLength": 3, "pattern": "^[A-Z]+$"}
    odcs, dbt = (document_of(mesh, name) for name in ("odcs", "dbt"))
    schema = document_of(mesh, "jsonschema")["$defs"]["wide"]["properties"]["p"]

    named = {each["name"]: each for each in odcs["schema"][0]["properties"]}
    assert named["p"]["logicalTypeOptions"] == said
    assert schema["anyOf"][0] == {"type": "string", **said}
    columns = {each["name"]: each for each in dbt["sources"][0]["tables"][0]["columns"]}
    assert said.items() <= columns["p"]["config"]["meta"].items()


def test_avro_itself_reads_the_records(mesh: Mesh) -> None:
    schemas = [document_of(mesh, "avro", product) for product in mesh.products]

    assert problems("avro_schemas", schemas) == []
    broken = json.loads(json.dumps(schemas[0]).replace('"record"', '"recrod"'))
    assert problems("avro_schemas", [broken]) != []


def test_a_product_of_one_table_is_one_record(mesh: Mesh) -> None:
    record = document_of(mesh, "avro", "finance.reporting")

    assert (record["type"], record["namespace"]) == ("record", "mesh.finance.reporting")
    month, revenue = record["fields"]
    assert month["type"] == ["null", {"type": "int", "logicalType": "date"}]
    assert revenue["type"][1] == {
        "type": "bytes",
        "logicalType": "decimal",
        "precision": 18,
        "scale": 2,
    }


ROW = {
    "a": "x",
    "c": 2**31 - 1,
    "g": 12.5,
    "h": "2026-06-01 10:00:00.5",
    "l": [{"x": 1, "y": {"k": "2026-06-01"}}, None],
    "m": {"1": "one"},
    "n": {"x": 1.5, "y": {"z": None}},
    "day": None,
}


@pytest.mark.parametrize(
    ("change", "is_valid"),
    [
        ({}, True),
        ({"a": None}, False),
        ({"a": "z"}, False),
        ({"c": 2**31}, False),
        ({"g": 10**16}, False),
        ({"h": "yesterday"}, False),
        ({"n": {"q": 1}}, False),
        ({"zz": 1}, False),
        ({"d": 3}, False),
    ],
)
def test_a_row_is_held_against_its_json_schema(mesh: Mesh, change, is_valid) -> None:
    schema = document_of(mesh, "jsonschema")
    Draft202012Validator.check_schema(schema)

    assert Draft202012Validator(schema).is_valid({**ROW, **change}) is is_valid


def test_the_standards_meta_schema_refuses_a_type_that_is_none(mesh: Mesh) -> None:
    text = text_of(mesh, "jsonschema").replace('"type": "integer"', '"type": "whole"')

    with pytest.raises(Exception, match="whole"):
        Draft202012Validator.check_schema(json.loads(text))


def test_dbts_own_schema_takes_the_sources(mesh: Mesh) -> None:
    schema = schema_of("dbt", "dbt/jsonschemas/resources/latest.json")
    validator = Draft202012Validator(schema)

    for product in mesh.products:
        assert [e.message for e in validator.iter_errors(document_of(mesh, "dbt", product))] == []
    with pytest.raises(ValidationError):
        validator.validate({"sources": [{"tables": []}]})


def test_dbt_tests_references_between_tables_that_stand_in_its_file(mesh: Mesh) -> None:
    third = document_of(mesh, "dbt")["sources"][0]["tables"][0]["columns"][2]

    to = {"to": "source('sales__wide', 'kept')", "field": "id"}
    assert third["data_tests"] == [{"relationships": {"arguments": to}}]
    assert third["config"]["meta"]["references"] == ["sales.orders.orders.order_id"]


def test_dbt_renders_braces_of_a_spec_as_text(mesh: Mesh) -> None:
    (source,) = document_of(mesh, "dbt")["sources"]

    assert "{{ env_var" not in source["description"]
    assert "{{ '{{' }} env_var" in source["description"]
    assert "{{ '{%' }} x" in source["description"]
    wide = source["tables"][0]["columns"]
    assert wide[0]["data_tests"][:2] == ["not_null", "unique"]
    values = wide[0]["data_tests"][2]["accepted_values"]["arguments"]["values"]
    assert values == ["x", "{{ '{{' }} y }}"]
    assert wide[3]["data_tests"] == [{"accepted_values": {"arguments": {"values": [1, 2]}}}]


def test_ddl_is_parsed_as_athenas(mesh: Mesh) -> None:
    wide, kept = sqlglot.parse(text_of(mesh, "ddl"), dialect="athena")

    assert isinstance(wide, exp.Create)
    assert isinstance(kept, exp.Create)
    columns = [c.name for c in wide.this.expressions]
    assert columns == [*"abcdefghijklmnop"]
    assert "PARTITIONED BY (`day` date)" in text_of(mesh, "ddl")
    assert "PARTITIONED BY (`id`)" in text_of(mesh, "ddl")
    assert "'table_type' = 'ICEBERG'" in text_of(mesh, "ddl")
    unescaped = wide.find(exp.SchemaCommentProperty)
    assert unescaped is not None
    assert unescaped.this.name == "One of each."
    orders = sqlglot.parse_one(text_of(mesh, "ddl", "finance.reporting"), dialect="athena")
    assert orders.find(exp.Create) is orders


def test_what_people_call_a_thing_stands_where_a_format_has_a_place_for_it(mesh: Mesh) -> None:
    schema, dprod = document_of(mesh, "jsonschema"), document_of(mesh, "dprod")
    wide = schema["$defs"]["wide"]

    assert schema["title"] == wide["title"] == wide["properties"]["b"]["title"] == CALLED
    assert dprod["label"] == dprod["outputDataset"][0]["label"] == CALLED
    assert document_of(mesh, "avro")[0]["fields"][1]["doc"] == CALLED
    assert text_of(mesh, "ddl").count("{% x %}") == 1


def test_dprod_is_read_as_rdf_of_dcat(mesh: Mesh) -> None:
    document = document_of(mesh, "dprod")

    assert problems("dprod_graphs", [document]) == []
    document["dataProductOwner"].pop("@type")
    document["outputDataset"][0]["@type"] = "dcat:Thing"
    found = problems("dprod_graphs", [document])
    assert any("dataProductOwner" in each for each in found)
    assert any("outputDataset" in each for each in found)
