import pytest


def test_a_new_domain_and_product_pass_the_check_as_they_are(mesh):
    made = [mesh("new", "domain", "people_ops"), mesh("new", "product", "people_ops.head_count")]
    checked = mesh("check")

    assert [ended.code for ended in (*made, checked)] == [0, 0, 0]
    assert made[1].out == "domains/people_ops/head_count/product.yaml\n"
    assert "no findings: 4 products in 3 domains" in checked.err


def test_a_new_spec_names_its_schema_for_editors(mesh, checkout):
    mesh("new", "product", "sales.returns")

    first = (checkout / "domains/sales/returns/product.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../../schema/product.schema.json"


def test_what_is_new_is_a_document(mesh):
    document = mesh("new", "domain", "people", "--json").document

    assert document == {
        "version": 2,
        "command": "new domain",
        "files": ["domains/people/domain.yaml"],
    }


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("domain", "sales"), "domains/sales/domain.yaml already exists"),
        (("product", "sales.orders"), "domains/sales/orders/product.yaml already exists"),
        (("product", "saless.orders"), "there is no domain 'saless'"),
        (("product", "orders"), "'orders' has no domain"),
        (("domain", "Sales"), "'Sales' is not a valid id"),
        (("product", "sales.a__b"), "'a__b' is not a valid id"),
        (("domain", "../up"), "'../up' is not a valid id"),
    ],
)
def test_a_name_that_cannot_be_is_refused(mesh, checkout, arguments, says):
    before = sorted(checkout.rglob("*"))
    ended = mesh("new", *arguments)

    assert ended.code == 2
    assert says in ended.err
    assert sorted(checkout.rglob("*")) == before
