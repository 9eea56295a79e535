"""Models of dbt become specs: of a manifest with its catalog, or of properties in YAML."""

import json
from functools import partial
from typing import Any

import pytest

from meshwright.specs.yaml import read_yaml
from meshwright.standards.readers import dbt
from standards.odcs.contracts import SCHEMA, product_of, written
from standards.oracle import problems, schema_of
from standards.readers.reading import columns, refused, taken, told, types

PROPERTIES = """\
version: 2
groups:
- {name: shop, owner: {name: Shop, email: team-shop@acme.example}}
models:
- name: web_orders
  description: One row per order.
  config: {group: shop, meta: {team: crm}, materialized: table}
  constraints:
  - {type: primary_key, columns: [order_id, line]}
  - {type: primary_key, columns: [nowhere]}
  - {type: check, expression: line > 0}
  data_tests: [{dbt_utils.unique_combination_of_columns: {arguments: {columns: [order_id]}}}]
  columns:
  - name: order_id
    data_type: varchar
    description: "Order {{ '{{' }} number"
    data_tests: [not_null, unique, odd]
    constraints: [{type: not_null}, {type: unique}]
  - name: line
    data_type: integer
    description: "{{ doc('line') }}"
    tests: [{accepted_values: {arguments: {values: [1, 2, 1]}}}]
  - name: customer
    data_type: bigint
    quote: true
    config: {meta: {pii: true, classification: restricted, steward: kim}, tags: [crm]}
    data_tests:
    - relationships: {arguments: {to: "ref('customers')", field: id}}
    - relationships: {arguments: {to: nothing, field: id}}
    - not_null: {config: {where: "x > 1"}}
    - unique: {config: {severity: warn}}
  - name: other
    constraints:
    - {type: foreign_key, to: "ref('customers')", to_columns: [id]}
    - {type: foreign_key, expression: "REFERENCES main.x (id)"}
    - {type: foreign_key, to: ref(x), to_columns: [id]}
    config: {meta: {references: [network.carriers.carriers.carrier, other]}}
- name: customers
  config: {group: shop}
  columns: [{name: id, data_type: "array<struct<a:int>>"}]
- {name: empty}
sources:
- {name: raw, tables: [{name: t}]}
seeds:
- {name: s}
"""


def node(name: str, **more: Any) -> dict[str, Any]:
    return {"resource_type": "model", "name": name, "package_name": "shop", "columns": {}} | more


def attached(name: str, column: str | None, **kwargs: Any) -> dict[str, Any]:
    test = {"name": name, "kwargs": kwargs, "namespace": None}
    model = {"attached_node": "model.shop.orders", "column_name": column}
    return {"resource_type": "test", "name": f"x_{name}", "test_metadata": test, **model}


MANIFEST: dict[str, Any] = {
    "metadata": {
        "dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json",
        "project_name": "shop",
        "adapter_type": "postgres",
    },
    "nodes": {
        "model.shop.orders": node(
            "orders",
            description="One row per order.",
            group="core",
            raw_code="select * from {{ ref('x') }}",
            columns={
                "id": {"name": "id", "index": 1, "data_type": "uuid", "constraints": []},
                "status": {"name": "status", "description": "State"},
            },
        ),
        "model.shop.hidden": node("hidden", config={"materialized": "ephemeral"}),
        "model.other.m": node("m", package_name="other"),
        "seed.shop.s": {"resource_type": "seed"},
        "test.shop.a": attached("not_null", "id"),
        "test.shop.b": attached("accepted_values", "STATUS", values=["{{ '{{' }}", "b"]),
        "test.shop.c": attached("accepted_values", "status", values=["b"])
        | {"config": {"severity": "WARN"}},
        "test.shop.d": attached("relationships", "id", to="source('raw', 'o')", field="id"),
        "test.shop.e": {"resource_type": "test", "name": "e", "attached_node": "model.shop.orders"},
        "test.shop.g": attached("not_null", "gone"),
        "test.shop.f": {"resource_type": "test", "name": "f", "attached_node": None},
    },
    "sources": {"source.shop.raw.o": {}},
    "groups": {"group.shop.core": {"name": "core", "owner": {"email": "core@acme.example"}}},
}
CATALOG = {
    "nodes": {
        "model.shop.orders": {
            "columns": {
                "STATUS": {"type": "character varying(9)", "name": "STATUS", "index": 2},
                "TOTAL": {"type": "numeric(9,2)", "name": "TOTAL", "index": 3},
            }
        }
    }
}


