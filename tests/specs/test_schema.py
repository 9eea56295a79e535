import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from meshwright.specs.schema import documents

from .conftest import DOMAIN, PRODUCT
from .test_environments import DEV
from .test_load import AGREEMENT, FULL, FULL_DOMAIN

SCHEMAS = Path(__file__).parents[2] / "schema"


def errors(schema: str, text: str) -> list[str]:
    # The base loader leaves dates and versions the texts that YAML 1.2 reads.
    loaded = yaml.load(text, Plain)  # noqa: S506 - a safe loader without dates
    validator = Draft202012Validator(json.loads(documents()[f"{schema}.schema.json"]))
    return [error.message for error in validator.iter_errors(loaded)]


class Plain(yaml.SafeLoader):
    """YAML 1.1 without its dates."""


Plain.yaml_implicit_resolvers = {
    letter: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith("timestamp")]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.mark.parametrize("name", documents())
def test_the_files_are_what_the_models_say(name: str) -> None:
    assert (SCHEMAS / name).read_text("utf-8") == documents()[name]


@pytest.mark.parametrize("name", documents())
def test_a_schema_is_one_of_its_dialect(name: str) -> None:
    Draft202012Validator.check_schema(json.loads(documents()[name]))


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ("product", PRODUCT),
        ("product", FULL),
        ("domain", DOMAIN),
        ("domain", FULL_DOMAIN),
        ("agreement", AGREEMENT),
        ("agreement", "purpose: x\ntables: {orders: , lines: {columns: all}}\nexpires: 2026-12-31"),
        ("environment", DEV),
    ],
)
def test_the_designs_examples_are_valid(schema: str, text: str) -> None:
    assert errors(schema, text) == []


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ("product", PRODUCT.replace("string", "strng")),
        ("product", PRODUCT.replace("string", "{type: strng}")),
        ("product", PRODUCT.replace("string", '"decimal(18)"')),
        ("product", PRODUCT.replace("string", "{type: string, clasification: public}")),
        ("product", PRODUCT.replace("order_id", "orderId")),
        ("product", PRODUCT.replace("orders", "Orders")),
        ("product", PRODUCT + "version: 1.10\n"),
        ("product", PRODUCT + "owner:\n"),
        ("product", PRODUCT + "sla: {freshness: soon}\n"),
        ("product", PRODUCT + "primary_key: [id]\n"),
        ("agreement", AGREEMENT.replace("2026-12-31", "31.12.2026")),
        ("agreement", AGREEMENT.replace("[order_id, discount, ordered_on]", "some")),
        ("environment", DEV.replace("buckets", "bukets")),
        ("domain", DOMAIN.replace("costCenter", "costcenter")),
    ],
)
def test_an_editor_underlines_a_mistake(schema: str, text: str) -> None:
    assert errors(schema, text)


def test_an_editor_shows_what_a_field_is_for() -> None:
    product = json.loads(documents()["product.schema.json"])

    assert (
        product["properties"]["inputs"]["description"] == "The products this one is derived from."
    )
    assert product["$defs"]["Table"]["description"] == "One table of a product: its output port."


def test_the_examples_of_this_repository_are_valid() -> None:
    files = SCHEMAS.parent.glob("domains/*/*/product.yaml")

    assert [found for file in files for found in errors("product", file.read_text("utf-8"))] == []
