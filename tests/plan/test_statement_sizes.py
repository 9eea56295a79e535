"""A statement that Athena would refuse for its size is said before anything runs."""

import pytest

from meshwright.plan import plan
from meshwright.plan.limits import plan_findings

from living import LIVING
from meshes import TODAY, MeshOf, environment

SPEC = "sales/orders/product.yaml"


def wide(columns: int) -> dict[str, str]:
    """A product whose derived table has many columns."""
    described = "".join(f"      column_{n}_{'x' * 40}: string\n" for n in range(columns))
    table = "    format: iceberg\n    query: all.sql\n    primaryKey: [id]\n    columns:\n"
    spec = f"description: x\ntables:\n  orders:\n{table}      id: string\n{described}"
    return {SPEC: spec, "sales/orders/all.sql": "select * from sales__carts.carts\n"}


@pytest.mark.parametrize(("columns", "codes"), [(20, []), (2500, ["PLAN006"])])
def test_a_table_of_too_many_columns_is_found(
    mesh_of: MeshOf, columns: int, codes: list[str]
) -> None:
    place = environment()
    only = {path: None for path in LIVING if not path.endswith("domain.yaml")}
    found = plan_findings(plan(mesh_of({**only, **wide(columns)}), place, as_of=TODAY), place)

    assert [finding.code for finding in found if finding.code != "PLAN005"] == codes
    for finding in found:
        assert finding.position.path == f"domains/{SPEC}"
        assert finding.subject == "sales.orders"
