from meshwright.errors import Severity

from .conftest import Checked, product, said

CARTS = "sales/carts/product.yaml"
QUERIED = "orders:\n    query: carts.sql\n    format: parquet\n"


def test_a_query_needs_inputs(checked: Checked) -> None:
    query = product().replace("orders:\n", QUERIED)

    (finding,) = checked({CARTS: query, "sales/carts/carts.sql": "select 1\n"})

    assert (finding.code, finding.severity) == ("CHK020", Severity.WARNING)
    assert str(finding.position) == f"domains/{CARTS}:4:12"


def test_a_query_over_inputs_is_sound(checked: Checked) -> None:
    query = product(inputs="[sales.orders]").replace("orders:\n", QUERIED)

    assert checked({CARTS: query, "sales/carts/carts.sql": "select 1\n"}) == ()


def test_a_kind_fits_the_inputs(checked: Checked) -> None:
    fed = {CARTS: product(kind="sourceAligned", inputs="[sales.orders]")}
    unfed = {CARTS: product(kind="consumerAligned")}
    sound = {CARTS: product(kind="consumerAligned", inputs="[sales.orders]")}

    assert said(checked(fed)) == said(checked(unfed)) == [("CHK021", "sales.carts")]
    assert checked(sound) == ()


def test_two_products_do_not_share_an_origin(checked: Checked) -> None:
    findings = checked({"sales/carts/product.lock.yaml": "# moved\norigin: sales.orders\n"})

    assert said(findings) == [("CHK022", "sales.carts"), ("CHK022", "sales.orders")]
    assert str(findings[0].position) == "domains/sales/carts/product.lock.yaml:2:9"


def test_products_may_swap_their_origins(checked: Checked) -> None:
    changes = {
        "sales/carts/product.lock.yaml": "origin: sales.orders\n",
        "sales/orders/product.lock.yaml": "origin: sales.carts\n",
    }

    assert checked(changes) == ()


def test_a_product_does_not_take_the_origin_of_one_that_cannot_be_read(checked: Checked) -> None:
    changes = {
        "sales/carts/product.lock.yaml": "origin: sales.orders\n",
        "sales/orders/product.yaml": "x: 1\n",
    }

    assert said(checked(changes)) == [("CHK022", "sales.carts")]
