"""`mesh import` of formats beside ODCS: files in, products that pass the check out."""

import json
from pathlib import Path

import pytest

from cli.test_loaded_modules import heavy, lacking, loaded
from standards.readers.test_dbt import CATALOG, MANIFEST

SCHEMA = {
    "title": "returns",
    "description": "One row per parcel that came back.",
    "properties": {"order_id": {"type": "string"}, "weight": {"type": "number", "default": 0}},
    "required": ["order_id"],
}


@pytest.fixture
def schema(checkout: Path) -> str:
    (checkout / "returns.schema.json").write_text(json.dumps(SCHEMA, indent=2))
    return "returns.schema.json"


def test_a_schema_becomes_a_product_that_passes_the_check(schema, checkout, mesh):
    ended = mesh("import", "jsonschema", schema, "--into", "sales")
    checked = mesh("check", "--json")

    assert (ended.code, ended.out) == (0, "domains/sales/returns/product.yaml\n")
    assert "returns.schema.json:10:7: note IMP015 'default' is left out" in ended.err
    assert ended.err.endswith("next: mesh check\n")
    assert (checkout / "domains/sales/returns/product.yaml").is_file()
    assert checked.code == 0


def test_several_files_are_one_product_where_it_is_named(checkout, mesh):
    (checkout / "a.sql").write_text("CREATE TABLE parcels (id bigint PRIMARY KEY);")
    (checkout / "b.sql").write_text("CREATE TABLE returns (parcel bigint REFERENCES parcels (id));")

    apart = mesh("import", "sql", "a.sql", "b.sql", "--into", "sales", "--dry-run", "--json")
    ended = mesh("import", "sql", "a.sql", "b.sql", "--into", "sales", "--name", "shipping")
    checked = mesh("check")

    assert [*apart.document["files"]] == [
        "domains/sales/a/product.yaml",
        "domains/sales/b/product.yaml",
    ]
    assert (ended.code, ended.out) == (0, "domains/sales/shipping/product.yaml\n")
    written = (checkout / "domains/sales/shipping/product.yaml").read_text()
    assert "parcel: {type: bigint, references: parcels.id}" in written
    assert checked.code == 0


def test_a_dry_run_writes_nothing(schema, checkout, mesh):
    ended = mesh("import", "jsonschema", schema, "--into", "sales", "--name", "back", "--dry-run")

    assert ended.code == 0
    assert "order_id: {type: string, required: true}" in ended.out
    assert not (checkout / "domains/sales/back").exists()


def test_a_file_by_way_of_a_link_is_read_and_none_without_end(schema, checkout, mesh, monkeypatch):
    from meshwright.cli import import_files

    (checkout / "linked.json").symlink_to(schema)
    linked = mesh("import", "jsonschema", "linked.json", "--into", "sales", "--dry-run")
    monkeypatch.setattr(import_files, "MOST_BYTES", 1_000)
    endless = mesh("import", "jsonschema", "/dev/zero", "--into", "sales")
    folder = mesh("import", "jsonschema", "domains", "--into", "sales")
    nowhere = mesh("import", "jsonschema", schema)

    assert linked.code == 0
    assert (endless.code, folder.code) == (5, 2)
    assert "IMP011" in endless.err
    assert "IMP007 no domain is named" in nowhere.err


def test_an_import_loads_nothing_that_deploys(schema, checkout):
    code, modules = loaded(
        checkout, "import", "jsonschema", schema, "--into", "sales", refused=lacking()
    )

    assert code == 0
    assert not heavy(modules)


def test_a_dialect_of_sql_is_named(checkout, mesh):
    (checkout / "shop.sql").write_text("CREATE TABLE shop (id uuid PRIMARY KEY, n numeric(9,2));")
    asked = ("import", "sql", "shop.sql", "--into", "sales", "--dry-run", "--dialect")

    read = mesh(*asked, "postgres")
    unknown = mesh(*asked, "postgre")

    assert (read.code, unknown.code) == (0, 2)
    assert "id: {type: uuid, required: true}" in read.out
    assert "there is no dialect 'postgre', did you mean 'postgres'?" in unknown.err


def test_a_manifest_of_dbt_is_read_with_the_catalog_beside_it(checkout, mesh):
    target = checkout / "target"
    target.mkdir()
    (target / "manifest.json").write_text(json.dumps(MANIFEST))
    asked = ("import", "dbt", "target/manifest.json", "--into", "sales", "--dry-run")

    alone = mesh(*asked)
    (target / "catalog.json").write_text(json.dumps(CATALOG))
    beside = mesh(*asked, "--select", "orders", "--dialect", "postgres")

    assert (alone.code, beside.code) == (0, 0)
    assert "total" not in alone.out
    assert 'type: "decimal(9,2)"' in beside.out
