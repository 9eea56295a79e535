from meshwright.contracts.origins import taken_names

from .conftest import Assess, Files
from meshes import FILES

ORDERS = FILES["sales/orders/product.yaml"]
TAKEN: Files = {
    "finance/orders/product.yaml": ORDERS,
    "finance/orders/product.lock.yaml": "origin: sales.orders\n",
}
GONE: Files = dict.fromkeys(
    ("sales/orders/product.yaml", "sales/orders/access/finance.reporting.yaml")
)


def test_names_come_along_with_a_product_that_leaves_its_domain(assessed: Assess) -> None:
    assert list(taken_names(assessed(), assessed({**TAKEN, **GONE}))) == []


def test_names_of_a_product_that_stays_are_taken(assessed: Assess) -> None:
    (finding,) = taken_names(assessed(), assessed(TAKEN))

    assert (finding.code, finding.subject) == ("CHK070", "finance.orders")
    assert finding.position.path == "domains/finance/orders/product.lock.yaml"


def test_names_of_what_the_base_never_had_are_taken(assessed: Assess) -> None:
    found = taken_names(assessed(GONE), assessed({**TAKEN, **GONE}))

    assert [f.subject for f in found] == ["finance.orders"]


def test_what_moved_before_is_no_news(assessed: Assess) -> None:
    moved = assessed({**TAKEN, **GONE})

    assert list(taken_names(moved, moved)) == []


def test_a_product_that_cannot_be_read_has_left_nothing(assessed: Assess) -> None:
    head = assessed({**TAKEN, "sales/orders/product.yaml": "x: ["})

    assert [f.subject for f in taken_names(assessed(), head)] == ["finance.orders"]


def test_a_name_that_moved_before_can_move_on(assessed: Assess) -> None:
    base = assessed({**TAKEN, **GONE})
    head = assessed(
        {
            **GONE,
            "people/domain.yaml": FILES["sales/domain.yaml"],
            "people/orders/product.yaml": ORDERS,
            "people/orders/product.lock.yaml": "origin: sales.orders\n",
        }
    )

    assert list(taken_names(base, head)) == []