def of_manifest(manifest: Any = MANIFEST, catalog: Any = None, *select: str):
    content = catalog if isinstance(catalog, bytes) or catalog is None else json.dumps(catalog)
    beside = content.encode() if isinstance(content, str) else content
    read = partial(dbt.read, select=select, beside=lambda _: beside)
    return taken(read, json.dumps(manifest), "target/manifest.json")


def of_properties(text: str = PROPERTIES, *select: str):
    return taken(dbt.reader("", select, lambda _: None), text, "models/shop.yml")


def test_models_are_tables_of_a_product() -> None:
    found = of_properties()

    spec = product_of(found).spec
    assert (found.product, spec.owner) == ("sales.shop", "team-shop@acme.example")
    assert types(found, "web_orders") == {
        "order_id": "string!",
        "line": "int!",
        "customer": "bigint",
        "other": "string",
    }
    assert types(found, "customers") == {"id": "array<struct<a:int>>"}
    assert spec.tables["web_orders"].primary_key == ("order_id", "line")


def test_tests_are_promises_and_meta_protects() -> None:
    found = columns(of_properties(), "web_orders")

    assert found["order_id"].unique
    assert found["order_id"].description == "Order {{ number"
    assert found["line"].enum == (1, 2)
    assert (found["customer"].pii, found["customer"].classification) == (True, "restricted")
    assert found["customer"].references == ("customers.id",)
    assert {*found["other"].references} == {"customers.id", "network.carriers.carriers.carrier"}


def test_the_rest_is_kept_or_told_with_its_line() -> None:
    kept = "is kept under extensions.odcs, without effect"

    assert told(of_properties()) == [
        "1:1 IMP010 nothing says what the product is about, so its first table's description"
        " stands for the description",
        f"5:3 IMP009 schema[].customProperties {kept}",
        "5:3 IMP015 a constraint 'check' of web_orders is left out",
        "5:3 IMP015 a constraint 'primary_key' of web_orders.nowhere is left out",
        "7:3 IMP015 the setting 'materialized' of web_orders is left out",
        "12:16 IMP015 a test 'dbt_utils.unique_combination_of_columns' of web_orders is left out",
        "17:36 IMP015 a test 'odd' of web_orders.order_id is left out",
        "19:5 IMP015 what a template in a description comes to is left out",
        f"23:5 IMP009 schema[].properties[].customProperties {kept}",
        f"23:5 IMP009 schema[].properties[].tags {kept}",
        "25:5 IMP015 'quote' of web_orders.customer is left out",
        "29:7 IMP015 a test 'relationships' of web_orders.customer is left out",
        "30:7 IMP015 a conditional test 'not_null' of web_orders.customer is left out",
        "31:7 IMP015 a conditional test 'unique' of web_orders.customer is left out",
        f"32:5 IMP009 schema[].properties[].relationships {kept}",
        "32:5 IMP015 a constraint 'foreign_key' of web_orders.other is left out",
        "32:5 IMP015 a reference to what is no column of a product is left out",
        "32:5 IMP016 web_orders.other: without a type it is read as string",
        "41:3 IMP015 a model without columns (empty) is left out",
        "43:3 IMP015 an entry of 'sources' is left out",
        "45:3 IMP015 an entry of 'seeds' is left out",
    ]


def test_the_properties_are_dbts_and_the_contract_is_the_standards() -> None:
    from jsonschema.validators import validator_for

    schema = schema_of("dbt", "dbt/jsonschemas/resources/latest.json")
    said = read_yaml(PROPERTIES.encode(), "x").value

    errors = validator_for(schema)(schema).iter_errors(said)
    assert [error.message for error in errors] == []
    assert problems("json_schemas", [[SCHEMA, written(of_properties())]]) == []


