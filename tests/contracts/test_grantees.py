"""What a reviewer is told of roles that go while others grant to them."""

import pytest

from meshwright.contracts.grantees import grantees_gone
from meshwright.errors import Severity
from meshwright.gate.assessment import Assessment
from meshwright.plan import plan
from meshwright.specs.load import load_mesh

from meshes import FILES, TODAY, environment

WITHOUT_INPUTS = "description: x\ntables: {invoices: {columns: {id: string}}}\n"


@pytest.fixture
def after(tmp_path):
    """What is said of the sample mesh without some files, or with others."""

    def assessed(folder, changes):
        for name, text in {**FILES, **changes}.items():
            file = tmp_path / folder / "domains" / name
            if text is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
        mesh, place = load_mesh(tmp_path / folder).mesh, environment()
        return Assessment(mesh, place, plan(mesh, place, as_of=TODAY), ())

    def compared(**changes):
        named = {name.replace("__", "/") + ".yaml": text for name, text in changes.items()}
        return list(grantees_gone(assessed("base", {}), assessed("head", named)))

    return compared


def told(findings):
    return [(f.subject, f.where.rpartition("/")[2]) for f in findings]


def test_a_consumer_of_another_domain_that_goes_is_named_at_its_producer(after):
    findings = after(
        **{
            "finance__reporting__product": None,
            "sales__orders__access__finance.reporting": None,
        }
    )

    assert told(findings) == [("sales.orders", "mesh-dev--finance--reporting--runtime")]
    assert findings[0].severity is Severity.NOTE
    assert findings[0].position.path == "domains/sales/orders/product.yaml"
    assert findings[0].message.endswith("is removed while sales.orders still grants to it")


def test_a_reader_of_the_same_domain_that_goes_is_named_too(after):
    findings = after(sales__invoices__product=None)

    assert told(findings) == [("sales.orders", "mesh-dev--sales--invoices--runtime")]


def test_a_product_that_goes_with_its_own_grants_has_nobody_to_tell(after):
    findings = after(
        sales__orders__product=None, **{"sales__orders__access__finance.reporting": None}
    )

    assert "sales.orders" not in {finding.subject for finding in findings}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"sales__orders__access__finance.reporting": None},
        {"sales__invoices__product": WITHOUT_INPUTS},
    ],
)
def test_a_role_that_stays_is_nobodys_concern(after, changes):
    assert after(**changes) == []
