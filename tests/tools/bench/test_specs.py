from pathlib import Path

import yaml

from meshwright.checks import check_mesh
from meshwright.governance import evaluate, load_organisation
from meshwright.plan import plan
from meshwright.plan.limits import plan_findings
from meshwright.specs.load import load_mesh
from tools.bench import specs

from meshes import TODAY, environment

ROOT = Path(__file__).parents[3]


def test_a_mesh_made_up_has_nothing_wrong(tmp_path: Path) -> None:
    specs.write(tmp_path / "domains", specs.files(35, seed=1))
    loaded, place = load_mesh(tmp_path), environment("local")
    planned = plan(loaded.mesh, place, as_of=TODAY)

    assert len(loaded.mesh.products) == 35
    assert loaded.findings == ()
    assert check_mesh(loaded.mesh, place, as_of=TODAY) == ()
    assert plan_findings(planned, place) == ()
    # A site that is measured has this checkout's floor.
    organisation = load_organisation(ROOT)
    assert evaluate(planned, loaded.mesh, place, organisation=organisation) == ()


def test_a_mesh_made_up_is_as_teams_write_them(tmp_path: Path) -> None:
    specs.write(tmp_path / "domains", specs.files(35, seed=1))
    mesh = load_mesh(tmp_path).mesh
    products = mesh.products.values()

    assert len(mesh.domains) == 4
    assert {len(p.spec.tables[specs.TABLE].columns) for p in products} == {specs.COLUMNS}
    assert sum(len(product.spec.inputs) for product in products) > 35 / 2
    assert any(product.agreements for product in products)


def test_a_seed_gives_the_same_mesh_again() -> None:
    assert specs.files(12, seed=1) == specs.files(12, seed=1)
    assert specs.files(12, seed=1) != specs.files(12, seed=2)


def test_a_larger_mesh_holds_the_products_of_a_smaller_one() -> None:
    smaller, larger = specs.files(12, seed=1), specs.files(40, seed=1)

    assert smaller.items() <= larger.items()


def test_another_comment_changes_one_column_alone() -> None:
    before = next(t for name, t in specs.files(1, seed=1).items() if name.endswith("product.yaml"))
    after = specs.with_another_comment(before)
    columns = yaml.safe_load(before)["tables"][specs.TABLE]["columns"]
    changed = yaml.safe_load(after)["tables"][specs.TABLE]["columns"]

    assert [name for name in columns if columns[name] != changed[name]] == [specs.KEY]
