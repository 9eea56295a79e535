from pathlib import Path

import pytest
import yaml

from guardrails.rules import ALL_RULES
from meshwright.checks import check_mesh
from meshwright.errors import MeshError
from meshwright.governance import evaluate
from meshwright.governance.packs.pack_files import load_pack
from meshwright.plan import plan
from meshwright.specs.load import load_mesh
from tools.bench import packing, specs
from tools.bench.measuring import Cost
from tools.bench.site import open_site

from meshes import TODAY, environment

ROOT = Path(__file__).parents[3]


def test_a_wide_product_makes_some_500_resources_with_nothing_wrong(
    tmp_path: Path,
) -> None:
    specs.write(tmp_path / "domains", packing.wide(packing.TABLES, seed=1))
    loaded, place = load_mesh(tmp_path), environment("local")
    planned = plan(loaded.mesh, place, as_of=TODAY)

    assert max(len(stack.declarations) for stack in planned.stacks.values()) == 502
    assert loaded.findings == ()
    assert check_mesh(loaded.mesh, place, as_of=TODAY) == ()
    assert evaluate(planned, loaded.mesh, place) == ()


def test_one_pack_holds_the_rules_of_all(tmp_path: Path) -> None:
    with open_site(ROOT, tmp_path, packing.wide(1, seed=1)) as site:
        sides = packing.made(site.root)
        delivered = [rule for folder in sides.delivered for rule in load_pack(folder).rules]
        with packing.alone(sides.merged, sides):
            (merged,) = (load_pack(folder) for folder in sides.merged)
            while_it_runs = packing.folders(site.root / "policies")

        assert set(merged.rules) == set(delivered)
        assert set(packing.codes(sides.delivered)) <= {rule.code for rule in ALL_RULES}
        assert while_it_runs == list(sides.merged)
        assert packing.folders(site.root / "policies") == sides.delivered


def test_empty_packs_are_packs_of_their_own_and_none_is_delivered(tmp_path: Path) -> None:
    with open_site(ROOT, tmp_path, packing.wide(1, seed=1)) as site:
        sides = packing.made(site.root)
        texts = {folder.name: (folder / "__main__.py").read_text() for folder in sides.many_empty}
        projects = [folder / "PulumiPolicy.yaml" for folder in sides.many_empty]

        assert {folder.name for folder in sides.delivered} == {"security", "governance"}
        assert set(sides.empty) <= set(sides.many_empty)
        assert all(f'"{name}"' in text for name, text in texts.items())
        assert all(yaml.safe_load(path.read_text())["runtime"] for path in projects)


def test_a_pack_that_the_engine_did_not_ask_is_not_measured(tmp_path: Path) -> None:
    log = "Policies:\n    ✅ merged@v0.1.0 (local: policies/merged)\n"
    packing.ran([tmp_path / "merged"], log)

    with pytest.raises(MeshError, match="has not asked the pack empty0"):
        packing.ran([tmp_path / "merged", tmp_path / "empty0"], log)


def cost(wall: float) -> list[Cost]:
    return [Cost(cpu=wall, wall=wall, peak=1.0)]


def test_a_full_pack_is_held_against_an_empty_one_and_against_none() -> None:
    none, empty, many, merged, packs = map(cost, (10.0, 12.0, 15.0, 13.0, 14.0))
    found = list(packing.rows((none, empty, many, merged, packs), 500, 35, 2))

    assert [round(row.ratio, 3) for row in found if row.ratio] == [1.083, 1.3, 1.3, 1.2, 1.4]
    assert [row.aim for row in found[:2]] == [1.1, 1.5]
    assert all(row.is_met for row in found[:2])
    assert found[-1].ours.median == 1.0
