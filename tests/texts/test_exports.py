"""Hostile text in every format of `mesh export` and `mesh lineage`, read by its standard's tool."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import sqlglot
import yaml
from jsonschema import Draft202012Validator
from sqlglot import exp

from meshwright.gate.assessment import Assessment
from meshwright.standards.lineage import graph
from meshwright.standards.lineage.mermaid import mermaid
from meshwright.standards.lineage.openlineage import openlineage
from meshwright.standards.lineage.svg import svg
from meshwright.visible import one_line
from reports.test_strangers_text import obeyed
from standards.oracle import backstages, problems, rulesets, schema_of
from texts.conftest import DAY
from texts.spoilt import LINE, TEXT

ODCS, ODPS = (
    "open_data_contract_standard/schema.json",
    "dataproduct/schemas/odps-1.0.0.schema.json",
)
SHOP, MADE = "exports/evil.shop", "exports/evil.made"
Portal = Mapping[str, bytes]


def read(portal: Portal, path: str) -> Any:
    """A document, with nothing in it that its reader would take for more than a text."""
    text = portal[path].decode()
    return json.loads(text) if path.endswith(("json", "avsc")) else yaml.safe_load(text)


def every_text(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():  # pyright: ignore[reportUnknownVariableType]
            yield from (key, *every_text(each))  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, list):
        for each in value:  # pyright: ignore[reportUnknownVariableType]
            yield from every_text(each)


def test_nothing_is_obeyed_in_any_of_them(portal: Portal) -> None:
    exports = {path: text.decode() for path, text in portal.items() if path.startswith("exports/")}

    assert len(exports) == 19
    assert {path: found for path, text in exports.items() if (found := obeyed(text))} == {}


@pytest.mark.parametrize("product", [SHOP, MADE])
def test_official_schemas_take_the_documents(portal: Portal, product: str) -> None:
    odcs, odps = read(portal, f"{product}.odcs.yaml"), read(portal, f"{product}.odps.yaml")
    dbt = Draft202012Validator(schema_of("dbt", "dbt/jsonschemas/resources/latest.json"))

    assert problems("json_schemas", [[ODCS, odcs], [ODPS, odps]]) == []
    assert problems("avro_schemas", [read(portal, f"{product}.avsc")]) == []
    assert problems("dprod_graphs", [read(portal, f"{product}.dprod.jsonld")]) == []
    assert [*dbt.iter_errors(read(portal, f"{product}.sources.yml"))] == []
    Draft202012Validator.check_schema(read(portal, f"{product}.schema.json"))


def test_backstages_validators_take_the_entities(portal: Portal) -> None:
    paths = ("exports/catalog-info.yaml", f"{SHOP}.backstage.yaml", f"{MADE}.backstage.yaml")

    entities = [each for path in paths for each in yaml.safe_load_all(portal[path])]

    assert backstages(entities) == []


def test_awss_parser_reads_as_many_rules_as_were_written(portal: Portal) -> None:
    told = rulesets([portal[path].decode() for path in sorted(portal) if path.endswith(".dqdl")])

    assert [text.count("\n") - 1 for text in told] == [3, 9]


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        (f"{SHOP}.odcs.yaml", {TEXT, LINE}),
        (f"{SHOP}.odps.yaml", {TEXT, LINE}),
        (f"{SHOP}.dprod.jsonld", {TEXT, LINE}),
        (f"{SHOP}.schema.json", {TEXT, LINE}),
        ("catalog.json", {TEXT, LINE}),
        ("entries/evil.shop.json", {TEXT, LINE}),
    ],
)
def test_what_was_written_is_read_again(portal: Portal, path: str, texts: set[str]) -> None:
    assert texts <= {*every_text(read(portal, path))}


def test_a_text_ends_where_its_quotes_end_in_athenas_statements(portal: Portal) -> None:
    (table,) = sqlglot.parse(portal[f"{SHOP}.sql"].decode(), dialect="athena")

    assert isinstance(table, exp.Create)
    assert [c.name for c in table.this.expressions] == [
        *("id", "said", "matched", "secret", "customer_email")
    ]
    comment = table.find(exp.SchemaCommentProperty)
    assert comment is not None
    assert comment.this.name == one_line(TEXT)


def test_dbt_renders_every_brace_as_text(portal: Portal) -> None:
    """Jinja reads what begins with two braces, or one and a sign."""
    for said in every_text(read(portal, f"{SHOP}.sources.yml")):
        bare = said.replace("{{ '{{' }}", "").replace("{{ '{%' }}", "").replace("{{ '{#' }}", "")
        assert not any(begun in bare for begun in ("{{", "{%", "{#")), said


def test_lineage_is_the_same_picture_whatever_is_said(assessment: Assessment) -> None:
    mesh = assessment.mesh
    drawn = graph.graph(mesh, ["evil.made"], graph.Level.COLUMNS, up=True, down=True)

    for text in (mermaid(drawn, graph.Level.COLUMNS), svg(drawn, graph.Level.COLUMNS)):
        assert "script" not in text
        assert "cmd" not in text


def test_openlineages_classes_take_the_events(assessment: Assessment) -> None:
    mesh, environment = assessment.mesh, assessment.environment

    text = openlineage(mesh, mesh.products.values(), environment, DAY)

    found = [json.loads(line) for line in text.splitlines()]
    assert problems("openlineage_events", found) == []
    assert obeyed(text) == []
    assert TEXT in {*every_text(found)}
