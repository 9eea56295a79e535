"""Products with each feature of a spec on or off, in every format, held against its standard."""

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlglot
import yaml
from jsonschema import Draft202012Validator
from sqlglot import exp

from meshwright.specs.load import load_mesh
from meshwright.specs.models import Mesh
from meshwright.standards.exports import FORMATS
from meshwright.standards.lineage.openlineage import openlineage
from standards.oracle import backstages, problems, rulesets, schema_of
from texts.spoilt import COLUMN, LINE, SHOP, TEXT

from meshes import DOMAIN, TODAY, environment

SEED, PRODUCTS = 16, 16
DEV = environment()
TYPES = (
    *("boolean", "int", "bigint", "float", "double", "decimal(18,2)", "timestamp", "timestamptz"),
    *("binary", "uuid", "array<string>", "map<string,int>", "struct<x:int,y:array<date>>"),
)
TABLE: Mapping[str, Any] = {
    **SHOP["tables"]["rows"],
    "format": "iceberg",
    "columns": {
        **SHOP["tables"]["rows"]["columns"],
        "long": {**COLUMN, "required": True, "unique": True},
        "short": {"type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[A-Z]+$"},
        "number": {"type": "int", "enum": [1, -2], "required": True, "references": "rows.other"},
        "other": {"type": "int", "unique": True},
        **{f"typed{at}": {"type": each, "description": LINE} for at, each in enumerate(TYPES)},
    },
}
PRODUCT: Mapping[str, Any] = {
    **SHOP,
    "version": "2.1.0",
    "tier": "gold",
    "classification": "confidential",
    "kind": "sourceAligned",
    "status": "deprecated",
    "successor": "none",
    "sunset": "2027-01-31",
    "tables": {"rows": TABLE, "more": {"columns": {"a": "date"}}},
    "sla": {"freshness": "4h", "availability": "99.5%", "retention": "2y"},
    "storage": {"noncurrentDays": 30},
    "extensions": {"steward": TEXT, "many": [1, {"a": None}, 1.5, True], "odcs": {"tenant": LINE}},
}
NEEDED = {
    *("description", "tables", "rows", "columns", "type", "id", "day", "other", "a"),
    *("amount", "currency"),
}
"""What a spec has to say, or what others of its words name."""


def thinned(document: Any, dice: random.Random) -> Any:
    """A document with each thing that it need not say left out by chance."""
    if not isinstance(document, Mapping):
        return document
    return {
        name: thinned(each, dice)
        for name, each in document.items()  # pyright: ignore[reportUnknownVariableType]
        if name in NEEDED or dice.random() < 0.6
    }


@pytest.fixture(scope="module")
def mesh(tmp_path_factory: pytest.TempPathFactory) -> Mesh:
    """Products of one domain: all features, the fewest, and by chance."""
    root = tmp_path_factory.mktemp("generated")
    dice = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    for at in range(PRODUCTS):
        file = root / f"domains/evil/p{at}/product.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(PRODUCT if at == 0 else said(dice), ensure_ascii=False))
    (root / "domains/evil/domain.yaml").write_text(DOMAIN.format("evil"))
    loaded = load_mesh(Path(root))
    assert [f"{each.code}: {each.message}" for each in loaded.findings] == []
    return loaded.mesh


def said(dice: random.Random) -> Any:
    """A product by chance: what rests on what was left out is left out with it."""
    product = thinned(PRODUCT, dice)
    if not {"status", "sunset", "successor"} <= product.keys():
        for name in ("status", "sunset", "successor"):
            product.pop(name, None)
    return product


def written(mesh: Mesh, name: str) -> list[str]:
    """The files of all products in a format."""
    files = (FORMATS[name].files(mesh, each, DEV) for each in mesh.products.values())
    return [text for each in files for text in each.values()]


def test_features_are_on_in_some_and_off_in_others(mesh: Mesh) -> None:
    assert len(mesh.products) == PRODUCTS
    for feature in ("terms", "tags", "support", "business_name", "sla", "extensions", "sunset"):
        have = {bool(getattr(p.spec, feature, None)) for p in mesh.products.values()}
        assert True in have, feature
    assert {p.spec.tables["rows"].is_iceberg for p in mesh.products.values()} == {True, False}


def test_bitols_schemas_take_every_contract_and_product(mesh: Mesh) -> None:
    odcs = [
        ["open_data_contract_standard/schema.json", yaml.safe_load(text)]
        for text in written(mesh, "odcs")
    ]
    odps = [
        ["dataproduct/schemas/odps-1.0.0.schema.json", yaml.safe_load(text)]
        for text in written(mesh, "odps")
    ]

    assert problems("json_schemas", [*odcs, *odps]) == []


def test_avros_library_dprods_shapes_and_openlineages_classes_take_all(mesh: Mesh) -> None:
    events = openlineage(mesh, mesh.products.values(), DEV, TODAY).splitlines()

    assert problems("avro_schemas", [json.loads(text) for text in written(mesh, "avro")]) == []
    assert problems("dprod_graphs", [json.loads(text) for text in written(mesh, "dprod")]) == []
    assert problems("openlineage_events", [json.loads(line) for line in events]) == []


def test_dbts_schema_backstages_validators_and_json_schemas_own_take_all(mesh: Mesh) -> None:
    dbt = Draft202012Validator(schema_of("dbt", "dbt/jsonschemas/resources/latest.json"))
    entities = [e for text in written(mesh, "backstage") for e in yaml.safe_load_all(text)]

    for text in written(mesh, "dbt"):
        assert [*dbt.iter_errors(yaml.safe_load(text))] == []
    for text in written(mesh, "jsonschema"):
        Draft202012Validator.check_schema(json.loads(text))
    assert backstages(entities) == []


def test_athenas_statements_and_awss_rulesets_are_read(mesh: Mesh) -> None:
    for text in written(mesh, "ddl"):
        assert all(isinstance(e, exp.Create) for e in sqlglot.parse(text, dialect="athena") if e)
    told = rulesets(written(mesh, "dqdl"))
    assert not [each for each in told if each.startswith("refused")]
