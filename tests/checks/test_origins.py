import pytest

from meshwright.checks import check_mesh
from meshwright.specs.load import load_mesh

from .conftest import TODAY, Checked, product, said
from meshes import DOMAIN, environment

LOCK = "sales/carts/product.lock.yaml"


@pytest.mark.parametrize(
    "origin", ["finance.gone", "finance.reports", "sale.carts", "sales_eu.carts", "people.carts"]
)
def test_a_name_of_another_domain_is_refused(checked: Checked, origin: str) -> None:
    found = checked({LOCK: f"origin: {origin}\n"})

    assert ("CHK070", "sales.carts") in said(found)
    (finding,) = (f for f in found if f.code == "CHK070")
    assert (finding.position.path, finding.position.column) == (f"domains/{LOCK}", 9)
    assert origin in finding.message


@pytest.mark.parametrize("origin", ["sales.gone", "sales.carts", "sales.baskets_2"])
def test_a_name_of_the_own_domain_is_the_domains_to_take(checked: Checked, origin: str) -> None:
    assert said(checked({LOCK: f"origin: {origin}\n"})) == []


@pytest.mark.parametrize(
    ("domain", "said_of_it"),
    [(None, ["CHK130"]), ("owner: 1\n", []), (DOMAIN.format("finance"), [])],
)
def test_the_domain_that_a_moved_product_began_in_stays(
    checked: Checked, tmp_path, domain: str | None, said_of_it: list[str]
) -> None:
    checked(
        {
            LOCK: "origin: finance.carts\n",
            "finance/domain.yaml": domain,
            "finance/reports/product.yaml": None,
        }
    )
    mesh = load_mesh(tmp_path).mesh
    found = check_mesh(mesh, environment("local"), as_of=TODAY, moved={"sales.carts"})

    assert [f.code for f in found if f.subject == "sales.carts"] == said_of_it


def test_a_product_that_git_saw_move_here_keeps_its_names(checked: Checked, tmp_path) -> None:
    files = {
        LOCK: "origin: finance.carts\n",
        "sales/bags/product.yaml": product(),
        "sales/bags/product.lock.yaml": "origin: finance.bags\n",
    }
    checked(files)
    mesh = load_mesh(tmp_path).mesh
    found = check_mesh(mesh, environment("local"), as_of=TODAY, moved={"sales.carts"})

    assert said(found) == [("CHK070", "sales.bags")]
