"""Entities of Backstage, held against the validators that Backstage itself runs."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from meshwright.specs.models import Mesh
from meshwright.standards.backstage import WHOLE_MESH, entity_name, groups_of
from meshwright.standards.exports import FORMATS
from standards.lineage.conftest import mesh_of
from standards.oracle import backstages
from standards.test_exports import CALLED, DEV, WIDE

from meshes import FILES

BACKSTAGE = FORMATS["backstage"]
LONG = "a" * 40
FILES_OF_MANY = {
    **FILES,
    "sales/wide/product.yaml": WIDE.replace("tags: [shop,", "tags: [Shop_2, ___,")
    + "owner: team-sales@other.example\n",
    f"{LONG}/domain.yaml": FILES["sales/domain.yaml"],
    f"{LONG}/orders/product.yaml": "description: Old.\nstatus: retired\nowner: +@acme.example\n"
    "tables:\n  one_table_of_many_words: {columns: {a: date}}\n",
}


@pytest.fixture
def mesh(tmp_path: Path) -> Mesh:
    return mesh_of(tmp_path, FILES_OF_MANY)


def entities_of(mesh: Mesh, product: str) -> list[Any]:
    (text,) = BACKSTAGE.files(mesh, mesh.products[product], DEV).values()
    return [*yaml.safe_load_all(text)]


def shared_of(mesh: Mesh) -> list[Any]:
    products = mesh.products.values()
    files = [f"{product.id}.backstage.yaml" for product in products]
    return [*yaml.safe_load_all(BACKSTAGE.shared(mesh, products, files)[WHOLE_MESH])]


def test_every_entity_is_one_of_backstages(mesh: Mesh) -> None:
    entities = [e for product in mesh.products for e in entities_of(mesh, product)]

    assert backstages([*entities, *shared_of(mesh)]) == []


def test_backstages_validators_refuse_what_is_none(mesh: Mesh) -> None:
    component, api, resource = entities_of(mesh, "finance.reporting")
    component["spec"].pop("owner")
    api["metadata"]["name"] = "a b"
    resource["metadata"]["tags"] = ["A B"]

    assert len(backstages([component, api, resource])) == 3


def test_every_relation_leads_to_an_entity_that_comes_of_one_file(mesh: Mesh) -> None:
    found = [e for product in mesh.products for e in entities_of(mesh, product)]
    found += shared_of(mesh)
    names = [f"{e['kind'].lower()}:{e['metadata']['name']}" for e in found]

    assert len({*map(str.lower, names)}) == len(names)
    for entity in found:
        spec = entity["spec"]
        ends = [spec.get("owner"), *spec.get("providesApis", ()), *spec.get("dependencyOf", ())]
        ends += [f"system:{spec['system']}"] if "system" in spec else []
        ends += [each for each in spec.get("dependsOn", ()) if "gone" not in each]
        assert {*filter(None, ends)} <= {*names}


def test_a_component_says_whose_it_is_and_what_it_reads(mesh: Mesh) -> None:
    component, api, *tables = entities_of(mesh, "sales.wide")

    assert component["spec"]["system"] == "sales"
    assert component["spec"]["dependsOn"] == ["component:sales.orders", "component:sales.gone"]
    assert component["metadata"]["title"] == api["metadata"]["title"] == CALLED
    assert [each["title"] for each in component["metadata"]["links"]] == ["chat", "odd"]
    assert "links" not in api["metadata"]
    assert component["metadata"]["tags"] == ["shop-2", "a-b"]
    assert component["metadata"]["annotations"]["mesh/tags"] == "Shop_2, ___, a 'b'"
    assert yaml.safe_load(api["spec"]["definition"])["kind"] == "DataContract"
    assert [table["metadata"]["title"] for table in tables] == [
        CALLED,
        "sales.wide.kept",
    ]


def test_two_owners_of_one_local_part_are_two_groups(mesh: Mesh) -> None:
    groups = groups_of(mesh)

    assert groups["team-finance@acme.example"] == "team-finance"
    assert groups["team-sales@acme.example"] != groups["team-sales@other.example"]
    assert groups["team-sales@acme.example"].startswith("team-sales-")


def test_a_name_that_is_changed_keeps_its_own_digest() -> None:
    assert entity_name("sales.orders") == "sales.orders"
    assert {len(entity_name(c * 80)) for c in "ab"} == {63}
    assert entity_name("a" * 80) != entity_name("a" * 81)
    assert entity_name("a+b") != entity_name("a-b")
    assert len(entity_name("+")) == 8