def test_a_manifest_is_read_with_its_tests_and_the_catalog_beside_it() -> None:
    found = of_manifest(MANIFEST, CATALOG)

    assert product_of(found).spec.owner == "core@acme.example"
    assert found.product == "sales.shop"
    assert types(found, "orders") == {"id": "uuid!", "status": "string", "total": "decimal(9,2)"}
    assert columns(found, "orders")["status"].enum == ("{{", "b")
    assert [each.partition(" ")[2] for each in told(found)] == [
        "IMP015 the SQL of a model is left out",
        "IMP009 schema[].properties[].physicalType is kept under extensions.odcs, without effect:"
        " the length of a text in it says how a database keeps the text, and is no promise as"
        " `maxLength` is",
        "IMP015 an ephemeral model, which is no table, is left out",
        "IMP015 a model of the package 'other' is left out",
        "IMP015 a node of kind seed is left out",
        "IMP015 a conditional test 'accepted_values' of orders.status is left out",
        "IMP009 schema[].properties[].relationships is kept under extensions.odcs, without effect",
        "IMP015 a test 'e' of orders is left out",
        "IMP015 a test 'not_null' of orders.gone is left out",
        "IMP015 a test 'f' of what is no table here is left out",
        "IMP015 an entry of 'sources' is left out",
    ]


def test_a_column_without_a_type_is_told() -> None:
    notes = told(of_manifest())

    assert any(
        "IMP016 orders.status: without a type it is read as string" in each for each in notes
    )


def test_arguments_of_a_test_may_stand_beside_each_other() -> None:
    text = "models: [{name: t, columns: [{name: a, data_type: int, tests: [TEST]}]}]"

    numbers = of_properties(text.replace("TEST", "{accepted_values: {values: [1, 2]}}"))
    words = of_properties(text.replace("TEST", "{accepted_values: {values: [a]}}"))

    assert columns(numbers, "t")["a"].enum == (1, 2)
    assert any("a test 'accepted_values' of t.a is left out" in each for each in told(words))


def test_models_are_chosen_by_name() -> None:
    found = of_properties(PROPERTIES, "customers")

    assert list(product_of(found).tables) == ["customers"]


def test_sources_alone_are_tables() -> None:
    text = (
        "sources:\n- name: raw\n  description: As it comes.\n  meta: {owner: a@b.example}\n"
        "  loader: hand\n  tables:\n  - name: t\n    columns: [{name: a, data_type: int}]\n"
    )
    found = of_properties(text)

    assert "5:3 IMP015 'loader' of a source is left out" in told(found)

    assert product_of(found).spec.description == "As it comes."
    assert product_of(found).spec.owner == "a@b.example"
    assert types(found, "t") == {"a": "int"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "SPEC"),
        ("models: []", "1:1 IMP014 it has no model with columns"),
        ("models: [{name: a}]", "1:1 IMP014 it has no model with columns"),
        ("models: [{name: a, columns: [{name: _}]}]", "IMP004"),
        ("a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n" * 1, "IMP014"),
    ],
)
def test_properties_without_tables_are_refused(text: str, message: str) -> None:
    found = refused(of_properties(text))

    assert len(found) == 1
    assert message in found[0]


def test_what_is_no_manifest_is_refused() -> None:
    broken = refused(of_manifest(MANIFEST, b"{"))

    assert refused(of_manifest({"nodes": {}}))[0].startswith("1:1 IMP011 it is no manifest of dbt")
    assert broken == ["1:2 IMP011 a key in double quotes is expected here"]
    assert refused(taken(dbt.read, "{", "m.json")) == broken
    unknown = refused(of_manifest(MANIFEST, None, "order"))
    assert unknown == ["1:1 IMP014 there is no model 'order' in it, did you mean 'orders'?"]


def test_what_refers_is_followed_by_version_and_by_relation() -> None:
    relation = {"relation_name": '"db"."main"."orders_v1"', "latest_version": 2}
    versions = [
        node("orders", version=number, latest_version=2, columns={"id": {"data_type": "int"}})
        for number in (1, 2)
    ]
    constraints = [
        {"type": "foreign_key", "columns": ["a"], "to": '"db"."main"."orders_v1"'},
        {"type": "foreign_key", "columns": ["b"], "expression": "main.orders_v1 (id)"},
        {"type": "foreign_key", "columns": ["c"], "expression": "elsewhere (id)"},
    ]
    constraints[0]["to_columns"] = ["id"]
    columns_said: dict[str, Any] = {name: {"name": name, "data_type": "int"} for name in "abcde"}
    columns_said["e"]["config"] = {"tags": "one", "where": None}
    nodes = {
        "model.shop.orders.v1": versions[0] | relation,
        "model.shop.orders.v2": versions[1],
        "model.shop.lines": node("lines", columns=columns_said, constraints=constraints),
        "test.shop.t": attached("relationships", '"D"', to="ref('orders', v=2)", field="id")
        | {"attached_node": "model.shop.lines"},
        "test.shop.u": attached("relationships", "e", to="ref('orders', v=1)", field="id")
        | {"attached_node": "model.shop.lines"},
    }
    found = of_manifest(MANIFEST | {"nodes": nodes, "disabled": {"model.shop.x": [node("x")]}})

    assert {n: each.references for n, each in columns(found, "lines").items()} == {
        "a": ("orders_v1.id",),
        "b": ("orders_v1.id",),
        "c": (),
        "d": ("orders.id",),
        "e": ("orders_v1.id",),
    }
    kept = product_of(found).spec.extensions["odcs"]["schema"]["lines"]["properties"]
    assert kept["c"]["relationships"] == [{"to": "elsewhere.id"}]
    assert kept["e"]["tags"] == ["one"]
    assert any("a disabled model is left out" in each for each in told(found))


def test_a_comment_of_the_database_describes_a_column() -> None:
    catalog = {
        "nodes": {
            "model.shop.orders": {
                "columns": {
                    "ID": {"type": "int", "name": "ID", "comment": "The number."},
                    "shipTo": {"type": "text", "name": "shipTo", "comment": None},
                }
            }
        }
    }
    found = of_manifest(MANIFEST, catalog)

    assert columns(found, "orders")["id"].description == "The number."
    assert "ship_to" in columns(found, "orders")


def test_a_group_is_written_to_by_its_first_address_or_called_by_its_name() -> None:
    text = (
        "groups: [{name: g, owner: {OWNER}}]\n"
        "models: [{name: t, config: {group: g}, columns: [{name: a, data_type: int}]}]"
    )
    several = of_properties(text.replace("OWNER", "email: [a@b.example, c@d.example], slack: x"))
    unreachable = of_properties(text.replace("OWNER", "name: Finance"))

    assert product_of(several).spec.owner == "a@b.example"
    assert "1:10 IMP015 'slack' of a group's owner is left out" in told(several)
    assert "1:10 IMP015 another address of a group's owner is left out" in told(several)
    assert product_of(unreachable).spec.extensions["odcs"]["team"] == {"name": "Finance"}


def test_models_of_several_owners_keep_each_its_own() -> None:
    nodes = {
        "model.shop.a": node("a", columns={"x": {"data_type": "int"}}, meta={"owner": "Kim"}),
        "model.shop.b": node("b", columns={"x": {"data_type": "int"}})
        | {"alias": "b_now", "deprecation_date": "2026-12-31", "tags": ["mart"]},
    }
    found = of_manifest(MANIFEST | {"nodes": nodes})

    kept = product_of(found).spec.extensions["odcs"]["schema"]
    assert kept["a"] == {"customProperties": [{"property": "owner", "value": "Kim"}]}
    assert kept["b"] == {
        "physicalName": "b_now",
        "tags": ["mart"],
        "customProperties": [{"property": "deprecationDate", "value": "2026-12-31"}],
    }
